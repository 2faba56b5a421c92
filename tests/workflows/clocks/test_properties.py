"""What holds for every clock, whatever the dates."""

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.clocks.building import CALENDAR, RULES
from workflows.clocks.compute import Deadline, Event, EventKind, Rule, StepKind, deadline

STARTS = st.dates(date(2004, 1, 1), date(2030, 12, 31))
ISSUED = RULES["assign_report"]  # extendable and pausable: everything may happen to it
LIMITED = st.sampled_from([rule for rule in RULES.values() if rule.length is not None])


def compute(rule: Rule, events: list[Event], length: int | None = None) -> Deadline:
    return deadline(rule, events, CALENDAR, length=length)


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Event], int, int]:
    """A clock's events, its length, and how many days its pauses take within the term."""
    start = draw(STARTS)
    length = draw(st.integers(1, 90))
    events, on, paused = [Event(EventKind.START, start)], start, 0
    for gap, days in draw(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), max_size=4)):
        on += timedelta(gap)
        if gap > length - ((on - start).days - paused - gap):
            break  # the bare count would be over before this pause
        events.append(Event(EventKind.PAUSE, on, reason="听证"))
        on, paused = on + timedelta(days), paused + days
        events.append(Event(EventKind.RESUME, on))
    if draw(st.booleans()):
        events.append(Event(EventKind.EXTEND, start, days=draw(st.integers(1, 60))))
    return events, length, paused


@given(LIMITED, STARTS)
def test_the_proof_adds_up_to_the_date(rule: Rule, start: date) -> None:
    answer = compute(rule, [Event(EventKind.START, start)])
    counted = [step.n for step in answer.proof if step.kind is StepKind.COUNTED]
    assert counted == list(range(1, (rule.length or 0) + 1))
    assert answer.proof[-1].on == answer.due_on
    assert answer.due_on is not None
    assert CALENDAR.is_workday(answer.due_on)
    assert answer.due_on >= (answer.counted_to or date.max) > start


@given(lives())
def test_the_proof_of_an_eventful_clock_adds_up_too(life: tuple[list[Event], int, int]) -> None:
    events, length, _ = life
    answer = compute(ISSUED, events, length)
    counted = [step.n for step in answer.proof if step.kind is StepKind.COUNTED]
    assert counted == list(range(1, length + answer.extended_by + 1))
    assert answer.proof[-1].on == answer.due_on
    assert [step.on for step in answer.proof] == sorted(step.on for step in answer.proof)


@given(lives())
def test_a_pause_shifts_the_count_by_exactly_its_days(
    life: tuple[list[Event], int, int],
) -> None:
    events, length, paused = life
    moves = (EventKind.PAUSE, EventKind.RESUME)
    plain = compute(ISSUED, [event for event in events if event.kind not in moves], length)
    shifted = compute(ISSUED, events, length)
    assert plain.counted_to is not None
    assert shifted.counted_to == plain.counted_to + timedelta(paused)


@given(lives(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(
    life: tuple[list[Event], int, int], shuffler: random.Random
) -> None:
    events, length, _ = life
    mixed = list(events)
    shuffler.shuffle(mixed)
    assert compute(ISSUED, mixed, length) == compute(ISSUED, events, length)


@given(lives(), st.integers(1, 60), st.data())
def test_pause_and_extension_commute(
    life: tuple[list[Event], int, int], days: int, data: st.DataObject
) -> None:
    events, length, _ = life
    calm = [event for event in events if event.kind is not EventKind.EXTEND]
    limit = compute(ISSUED, calm, length).due_on
    assert limit is not None
    early, late = (data.draw(st.dates(calm[0].on, limit)) for _ in range(2))
    answers = [
        compute(ISSUED, [*calm, Event(EventKind.EXTEND, on, days)], length) for on in (early, late)
    ]
    assert answers[0].due_on == answers[1].due_on


@given(lives(), st.sampled_from([EventKind.SATISFY, EventKind.VOID]), st.integers(0, 200))
def test_an_ending_never_changes_the_date(
    life: tuple[list[Event], int, int], ending: EventKind, later: int
) -> None:
    events, length, _ = life
    last = max(event.on for event in events) + timedelta(later)
    ended = compute(ISSUED, [*events, Event(ending, last)], length)
    running = compute(ISSUED, events, length)
    assert (ended.due_on, ended.proof) == (running.due_on, running.proof)


@given(LIMITED, STARTS)
def test_a_later_event_never_gives_an_earlier_limit(rule: Rule, start: date) -> None:
    first = compute(rule, [Event(EventKind.START, start)]).due_on
    second = compute(rule, [Event(EventKind.START, start + timedelta(1))]).due_on
    assert first is not None and second is not None and first <= second


@given(STARTS, st.integers(-40, 40))
def test_working_days_there_and_back_again(start: date, n: int) -> None:
    there = CALENDAR.add_workdays(CALENDAR.next_workday(start), n)
    assert CALENDAR.add_workdays(there, -n) == CALENDAR.next_workday(start)
