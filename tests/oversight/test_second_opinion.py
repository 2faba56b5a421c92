"""Two opinions on every limit: they agree on any lawful life, and a fault in either is found."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pgtrigger
import pytest
from django.utils import timezone
from hypothesis import assume, given, settings

from organizations.models import RestDay
from oversight.integrity import deadline_crosscheck
from oversight.integrity.deadline_crosscheck import (
    DeadlineDifference,
    Verdict,
    differences,
    last_day,
    verdict,
)
from tests.office import SHANGHAI, Office, act, advance, petition
from tests.oversight.random_lives import RandomLife, calendars, random_lives
from tests.ways import AFTERWARDS, PETITION_STATUSES, bring_to
from workflows.counting.day_count import Count
from workflows.counting.due_date import ClockError, Deadline, Event, EventKind, deadline
from workflows.counting.work_calendar import WorkCalendar
from workflows.models import Clock, ClockEvent
from workflows.states import Status

SATURDAY = datetime(2026, 8, 1, 10, tzinfo=SHANGHAI)  # its fifteenth day is a Sunday
PUBLISHED = WorkCalendar()
LATER = datetime(2026, 9, 30, 10, tzinfo=SHANGHAI)


def found() -> list[DeadlineDifference]:
    return list(differences(Clock.objects.all(), at=timezone.now()))


def first_opinion(life: RandomLife, calendar: WorkCalendar) -> Deadline:
    try:
        return deadline(life.rule, life.events, calendar, length=life.length)
    except ClockError:
        assume(False)  # noqa: FBT003  # the law refuses this life
        raise


def judged(result: Deadline, today: date) -> str:
    """Lateness as the first opinion's own facts tell it."""
    over = result.due_on is not None and (result.ended_on or today) > result.due_on
    return {
        "void": Verdict.VOID,
        "satisfied": Verdict.LATE if over else Verdict.MET,
        "running": Verdict.OVERDUE if over else Verdict.RUNNING,
        "paused": Verdict.PAUSED,
    }[result.state]


@settings(max_examples=600)
@given(random_lives(), calendars())
def test_both_agree_on_any_lawful_life(life: RandomLife, calendar: WorkCalendar) -> None:
    for known in (PUBLISHED, calendar):
        first = first_opinion(life, known)
        due = last_day(life.row, life.length, life.events, known)
        assert due == first.due_on
        for today in (life.events[0].on, life.events[-1].on, due or date(2030, 1, 1)):
            for day in (today, today + timedelta(1)):
                assert verdict(life.events, due, day) == judged(first, day)


@pytest.mark.parametrize(
    ("events", "today", "expected"),
    [
        ([], date(2026, 8, 18), Verdict.RUNNING),
        ([], date(2026, 8, 19), Verdict.OVERDUE),
        ([Event(EventKind.SATISFY, date(2026, 8, 18))], date(2026, 9, 1), Verdict.MET),
        ([Event(EventKind.SATISFY, date(2026, 8, 19))], date(2026, 9, 1), Verdict.LATE),
        ([Event(EventKind.VOID, date(2026, 8, 30))], date(2026, 9, 1), Verdict.VOID),
    ],
)
def test_nobody_is_late_on_the_last_day(
    events: Sequence[Event], today: date, expected: Verdict
) -> None:
    assert verdict(events, date(2026, 8, 18), today) == expected


def test_an_open_pause_is_neither_late_nor_in_time() -> None:
    hearing = [Event(EventKind.PAUSE, date(2026, 8, 10))]
    assert verdict(hearing, None, date(2027, 1, 1)) == Verdict.PAUSED


def test_both_agree_on_every_case_that_went_through_the_door(office: Office) -> None:
    extended = bring_to(office, Status.ACCEPTED)
    act(office, extended, "extend", "unit_head", at=AFTERWARDS)
    heard = bring_to(office, Status.UNDER_RECHECK)
    act(office, heard, "begin_hearing", "rechecker", at=AFTERWARDS + timedelta(days=3))
    assert found() == []
    act(office, heard, "end_hearing", "rechecker", at=AFTERWARDS + timedelta(days=12))
    for status in PETITION_STATUSES:
        bring_to(office, status)
    assert found() == []


def test_a_changed_day_is_found_with_both_days(office: Office) -> None:
    clock = petition(office).case.clocks.get()
    Clock.objects.update(due_on=date(2030, 1, 1))
    (difference,) = found()
    assert difference.of_days
    assert difference.stored.last_day == date(2030, 1, 1)
    assert difference.reckoned.last_day == clock.due_on


@pytest.mark.parametrize(
    ("change", "stored", "reckoned"),
    [
        ({"state": "satisfied", "stopped_at": SATURDAY}, Verdict.MET, Verdict.OVERDUE),
        ({"due_at": datetime(2030, 1, 1, tzinfo=SHANGHAI)}, Verdict.RUNNING, Verdict.OVERDUE),
        ({"state": "void"}, Verdict.VOID, Verdict.OVERDUE),
        ({"state": "paused"}, Verdict.PAUSED, Verdict.OVERDUE),
    ],
)
def test_a_beautified_row_is_found(
    office: Office, change: dict[str, object], stored: Verdict, reckoned: Verdict
) -> None:
    petition(office)
    Clock.objects.update(**change)
    (difference,) = found()
    assert not difference.of_days
    assert (difference.stored.verdict, difference.reckoned.verdict) == (stored, reckoned)


def test_lateness_that_was_explained_away_is_found(office: Office) -> None:
    case = petition(office).case
    advance(office, case, "forward", at=LATER)
    triage = case.clocks.filter(rule__key="xf_triage")
    triage.update(stopped_at=SATURDAY)
    (difference,) = found()
    assert difference.reckoned.verdict == Verdict.LATE


@pgtrigger.ignore("workflows.ClockEvent:append_only")
def test_a_clock_without_its_beginning_is_found(office: Office) -> None:
    petition(office)
    ClockEvent.objects.all().delete()
    assert found()[0].reckoned.last_day is None


def test_a_fault_in_the_first_opinion_is_found(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Count, "_settle", lambda _count, counted_to: counted_to)
    case = petition(office, at=SATURDAY).case
    (difference,) = found()
    assert difference.number == case.number
    assert difference.stored.last_day == date(2026, 8, 16)
    assert difference.reckoned.last_day == date(2026, 8, 17)


def test_a_fault_in_the_counting_of_working_days_is_found(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Count, "_count_day", lambda *_day: 1)
    advance(office, petition(office).case, "forward", at=SATURDAY + timedelta(days=6))
    assert "jurisdiction_objection" in {difference.rule.key for difference in found()}


def test_a_fault_in_the_second_opinion_is_found(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition(office)
    assert found() == []
    monkeypatch.setattr(deadline_crosscheck, "DAY", timedelta(days=2))
    (difference,) = found()
    assert difference.of_days


def test_a_rest_day_set_later_moves_open_limits_and_not_ended_ones(office: Office) -> None:
    ended = petition(office, at=SATURDAY).case
    advance(office, ended, "forward", at=SATURDAY + timedelta(days=1))
    waiting = petition(office, at=SATURDAY).case
    due = waiting.clocks.get().due_on
    assert due is not None
    RestDay.objects.create(on=due, name="地方假日", region=office.units["bureau"].region)
    (triage,) = [each for each in found() if each.rule.key == "xf_triage"]
    assert triage.number == waiting.number
    assert triage.reckoned.last_day == due + timedelta(days=1)
