"""What a test has committed is gone after it, and what there was before is there again."""

import pytest
from django.test import TransactionTestCase

from organizations.models import Person, Region
from tests.office import MONDAY, act, open_office, petition
from tests.quick_flush import row_versions
from workflows.models import CaseEvent

pytestmark = pytest.mark.django_db(transaction=True)


def flush() -> None:
    TransactionTestCase("run")._fixture_teardown()  # type: ignore[attr-defined]


def test_tables_that_hold_rows_of_a_test_are_emptied_whatever_guards_them() -> None:
    before = row_versions()
    office = open_office()
    case, other = petition(office).case, office.units["other"].pk
    act(office, case, "forward", "officer", at=MONDAY, unit=other)
    assert CaseEvent.objects.exists()
    flush()
    assert row_versions() == before


@pytest.mark.parametrize("change", ["write", "remove", "add"])
def test_a_row_of_the_first_hour_that_was_changed_is_written_anew(change: str) -> None:
    names = set(Region.objects.values_list("code", "name"))
    open_office()
    region = Region.objects.filter(children=None)[0]
    if change == "write":
        Region.objects.filter(pk=region.pk).update(name="别处")
    elif change == "remove":
        region.delete()
    else:
        Region.objects.create(code="999999", name="别处", path="999999/")
    flush()
    assert set(Region.objects.values_list("code", "name")) == names
    assert not Person.objects.exists()
