"""Legal days end at 24:00 in Shanghai, wherever the instant was written down."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.clocks.building import CALENDAR
from tests.workflows.clocks.lives import STARTS, Life, bare
from workflows.counting.work_calendar import (
    OFFICE_CLOSES,
    OFFICE_OPENS,
    SHANGHAI,
    end_of_legal_day,
    legal_date,
    office_opening,
    speaking_time,
)

ZONES = st.timezones()
INSTANTS = st.builds(datetime.combine, STARTS, st.times(), ZONES)
A_MOMENT = timedelta(microseconds=1)
A_DAY = timedelta(days=1)


@given(STARTS, ZONES)
def test_a_legal_day_lasts_until_midnight_in_shanghai_in_any_zone(on: date, zone: tzinfo) -> None:
    midnight = end_of_legal_day(on)
    assert legal_date(midnight.astimezone(zone)) == on + A_DAY
    assert legal_date((midnight - A_MOMENT).astimezone(zone)) == on
    assert (midnight.tzinfo, midnight.astimezone(SHANGHAI).hour) == (UTC, 0)


@given(INSTANTS)
def test_every_instant_belongs_to_one_legal_day(at: datetime) -> None:
    on = legal_date(at)
    assert end_of_legal_day(on - A_DAY) <= at < end_of_legal_day(on)


@given(bare(), ZONES)
def test_who_finishes_before_midnight_in_shanghai_is_in_time_in_any_zone(
    life: Life, zone: tzinfo
) -> None:
    answer = life.count()
    assert answer.due_at is not None and answer.due_on is not None
    just_before, just_then = (
        at.astimezone(zone) for at in (answer.due_at - A_MOMENT, answer.due_at)
    )
    assert legal_date(just_before) == answer.due_on < legal_date(just_then)


@given(INSTANTS)
def test_words_go_out_in_working_hours_and_as_soon_as_they_can(at: datetime) -> None:
    told = speaking_time(at, CALENDAR)
    there = told.astimezone(SHANGHAI)
    assert CALENDAR.is_workday(there.date())
    assert OFFICE_OPENS <= there.time() < OFFICE_CLOSES
    assert speaking_time(told, CALENDAR) == told >= at
    assert told == at or told == office_opening(there.date())


@given(INSTANTS)
def test_words_that_wait_wait_only_while_offices_are_closed(at: datetime) -> None:
    told = speaking_time(at, CALENDAR)
    closed = at
    while closed < told:
        there = closed.astimezone(SHANGHAI)
        assert not CALENDAR.is_workday(there.date()) or not (
            OFFICE_OPENS <= there.time() < OFFICE_CLOSES
        )
        closed += timedelta(hours=1)
