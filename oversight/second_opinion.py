"""Every limit reckoned a second time from its raw events, by code that shares none of the first.

Only the rows of the rules and the working calendar are common to both; what differs between the
two is a mistake in one of them. Counting as law.md §3 has it: the day of the event is not
counted, paused days are not counted, a limit on a rest day ends on the next workday.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import Prefetch, QuerySet

from workflows.clocks.calendar import WorkCalendar
from workflows.clocks.holidays import calendar_for
from workflows.models import Clock, ClockEvent

DAY = timedelta(days=1)
FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Difference:
    """A clock whose stored last day is not the one its events give."""

    clock: Clock
    stored: date | None
    reckoned: date | None


def differences(clocks: QuerySet[Clock]) -> Iterator[Difference]:
    """The clocks on which the two opinions differ. Three queries a thousand, and the calendars."""
    calendars: dict[int, WorkCalendar] = {}
    for clock in with_events(clocks).iterator(chunk_size=1000):
        reckoned = last_day(clock, list(clock.events.all()), calendar_of(clock, calendars))
        if reckoned != clock.due_on:
            yield Difference(clock, clock.due_on, reckoned)


def with_events(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    events = Prefetch("events", ClockEvent.objects.select_related("case_event").order_by("pk"))
    return clocks.select_related("rule", "unit__region", "case").prefetch_related(events)


def calendar_of(clock: Clock, known: dict[int, WorkCalendar]) -> WorkCalendar:
    """The calendar of the clock's region, read once for each region."""
    region = clock.unit.region_id
    if region not in known:
        known[region] = calendar_for(clock.unit)
    return known[region]


def last_day_at(clock: Clock, calendar: WorkCalendar, *, at: datetime) -> date | None:
    """The last day as it stood at an instant: events recorded for later are left out."""
    return last_day(clock, [e for e in clock.events.all() if e.case_event.at <= at], calendar)


def last_day(clock: Clock, events: Sequence[ClockEvent], calendar: WorkCalendar) -> date | None:
    """The last day of a limit; None while it is paused, or for a rule without a limit."""
    rule = clock.rule
    length = clock.length or rule.length
    start = next((event.on for event in events if event.kind == "start"), None)
    if start is None or length is None or rule.unit == "none":
        return None
    total = length + sum(event.days for event in events if event.kind == "extend")
    rests = _rests(events)
    if rule.unit == "month":
        bare = _month_end(start, total, rests)
    else:
        working = rule.unit == "working"
        bare = _nth(start, total, rests, calendar.is_workday if working else _any_day)
    if bare is None or not rule.rolls or rule.unit == "working":
        return bare
    return _nth(bare - DAY, 1, rests, calendar.is_workday)


def _rests(events: Sequence[ClockEvent]) -> list[tuple[date, date]]:
    """Pauses as half-open spans of dates; one without an end lasts for ever."""
    marks = sorted((e.on, e.kind) for e in events if e.kind in ("pause", "resume"))
    starts = [on for on, kind in marks if kind == "pause"]
    ends = [on for on, kind in marks if kind == "resume"]
    ends += [FOREVER] * (len(starts) - len(ends))
    return list(zip(starts, ends, strict=False))


def _any_day(_on: date) -> bool:
    return True


def _nth(
    start: date, n: int, rests: Sequence[tuple[date, date]], counts: Callable[[date], bool]
) -> date | None:
    """The n-th day after `start` that counts and is not paused; None if a pause has no end."""
    return next(islice((d for d in _days(start, rests) if counts(d)), n - 1, None), None)


def _days(start: date, rests: Sequence[tuple[date, date]]) -> Iterator[date]:
    on = start
    while True:
        on += DAY
        until = next((end for first, end in rests if first <= on < end), None)
        while until is not None and until != FOREVER:
            on = until
            until = next((end for first, end in rests if first <= on < end), None)
        if until == FOREVER:
            return
        yield on


def _month_end(start: date, months: int, rests: Sequence[tuple[date, date]]) -> date | None:
    """Months from the start, and as many days more as were paused on the way."""
    years, index = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, index + 1
    end = date(year, month, min(start.day, monthrange(year, month)[1]))
    return _nth(start, (end - start).days, rests, _any_day)
