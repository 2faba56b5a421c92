"""The proof of a clock as calendar sheets: every day of the limit, and why it counts or not."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.counting.due_date import Deadline, Step, StepKind, describe

SHEETS: Final = Calendar(firstweekday=0)
ONE_DAY: Final = timedelta(days=1)
WEEKDAYS: Final = (
    pgettext_lazy("weekday", "Mo"),
    pgettext_lazy("weekday", "Tu"),
    pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"),
    pgettext_lazy("weekday", "Fr"),
    pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
)

# Mark of a day → its words in the legend, in the order of the legend.
MARKS: Final[dict[str, Promise]] = {
    "start": _("Day of the event, not counted"),
    "counted": _("Counted"),
    "rest-counted": _("Rest day that counts"),
    "made-up": _("Made-up workday"),
    "rest": _("Rest day, not counted"),
    "paused": _("Paused"),
    "within": _("Within the limit"),
    "uncertain": _("Holidays of that year not yet published"),
    "extended": _("Days of the extension"),
    "count-ends": _("The count ends on a rest day and rolls on"),
    "was-due": _("Last day before the recomputation"),
    "due": _("Last day"),
    "ended": _("Stopped"),
    "today": _("Today"),
}
BY_STEP: Final = (
    (StepKind.START, "start"),
    (StepKind.PAUSED, "paused"),
    (StepKind.REST_DAY, "rest"),
    (StepKind.MADE_UP, "made-up"),
    (StepKind.COUNTED, "counted"),
)


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """One square: its marks as style names, its running count (0 for none), its words."""

    on: date
    marks: tuple[str, ...]
    n: int
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """One sheet; days outside the month are None."""

    first: date
    weeks: tuple[tuple[DrawnDay | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The sheets of a limit and the marks that need a word in the legend."""

    months: tuple[Month, ...]
    legend: tuple[tuple[str, Promise], ...]


def draw(deadline: Deadline, *, today: date) -> Drawing:
    """The calendar of a limit, from the day of the event to its last day.

    A paused limit has no last day yet: it is drawn up to `today`.
    """
    pen = _Pen(deadline, today)
    months = tuple(pen.months())
    used = {
        mark
        for month in months
        for week in month.weeks
        for day in week
        if day
        for mark in day.marks
    }
    return Drawing(months, tuple((mark, text) for mark, text in MARKS.items() if mark in used))


class _Pen:
    def __init__(self, deadline: Deadline, today: date) -> None:
        self._deadline = deadline
        self._today = today
        self._steps: dict[date, list[Step]] = defaultdict(list)
        for step in deadline.proof:
            self._steps[step.on].append(step)
        self._first = deadline.started_on
        self._last = self._end()
        self._extended_from = self._end_without_extension()

    def _end(self) -> date:
        known = max([*self._steps, self._deadline.recomputed_from or self._first])
        if self._deadline.due_on is None:
            return max(known, self._deadline.ended_on or self._today)
        return max(known, self._deadline.due_on)

    def _end_without_extension(self) -> date:
        """Where the count stood before it was extended; the last day if it never was."""
        ends = (step.on for step in self._deadline.proof if step.n == self._deadline.length)
        return next(ends, self._last) if self._deadline.extended_by else self._last

    def months(self) -> Iterator[Month]:
        month = self._first.replace(day=1)
        while month <= self._last:
            weeks = SHEETS.monthdatescalendar(month.year, month.month)
            yield Month(
                month,
                tuple(
                    tuple(self._day(on) if on.month == month.month else None for on in week)
                    for week in weeks
                ),
            )
            month = (month + timedelta(days=31)).replace(day=1)

    def _day(self, on: date) -> DrawnDay:
        steps = self._steps.get(on, [])
        return DrawnDay(
            on=on,
            marks=tuple(self._marks(on, steps)),
            n=next((step.n for step in steps if step.n), 0),
            words="；".join(describe(step, self._deadline.rule.unit) for step in steps),
        )

    def _marks(self, on: date, steps: Sequence[Step]) -> Iterator[str]:
        base = self._base(on, {step.kind: step for step in steps})
        if base and not (base == "within" and on == self._deadline.due_on):
            yield base
        if self._deadline.provisional and any(not step.certain for step in steps):
            yield "uncertain"
        if self._extended_from < on <= self._last and base and on != self._deadline.due_on:
            yield "extended"
        yield from (mark for mark, day in self._landmarks.items() if day == on)

    @property
    def _landmarks(self) -> dict[str, date | None]:
        told = self._deadline
        rolled, moved = told.counted_to != told.due_on, told.recomputed_from != told.due_on
        return {
            "count-ends": told.counted_to if rolled else None,
            "was-due": told.recomputed_from if moved else None,
            "due": told.due_on,
            "ended": told.ended_on,
            "today": self._today,
        }

    def _base(self, on: date, kinds: dict[StepKind, Step]) -> str:
        for kind, mark in BY_STEP:
            if kind in kinds:
                resting = mark == "counted" and kinds[kind].day in ("weekend", "holiday")
                return "rest-counted" if resting else mark
        if not self._first < on <= self._last:
            return ""
        return "paused" if self._deadline.due_on is None else "within"
