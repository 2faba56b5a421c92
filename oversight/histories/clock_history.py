"""The raw life of every limit, streamed: what started it, moved it and ended it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from organizations.models import RestDay, Unit
from workflows.clocks.calendar_loader import calendar_for
from workflows.counting.work_calendar import WorkCalendar
from workflows.models import Clock, ClockRule

CHUNK: Final = 5000
COLUMNS: Final = (
    "pk", "case__number", "rule_id", "unit_id", "length", "started_on",
    "state", "due_on", "due_at", "stopped_at", "calendar_version",
)  # fmt: skip
EVENT_COLUMNS: Final = ("events__kind", "events__on", "events__days", "events__case_event__at")


class ClockEventRow(NamedTuple):
    """One event of a clock: `on` is its legal date, `at` the instant of the act behind it."""

    kind: str
    on: date
    days: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockHistory:
    """One clock with its events in order; from `state` on it is what the clock's row claims."""

    clock_id: int
    number: str
    rule: ClockRule
    unit_id: int
    length: int | None
    started_on: date
    state: str
    due_on: date | None
    due_at: datetime | None
    stopped_at: datetime | None
    calendar_version: str
    moments: tuple[ClockEventRow, ...]


def iter_histories(clocks: QuerySet[Clock]) -> Iterator[ClockHistory]:
    """Each clock with its events, in the order of their ids; one query of the rules.

    A query for each page: to put all events in order at once takes the database longer than to
    look up those of a page. Clock and events are of one statement, so that no act comes between.
    """
    rules = ClockRule.objects.in_bulk()
    last = 0
    while page := _page(clocks, after=last):
        for _clock, group in groupby(page, key=itemgetter(0)):
            yield _history(rules, list(group))
        last = page[-1][0]


def _page(clocks: QuerySet[Clock], *, after: int) -> list[tuple[Any, ...]]:
    """The rows of the next clocks, one for each event of each."""
    few = clocks.filter(pk__gt=after).order_by("pk").values("pk")[:CHUNK]
    rows = Clock.objects.filter(pk__in=few).order_by("pk", "events__pk")
    return list(rows.values_list(*COLUMNS, *EVENT_COLUMNS))


def _history(rules: Mapping[int, ClockRule], rows: Sequence[tuple[Any, ...]]) -> ClockHistory:
    """The rows of one clock, one for each event; a clock without any has one of nulls."""
    events = [row[len(COLUMNS) :] for row in rows]
    moments = tuple(ClockEventRow(*event) for event in events if event[0] is not None)
    pk, number, rule_id, *rest = rows[0][: len(COLUMNS)]
    claims: list[Any] = [*rest, moments]
    return ClockHistory(pk, number, rules[rule_id], *claims)


class Calendars:
    """The calendar of each unit; regions without rest days of their own share one."""

    def __init__(self) -> None:
        self._units = Unit.objects.select_related("region").in_bulk()
        own = RestDay.objects.filter(region__isnull=False).order_by()
        self._own = tuple(own.values_list("region__path", flat=True).distinct())
        self._common = calendar_for()
        self._known: dict[int, WorkCalendar] = {}

    def of(self, unit_id: int) -> WorkCalendar:
        """By the region of the unit; a query for each region that sets days of its own."""
        region = self._units[unit_id].region
        if region.pk not in self._known:
            special = any(region.path.startswith(path) for path in self._own)
            found = calendar_for(self._units[unit_id]) if special else self._common
            self._known[region.pk] = found
        return self._known[region.pk]
