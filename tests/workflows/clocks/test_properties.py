"""What holds for every clock, whatever the dates."""

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.clocks.building import CALENDAR
from tests.workflows.clocks.lives import (
    ENDINGS,
    ISSUED,
    LIMITED,
    STARTS,
    Life,
    bare,
    lives,
    pause,
    recomputations,
)
from workflows.counting.due_date import (
    Deadline,
    Event,
    EventKind,
    LengthUnit,
    Rule,
    StepKind,
    deadline,
)
from workflows.counting.work_calendar import WorkCalendar

CALENDAR_DAYS = st.just(ISSUED)
DAY_BY_DAY = {StepKind.COUNTED, StepKind.REST_DAY, StepKind.PAUSED, StepKind.ROLL}


def dates(answer: Deadline, *kinds: StepKind) -> list[date]:
    return [step.on for step in answer.proof if step.kind in kinds]


def the(day: date | None) -> date:
    assert day is not None
    return day


@given(LIMITED, STARTS)
def test_the_proof_adds_up_to_the_date(rule: Rule, start: date) -> None:
    answer = deadline(rule, [Event(EventKind.START, start)], CALENDAR)
    counted = [step.n for step in answer.proof if step.kind is StepKind.COUNTED]
    assert counted == list(range(1, (rule.length or 0) + 1))
    assert answer.proof[-1].on == answer.due_on
    assert CALENDAR.is_workday(the(answer.due_on))
    assert the(answer.due_on) >= the(answer.counted_to) > start


@given(lives())
def test_the_proof_of_an_eventful_clock_adds_up_too(life: Life) -> None:
    answer = life.count()
    counted = [step.n for step in answer.proof if step.kind is StepKind.COUNTED]
    assert counted == list(range(1, life.length + answer.extended_by + 1))
    assert answer.proof[-1].on == answer.due_on
    assert [step.on for step in answer.proof] == sorted(step.on for step in answer.proof)


@given(lives().filter(lambda life: life.rule.unit is not LengthUnit.MONTH))
def test_the_proof_tells_of_every_day_once(life: Life) -> None:
    answer = life.count()
    span = range(1, (the(answer.due_on) - life.start).days + 1)
    assert dates(answer, *DAY_BY_DAY) == [life.start + timedelta(n) for n in span]


@given(lives())
def test_nothing_is_counted_on_a_paused_day_nor_a_working_day_on_a_day_of_rest(life: Life) -> None:
    answer = life.count()
    counted = set(dates(answer, StepKind.COUNTED))
    assert counted.isdisjoint(dates(answer, StepKind.PAUSED))
    if life.rule.unit is LengthUnit.WORKING:
        assert all(CALENDAR.is_workday(day) for day in counted)


@given(lives(CALENDAR_DAYS))
def test_a_pause_shifts_the_count_by_exactly_its_days(life: Life) -> None:
    plain = life.without(EventKind.PAUSE, EventKind.RESUME).count()
    resumed = (event.on for event in life.events if event.kind is EventKind.RESUME)
    began = (event.on for event in life.events if event.kind is EventKind.PAUSE)
    days = sum((end - first for first, end in zip(began, resumed, strict=True)), timedelta())
    assert life.count().counted_to == the(plain.counted_to) + days


@given(bare(CALENDAR_DAYS), st.integers(0, 20), st.data())
def test_it_does_not_matter_on_which_days_of_the_count_a_hearing_is_held(
    life: Life, days: int, data: st.DataObject
) -> None:
    early, late = (data.draw(st.integers(1, life.length)) for _ in range(2))
    answers = [
        life.count(*pause(life.start + timedelta(first), days)).counted_to
        for first in (early, late)
    ]
    assert answers[0] == answers[1]


@given(bare(), st.integers(1, 20), st.integers(0, 9), st.integers(0, 9))
def test_one_pause_is_the_same_as_two_that_adjoin(
    life: Life, later: int, first: int, second: int
) -> None:
    on = life.start + timedelta(later)
    once = life.count(*pause(on, first + second))
    twice = life.count(*pause(on, first), *pause(on + timedelta(first), second))
    assert twice == once


@given(lives(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(
    life: Life, shuffler: random.Random
) -> None:
    mixed = list(life.events)
    shuffler.shuffle(mixed)
    answer, straight = replace(life, events=tuple(mixed)).count(), life.count()
    assert set(answer.proof) == set(straight.proof)
    assert replace(answer, proof=()) == replace(straight, proof=())


@given(lives(), st.integers(1, 5), st.data())
def test_pause_and_extension_commute(life: Life, amount: int, data: st.DataObject) -> None:
    limit = the(life.count().due_on)
    early, late = (data.draw(st.dates(life.start, limit)) for _ in range(2))
    answers = [life.count(Event(EventKind.EXTEND, on, amount)) for on in (early, late)]
    assert answers[0].due_on == answers[1].due_on


@given(lives(), st.integers(1, 5), st.integers(1, 5))
def test_extensions_add_up_in_any_order(life: Life, one: int, other: int) -> None:
    def extend(*amounts: int) -> date | None:
        return life.count(*(Event(EventKind.EXTEND, life.start, n) for n in amounts)).due_on

    assert extend(one, other) == extend(other, one) == extend(one + other)


@given(lives(), ENDINGS, st.integers(0, 200))
def test_an_ending_never_changes_the_date(life: Life, ending: EventKind, later: int) -> None:
    last = max(event.on for event in life.events) + timedelta(later)
    ended, running = life.count(Event(ending, last)), life.count()
    assert (ended.due_on, ended.proof) == (running.due_on, running.proof)


@given(lives(), ENDINGS, st.integers(0, 60))
def test_a_case_that_is_handed_on_has_two_clocks_that_do_not_touch(
    old: Life, ending: EventKind, later: int
) -> None:
    handed_on = Event(EventKind.START, max(event.on for event in old.events) + timedelta(later))
    ended = old.with_(Event(ending, handed_on.on))
    new = replace(old, events=(handed_on,))
    second, first = new.count(), ended.count()
    assert first.due_on == old.count().due_on
    assert (first, second) == (ended.count(calendar=WorkCalendar()), new.count())
    assert the(second.due_on) >= the(replace(old, events=old.events[:1]).count().due_on)


@given(lives(), st.data())
def test_a_recomputation_never_changes_the_count(life: Life, data: st.DataObject) -> None:
    again = data.draw(recomputations(life))
    told, plain = life.count(*again), life.count()
    count = tuple(step for step in told.proof if step.kind is not StepKind.RECOMPUTED)
    assert replace(told, proof=count, recomputed_from=None) == plain
    remarks = [step for step in told.proof if step.kind is StepKind.RECOMPUTED]
    assert sorted((s.on, str(s.was)) for s in remarks) == sorted((e.on, str(e.was)) for e in again)
    assert told.recomputed_from in {None, *(event.was for event in again)}


@given(lives(), st.integers(1, 5))
def test_a_later_event_or_a_longer_limit_never_ends_earlier(life: Life, more: int) -> None:
    due = the(life.count().due_on)
    assert the(replace(life, length=life.length + more).count().due_on) >= due
    calm = life.without(EventKind.PAUSE, EventKind.RESUME)
    shifted = tuple(replace(event, on=event.on + timedelta(more)) for event in calm.events)
    assert the(replace(calm, events=shifted).count().due_on) >= the(calm.count().due_on)
