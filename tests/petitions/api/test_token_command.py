"""`api_token`: one token on standard output."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from petitions.api.api_tokens import PREFIX
from petitions.models import ApiToken
from tests.office import Office
from tests.petitions.api.calling import Programme


def _token(*arguments: str) -> str:
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_the_printed_token_opens_the_interface(office: Office) -> None:
    token = _token("officer")
    assert token.startswith(PREFIX)
    assert Programme(token).get("desk/").status_code == 200


def test_a_new_token_leaves_the_others_good_unless_it_replaces_them(office: Office) -> None:
    first, second = _token("officer"), _token("officer")
    assert Programme(first).get("desk/").status_code == 200
    third = _token("officer", "--replace")
    statuses = [Programme(token).get("desk/").status_code for token in (first, second, third)]
    assert statuses == [401, 401, 200]
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("active", [True, False])
def test_no_token_for_an_account_that_is_unknown_or_gone(office: Office, *, active: bool) -> None:
    name = "nobody" if active else "officer"
    type(office["officer"]).objects.filter(username="officer").update(is_active=active)
    with pytest.raises(CommandError) as refusal:
        _token(name)
    assert refusal.value.returncode == 1
    assert name in str(refusal.value)
