"""Where a case stands in lists and on desks is worked out once for an act, at once otherwise."""

from datetime import date

import pytest
from django.db import connection, transaction

from organizations.prepared_statements import answer, execute
from tests.office import MONDAY, Office, act, petition
from workflows.acts.act_refusals import Refused
from workflows.cases import access
from workflows.models import Case, CaseScope
from workflows.models.case_scope import BEGIN_GATHERING, END_GATHERING

LATER = date(2030, 1, 1)


def days_in_lists(case: Case) -> set[date]:
    return set(CaseScope.objects.filter(case=case).values_list("received_on", flat=True))


def is_gathering() -> bool:
    return bool(answer("SELECT current_setting('jianjian.changed_cases', true)")[0][0])


def test_what_is_gathered_is_placed_in_the_end_with_every_case_that_changed(office: Office) -> None:
    one, other = petition(office).case, petition(office).case
    before = days_in_lists(one)
    execute(BEGIN_GATHERING)
    for case in (one, other):
        Case.objects.filter(pk=case.pk).update(received_on=LATER)
    assert days_in_lists(one) == before
    execute(END_GATHERING)
    assert days_in_lists(one) == days_in_lists(other) == {LATER}
    Case.objects.filter(pk=one.pk).update(received_on=MONDAY.date())
    assert days_in_lists(one) == {MONDAY.date()}


def test_an_act_leaves_its_case_in_its_place_and_nothing_gathered(office: Office) -> None:
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY)
    case = Case.objects.get(pk=case.pk)
    scopes = set(CaseScope.objects.filter(case=case).values_list("scope", flat=True))
    assert scopes == access.scopes_of(case)
    assert not is_gathering()


def test_a_refused_act_leaves_nothing_gathered(office: Office) -> None:
    case = petition(office).case
    with pytest.raises(Refused):
        act(office, case, "forward", "unit_officer", at=MONDAY)
    assert not is_gathering()


def test_what_is_gathered_ends_with_its_transaction(office: Office) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BEGIN_GATHERING)
        transaction.set_rollback(True)
    assert not is_gathering()
