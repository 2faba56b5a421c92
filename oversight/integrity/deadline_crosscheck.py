"""Every limit reckoned a second time from its raw events, by code that shares none of the first.

Only the rows of the rules and the working calendar are common to both; what differs between the
two is a mistake in one of them. Counting as docs/rules.md has it: the day of the event is not
counted, paused days are not counted, a limit on a rest day ends on the next workday. Nobody who
finishes on the last day is late.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, Protocol

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from oversight.histories.clock_history import Calendars, ClockHistory, iter_histories
from workflows.counting.work_calendar import WorkCalendar, legal_date
from workflows.models import Clock, ClockRule

DAY: Final = timedelta(days=1)
FOREVER: Final = date.max


class ClockHappening(Protocol):
    """What is needed of a clock's event; `days` is in the unit of the rule."""

    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def days(self) -> int: ...


class Verdict(models.TextChoices):
    """How a limit stands: the first two are over, a void one is not judged."""

    MET = "met", pgettext_lazy("verdict", "met in time")
    LATE = "late", pgettext_lazy("verdict", "met late")
    RUNNING = "running", pgettext_lazy("verdict", "running")
    OVERDUE = "overdue", pgettext_lazy("verdict", "past its last day")
    PAUSED = "paused", pgettext_lazy("verdict", "paused")
    VOID = "void", pgettext_lazy("verdict", "no longer applies")


ENDED: Final = (Verdict.MET, Verdict.LATE, Verdict.VOID)


@dataclass(frozen=True, slots=True)
class RecountedDeadline:
    """The last day of a limit, None while nobody can name it, and how it was kept."""

    last_day: date | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DeadlineDifference:
    """A clock whose row claims other than its events give."""

    number: str
    rule: ClockRule
    stored: RecountedDeadline
    reckoned: RecountedDeadline

    @property
    def of_days(self) -> bool:
        """Whether the two differ on the last day, and not only on how it was kept."""
        return self.stored.last_day != self.reckoned.last_day


def differences(clocks: QuerySet[Clock], *, at: datetime) -> Iterator[DeadlineDifference]:
    """The clocks on which the two opinions differ; streamed, the queries of `lives` and calendars.

    An ended limit was counted by the calendar of its time. If that has changed since, its stored
    last day stands and only how it was kept is judged.
    """
    calendars, reckon = Calendars(), DeadlineRecounter()
    today = legal_date(at)
    for life in iter_histories(clocks):
        calendar, stored = calendars.of(life.unit_id), as_stored(life, at)
        due = stored.last_day
        if stored.verdict not in ENDED or life.calendar_version == calendar.version:
            due = reckon.last_day(life.rule, life.length, life.moments, calendar)
        reckoned = RecountedDeadline(due, verdict(life.moments, due, today))
        if reckoned != stored:
            yield DeadlineDifference(life.number, life.rule, stored, reckoned)


def as_stored(life: ClockHistory, at: datetime) -> RecountedDeadline:
    """What the clock's row claims at an instant."""
    match life.state:
        case Clock.State.SATISFIED:
            late = life.stopped_at and life.due_at and life.stopped_at > life.due_at
            found = Verdict.LATE if late else Verdict.MET
        case Clock.State.RUNNING:
            over = life.due_at is not None and life.due_at <= at
            found = Verdict.OVERDUE if over else Verdict.RUNNING
        case Clock.State.PAUSED:
            found = Verdict.PAUSED
        case _:
            found = Verdict.VOID
    return RecountedDeadline(life.due_on, found)


def verdict(events: Iterable[ClockHappening], due: date | None, today: date) -> Verdict:
    """How a limit that ends on `due` was kept, by what happened to it. A void outranks an end."""
    ends: dict[str, date] = {}
    paused = 0
    for event in events:
        if event.kind in ("satisfy", "void"):
            ends.setdefault(event.kind, event.on)
        if event.kind == "end":
            ends = dict.fromkeys(ends, event.on)
        paused += {"pause": 1, "resume": -1}.get(event.kind, 0)
    if "void" in ends:
        return Verdict.VOID
    if "satisfy" in ends:
        return Verdict.LATE if due is not None and ends["satisfy"] > due else Verdict.MET
    if due is None:
        return Verdict.PAUSED if paused > 0 else Verdict.RUNNING
    return Verdict.OVERDUE if due < today else Verdict.RUNNING


class DeadlineRecounter:
    """Remembers the last days of limits that were never paused: most are reckoned only once."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], date | None] = {}

    def last_day(
        self,
        rule: ClockRule,
        length: int | None,
        events: Sequence[ClockHappening],
        calendar: WorkCalendar,
    ) -> date | None:
        """As the function of this name."""
        if any(event.kind in ("pause", "resume") for event in events):
            return last_day(rule, length, events, calendar)
        extended = sum(event.days for event in events if event.kind == "extend")
        key = (rule.pk, length, _start(events), extended, calendar)
        if key not in self._known:
            self._known[key] = last_day(rule, length, events, calendar)
        return self._known[key]


def last_day(
    rule: ClockRule, length: int | None, events: Sequence[ClockHappening], calendar: WorkCalendar
) -> date | None:
    """The last day of a limit; None while it is paused, or for a rule without a limit.

    `length` is the issuer's, in the rule's own unit; None takes the rule's.
    """
    start, length = _start(events), length or rule.length
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


def _start(events: Iterable[ClockHappening]) -> date | None:
    """The day it began, or the one on which it ought to have begun by the last correction."""
    days = [event.on for event in events if event.kind in ("start", "correct")]
    return days[-1] if days else None


def _rests(events: Iterable[ClockHappening]) -> list[tuple[date, date]]:
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
    """The days after `start`, those of pauses left out."""
    on = start + DAY
    while (end := _rest_over(on, rests)) != FOREVER:
        if end is None:
            yield on
        on = end or on + DAY


def _rest_over(on: date, rests: Sequence[tuple[date, date]]) -> date | None:
    """The first day after the pause that `on` lies in; None if it lies in none."""
    return next((end for first, end in rests if first <= on < end), None)


def _month_end(start: date, months: int, rests: Sequence[tuple[date, date]]) -> date | None:
    """Months from the start, and as many days more as were paused on the way."""
    years, index = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, index + 1
    end = date(year, month, min(start.day, monthrange(year, month)[1]))
    return _nth(start, (end - start).days, rests, _any_day)
