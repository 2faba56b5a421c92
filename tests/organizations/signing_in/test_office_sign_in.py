"""Which account the word of an office's provider names: one that is open here, or none."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from organizations.models import Person
from organizations.signing_in import addresses
from organizations.signing_in.office_sign_in import named_person

pytestmark = pytest.mark.django_db

MAIL = {"email": "Liu@example.org", "email_verified": True}


@pytest.mark.parametrize(
    ("claim", "claims", "is_named"),
    [
        ("preferred_username", {"preferred_username": "liu"}, True),
        ("preferred_username", {"preferred_username": "LIU"}, False),
        ("preferred_username", {"preferred_username": ["liu"]}, False),
        ("preferred_username", {"preferred_username": ""}, False),
        ("preferred_username", MAIL, False),
        ("email", MAIL, True),
        ("email", MAIL | {"email_verified": False}, False),
        ("email", {"email": "liu@example.org"}, False),
        ("email", MAIL | {"email": "wang@example.org"}, False),
    ],
)
def test_a_claim_names_one_open_account_or_none(
    person: Person, settings: Settings, claim: str, claims: dict[str, Any], *, is_named: bool
) -> None:
    settings.OIDC_CLAIM = claim
    addresses.confirm(person, "liu@example.org", at=timezone.now())
    assert named_person(claims) == (person if is_named else None)
    Person.objects.update(is_demonstration=True)
    assert named_person(claims) is None
    Person.objects.update(is_demonstration=False, is_active=False)
    assert named_person(claims) is None


def test_two_people_with_one_mailbox_are_named_by_none(
    person: Person, newcomer: Person, settings: Settings
) -> None:
    settings.OIDC_CLAIM = "email"
    for each in (person, newcomer):
        addresses.confirm(each, "office@example.org", at=timezone.now())
    assert named_person({"email": "office@example.org", "email_verified": True}) is None


def test_without_a_provider_there_is_no_way_in(db: None) -> None:
    client = Client()
    assert "/account/office/" not in client.get("/login/").content.decode()
    assert client.get("/account/office/sign-in/").status_code == 404
    assert client.get("/account/office/signed-in/").status_code == 404
    assert client.get("/account/refused/").status_code == 403
