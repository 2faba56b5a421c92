"""A year is published: open limits that lean on it are counted anew, the old day kept."""

from datetime import timedelta

import pytest

from organizations.models import RestDay
from tests.office import Office, advance, petition
from tests.workflows.amending.changes import SPRING_FESTIVAL, TODAY, TOMORROW, amend
from workflows.amendments import proposals
from workflows.amendments.amendment_subject import AmendmentError
from workflows.clocks.clock_reckoning import explain
from workflows.counting.due_date import StepKind
from workflows.models import Alarm, CaseEvent, Clock

OLD, NEW = "2027-02-09", "2027-02-12"


def accepted(office: Office, at: object = TODAY) -> Clock:
    """Accepted on 10 December 2026: the sixtieth day is the third of the Spring Festival."""
    case = advance(office, petition(office, at=TODAY).case, "accept", at=TODAY)
    return Clock.objects.get(case=case, rule__key="handle")


def test_the_preview_names_what_would_move_and_moves_nothing(office: Office) -> None:
    clock = accepted(office)
    foreseen = proposals.foresee("calendar", SPRING_FESTIVAL, at=TODAY)
    (moved,) = (m for m in foreseen.moved if m.clock == clock.rule.name)
    assert (str(moved.was), str(moved.becomes)) == (OLD, NEW)
    assert str(Clock.objects.get(pk=clock.pk).due_on) == OLD
    assert not RestDay.objects.exists()


def test_the_approval_moves_the_limit_and_keeps_the_old_day(office: Office) -> None:
    clock = accepted(office)
    assert (str(clock.due_on), clock.provisional) == (OLD, True)
    amendment = amend(office, "calendar", SPRING_FESTIVAL)
    clock = Clock.objects.get(pk=clock.pk)
    assert (str(clock.due_on), clock.provisional) == (NEW, False)
    told = explain(clock)
    remark = next(step for step in told.proof if step.kind is StepKind.RECOMPUTED)
    assert (str(remark.was), remark.note) == (OLD, amendment.title)
    assert str(told.recomputed_from) == OLD
    assert amendment.foreseen["moved_count"] >= 1


def test_the_case_tells_of_it_once_and_keeps_its_status(office: Office) -> None:
    clock = accepted(office)
    amendment = amend(office, "calendar", SPRING_FESTIVAL)
    event = CaseEvent.objects.get(case=clock.case, act="recompute")
    assert event.source == event.target == clock.case.status
    assert event.details["approved_by"] == "bureau_head"
    assert event.details["amendment"] == {"id": amendment.pk, "name": amendment.title}


def test_rungs_to_come_follow_the_limit_and_fired_ones_stay(office: Office) -> None:
    clock = accepted(office)
    before = {alarm.rung: alarm for alarm in clock.alarms.all()}
    Alarm.objects.filter(pk=before["remind_1"].pk).update(state=Alarm.State.FIRED)
    amend(office, "calendar", SPRING_FESTIVAL)
    after = {alarm.rung: alarm for alarm in Alarm.objects.filter(clock=clock)}
    assert after["remind_1"].fires_at == before["remind_1"].fires_at
    assert after["urge"].fires_at > before["urge"].fires_at
    assert len(after) == len(before)


def test_limits_before_that_year_are_left_alone(office: Office) -> None:
    case = petition(office, at=TODAY - timedelta(days=60)).case
    amend(office, "calendar", SPRING_FESTIVAL)
    assert not CaseEvent.objects.filter(case=case, act="recompute").exists()


def test_a_regional_holiday_moves_the_limits_of_its_region_only(office: Office) -> None:
    clock = accepted(office)
    other = {"year": 2027, "region": "150122", "days": SPRING_FESTIVAL["days"]}
    assert proposals.foresee("calendar", other, at=TODAY).open_clocks == 0
    amend(office, "calendar", other | {"region": "150000"})
    assert str(Clock.objects.get(pk=clock.pk).due_on) == NEW


def test_days_corrected_later_replace_the_first_ones(office: Office) -> None:
    clock = accepted(office)
    amend(office, "calendar", SPRING_FESTIVAL)
    shorter = [day for day in SPRING_FESTIVAL["days"] if day["on"] != "2027-02-11"]
    amend(office, "calendar", SPRING_FESTIVAL | {"days": shorter})
    clock = Clock.objects.get(pk=clock.pk)
    assert str(clock.due_on) == "2027-02-11"
    assert [str(e.was) for e in clock.events.filter(kind="recompute")] == [OLD, NEW]


@pytest.mark.parametrize(
    "changes",
    [
        {"days": []},
        {"days": [{"on": "2028-02-05", "is_work": False, "name": "春节"}]},
        {"days": [{"on": "2027-02-30", "is_work": False, "name": "春节"}]},
        {"days": [{"on": "2027-02-05", "is_work": x, "name": "春节"} for x in (True, False)]},
        {"region": "999999"},
    ],
)
def test_days_that_cannot_be_are_refused(office: Office, changes: dict[str, object]) -> None:
    with pytest.raises(AmendmentError):
        proposals.foresee("calendar", SPRING_FESTIVAL | changes, at=TODAY)


def test_a_year_already_entered_is_refused(office: Office) -> None:
    amend(office, "calendar", SPRING_FESTIVAL)
    with pytest.raises(AmendmentError):
        proposals.foresee("calendar", SPRING_FESTIVAL, at=TOMORROW)
