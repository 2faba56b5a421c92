"""What a change of the calendar does to limits: it moves those that lean on it and no other."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.clocks.building import CALENDAR
from tests.workflows.clocks.lives import STARTS, Life, bare, lives, recomputations
from workflows.counting.due_date import Event, EventKind, LengthUnit
from workflows.counting.work_calendar import WorkCalendar

LAST_PUBLISHED = 2026
YEARS = st.sampled_from([2027, 2028])


def days_of(year: int) -> st.SearchStrategy[set[date]]:
    return st.sets(st.dates(date(year, 1, 1), date(year, 12, 31)), max_size=60)


@st.composite
def published(draw: st.DrawFn, year: int) -> WorkCalendar:
    """The calendar with any arrangement of a year that is not published yet."""
    rest = draw(days_of(year))
    work = draw(days_of(year)) - rest
    return WorkCalendar(
        rest=dict.fromkeys(rest, "假日"), work=dict.fromkeys(work, "假日"), published={year}
    )


@st.composite
def late_lives(draw: st.DrawFn) -> Life:
    """A clock that starts shortly before or in a year not published."""
    life = draw(lives())
    start = draw(st.dates(date(LAST_PUBLISHED, 8, 1), date(LAST_PUBLISHED + 2, 12, 31)))
    later = start - life.start
    return replace(life, events=tuple(replace(e, on=e.on + later) for e in life.events))


@given(late_lives(), YEARS, st.data())
def test_publishing_a_year_moves_no_limit_that_does_not_lean_on_it(
    life: Life, year: int, data: st.DataObject
) -> None:
    plain, settled = life.count(), life.count(calendar=data.draw(published(year)))
    assert plain.due_on is not None and settled.due_on is not None
    if not plain.provisional or plain.due_on.year < year or life.start.year > year:
        assert (settled.counted_to, settled.due_on) == (plain.counted_to, plain.due_on)
    if life.rule.unit is not LengthUnit.WORKING:
        assert settled.counted_to == plain.counted_to


@given(late_lives(), st.data())
def test_a_limit_is_settled_once_all_its_years_are_published(
    life: Life, data: st.DataObject
) -> None:
    settled = life.count(calendar=data.draw(published(2027)))
    assert settled.due_on is not None
    assert settled.provisional is (settled.due_on.year > 2027)


@given(lives())
def test_a_limit_is_provisional_if_its_proof_says_so(life: Life) -> None:
    answer = life.count()
    assert answer.provisional is any(step.kind == "provisional" for step in answer.proof)
    assert answer.provisional or all(step.certain for step in answer.proof)


@given(lives(), st.data())
def test_a_day_of_rest_more_is_never_to_the_disadvantage_and_a_workday_more_never_adds(
    life: Life, data: st.DataObject
) -> None:
    plain = life.count()
    assert plain.due_on is not None
    days = st.dates(life.start, plain.due_on + timedelta(30))
    chosen = dict.fromkeys(data.draw(st.sets(days, max_size=9)), "地方节日")
    rested = life.count(calendar=WorkCalendar(rest=chosen)).due_on
    worked = life.count(calendar=WorkCalendar(work=chosen)).due_on
    assert rested is not None and worked is not None
    assert worked <= plain.due_on <= rested


@given(lives(), st.data())
def test_days_outside_the_limit_do_not_touch_it(life: Life, data: st.DataObject) -> None:
    plain = life.count()
    assert plain.due_on is not None
    outside = st.dates(date(2003, 1, 1), life.start) | st.dates(
        plain.due_on + timedelta(1), date(2040, 1, 1)
    )
    chosen = data.draw(st.sets(outside, max_size=9))
    for calendar in (
        WorkCalendar(rest=dict.fromkeys(chosen, "地方节日")),
        WorkCalendar(work=dict.fromkeys(chosen, "地方节日")),
    ):
        assert life.count(calendar=calendar).due_on == plain.due_on


@given(bare(), st.integers(1, 5), st.data())
def test_an_extension_and_the_publication_of_a_year_commute(
    life: Life, amount: int, data: st.DataObject
) -> None:
    """Whether the head approves before or after the days are known, the limit is the same."""
    start = data.draw(st.dates(date(2026, 11, 1), date(2027, 12, 31)))
    life = replace(life, events=(Event(EventKind.START, start),))
    calendar = data.draw(published(2027))
    extension = Event(EventKind.EXTEND, start, amount)
    again = data.draw(recomputations(life))
    first, second = (
        life.count(*events, calendar=calendar)
        for events in ([extension, *again], [*again, extension])
    )
    assert first == second
    assert first.due_on == life.count(extension, calendar=calendar).due_on


@given(STARTS, st.integers(-40, 40))
def test_working_days_there_and_back_again(start: date, n: int) -> None:
    there = CALENDAR.add_workdays(CALENDAR.next_workday(start), n)
    assert CALENDAR.add_workdays(there, -n) == CALENDAR.next_workday(start)
