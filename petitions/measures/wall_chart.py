"""The wall chart (挂图作战): measures by unit and week of their limit, in red, yellow and green.

Long-term measures stand in a column of their own and count among none of the others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.utils.translation import pgettext_lazy

from organizations.models import Unit
from petitions.clocks.nearest_limits import WITHIN_SOON
from petitions.measures.selectors import light_of
from workflows.counting.due_date import Light
from workflows.models import Measure, MeasureState

WEEK: Final = timedelta(weeks=1)
WEEKS_BACK, WEEKS_SHOWN = 3, 10
RED, YELLOW, GREEN, DONE = "overdue", "soon", "on_the_way", "struck_off"
COLOUR_OF: Final[Mapping[Light, str]] = {
    Light.OVERDUE: RED,
    Light.YELLOW: YELLOW,
    Light.GREEN: GREEN,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of mark: a colour, a shape and a word, so that no colour speaks alone."""

    key: str
    shade: str
    icon: str
    label: Any


MARKS: Final = (
    Mark(RED, "overdue", "octagon-alert", pgettext_lazy("wall chart", "Overdue")),
    Mark(YELLOW, "yellow", "clock", WITHIN_SOON),
    Mark(GREEN, "green", "circle", pgettext_lazy("wall chart", "On the way")),
    Mark(DONE, "green", "circle-check", pgettext_lazy("wall chart", "Struck off")),
)


@dataclass(frozen=True, slots=True)
class Week:
    """A column: its first and last day; None where the chart goes on without end."""

    first: date | None
    last: date | None
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class WallCell:
    """The marks of one unit in one week, each with how many."""

    week: Week
    marks: tuple[tuple[Mark, int], ...]


@dataclass(frozen=True, slots=True)
class WallRow:
    """One unit's row; `total` leaves the long-term ones out."""

    unit: Unit
    cells: tuple[WallCell, ...]
    long_term: int
    total: int


@dataclass(frozen=True, slots=True)
class Wall:
    weeks: tuple[Week, ...]
    lines: tuple[WallRow, ...]
    totals: tuple[tuple[Mark, int], ...]
    long_term: int


def draw(measures: QuerySet[Measure], *, today: date) -> Wall:
    """The chart of measures from `measures_for`, less those that ended with their case.

    Two queries, whatever the number of measures.
    """
    weeks = _weeks(today)
    counts: dict[int, Counter[tuple[Week | None, str]]] = defaultdict(Counter)
    for unit, state, limit_on, due_on, n in _grouped(measures):
        if state == MeasureState.LONG_TERM:
            counts[unit][None, state] += n
        else:
            counts[unit][_week_of(limit_on, weeks), _colour(state, due_on, today)] += n
    units = Unit.objects.filter(pk__in=counts).order_by("path")
    lines = tuple(_line(unit, counts[unit.pk], weeks) for unit in units)
    totals: Counter[str] = Counter()
    for found in counts.values():
        for (_week, colour), n in found.items():
            totals[colour] += n
    marks = tuple((mark, totals[mark.key]) for mark in MARKS)
    return Wall(weeks, lines, marks, totals[MeasureState.LONG_TERM])


def _grouped(measures: QuerySet[Any]) -> Iterable[Any]:
    shown = measures.exclude(state=MeasureState.ENDED).order_by()
    rows: Iterable[Any] = shown.values_list("unit", "state", "limit_on", "due_on").annotate(
        Count("pk")
    )
    return rows


def _colour(state: str, due_on: date | None, today: date) -> str:
    if state == MeasureState.STRUCK_OFF:
        return DONE
    return GREEN if due_on is None else COLOUR_OF[light_of(due_on, today)]


def _weeks(today: date) -> tuple[Week, ...]:
    monday = today - timedelta(days=today.weekday())
    first = monday - WEEKS_BACK * WEEK
    begins = [first + n * WEEK for n in range(WEEKS_SHOWN)]
    shown = [Week(on, on + timedelta(days=6), on == monday) for on in begins]
    return (
        Week(None, first - timedelta(days=1)),
        *shown,
        Week(begins[-1] + WEEK, None),
    )


def _week_of(on: date, weeks: tuple[Week, ...]) -> Week:
    return next(week for week in weeks if week.last is None or on <= week.last)


def _line(unit: Unit, counts: Counter[tuple[Week | None, str]], weeks: tuple[Week, ...]) -> WallRow:
    long_term = counts[None, MeasureState.LONG_TERM]
    return WallRow(
        unit=unit,
        cells=tuple(
            WallCell(week, tuple((m, n) for m in MARKS if (n := counts[week, m.key])))
            for week in weeks
        ),
        long_term=long_term,
        total=counts.total() - long_term,
    )
