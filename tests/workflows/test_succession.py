"""A unit is abolished: its successor has every open case, and nothing else changes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from notifications.models import Notice
from organizations import services
from organizations.models import Role
from oversight.integrity import run as run_checks
from tests.office import MONDAY, Office, act, advance, petition
from tests.ways import AFTERWARDS, bring_to
from workflows.cases.desk_moves import waiting
from workflows.models import Case, Clock
from workflows.states import OPEN_PETITION, Status

MERGED = AFTERWARDS + timedelta(days=1)


@pytest.fixture
def merging(office: Office) -> Office:
    """The department's work goes to the other one, where two people will do it."""
    for name, role in (("heir_officer", Role.UNIT_OFFICER), ("heir_head", Role.UNIT_HEAD)):
        person = services.create_person(username=name, name=name, password="a long enough password")
        post = services.create_post(unit=office.units["other"], title=name, roles=[role])
        services.appoint(person=person, post=post, since=MONDAY)
        office.people[name] = person
    return office


def merge(office: Office, unit: str = "department", into: str = "other") -> None:
    services.close_unit(
        unit=office.units[unit], on=MERGED.date(), successor=office.units[into], at=MERGED
    )


@pytest.mark.parametrize("status", [s for s in OPEN_PETITION if s != Status.REGISTERED])
def test_no_open_case_stays_behind(merging: Office, status: Status) -> None:
    case = bring_to(merging, status)
    merge(merging)
    case = Case.objects.get(pk=case.pk)
    assert case.holding_unit == merging.units["other"]
    assert case.status == status
    found = {c.check.name for c in run_checks(MERGED) if case.number in c.cases}
    assert found <= {"alarm_unfired"}  # nobody sweeps in this test


def test_the_limits_run_on_for_the_successor(merging: Office) -> None:
    case = advance(merging, petition(merging).case, "accept", at=MONDAY)
    before = Clock.objects.get(case=case, rule__key="handle")
    merge(merging)
    after = Clock.objects.get(pk=before.pk)
    assert (after.due_on, after.started_on, after.state) == (
        before.due_on,
        before.started_on,
        before.state,
    )
    assert after.unit == merging.units["other"]
    assert after.alarms.filter(state="pending").count() == before.alarms.count()


def test_the_successors_people_find_it_on_their_desk_and_go_on(merging: Office) -> None:
    case = advance(merging, petition(merging).case, "investigate", at=MONDAY)
    merge(merging)
    task = waiting(Case.objects.get(pk=case.pk))
    assert task is not None and task.unit == merging.units["other"] and task.owner is None
    assert Notice.objects.filter(recipient=merging["heir_officer"]).exists()
    act(merging, case, "draft_opinion", "heir_officer", at=MERGED)
    assert Case.objects.get(pk=case.pk).status == Status.DRAFTED


def test_a_bureau_hands_on_what_it_took_in(merging: Office) -> None:
    case = petition(merging).case
    merge(merging, "bureau", "other")
    case = Case.objects.get(pk=case.pk)
    assert case.intake_unit == case.holding_unit == merging.units["other"]


def test_ended_cases_stay_where_they_ended(merging: Office) -> None:
    case = bring_to(merging, Status.CLOSED)
    merge(merging)
    assert Case.objects.get(pk=case.pk).holding_unit == merging.units["department"]


def test_a_closing_that_is_refused_moves_nothing(merging: Office) -> None:
    case = advance(merging, petition(merging).case, "accept", at=MONDAY)
    with pytest.raises(ValidationError):
        merge(merging, into="department")
    assert Case.objects.get(pk=case.pk).holding_unit == merging.units["department"]
