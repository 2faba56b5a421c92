"""One year of the working calendar as twelve sheets, and in words."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.clocks.proof_sheets import DrawnDay, Month
from workflows.counting.summary import Span
from workflows.counting.work_calendar import ONE_DAY, CalendarDay, DayKind, WorkCalendar

SHEETS: Final = Calendar(firstweekday=0)
MARKS: Final[Mapping[str, Promise]] = {
    "holiday": _("Holiday"),
    "made-up": _("Made-up workday"),
    "regional": _("Set for this region"),
    "weekend": _("Weekend"),
    "changed": _("Would change"),
    "today": _("Today"),
}
BY_KIND: Final = {
    DayKind.HOLIDAY: "holiday",
    DayKind.MADE_UP_WORKDAY: "made-up",
    DayKind.WEEKEND: "weekend",
}


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of the year in words: when offices rest, and which days make up for it."""

    name: str
    rest: tuple[Span, ...]
    made_up: tuple[date, ...]

    @property
    def days(self) -> int:
        return sum(span.days for span in self.rest)


@dataclass(frozen=True, slots=True)
class Year:
    """The sheets of a year, the legend of their marks, and the same in words."""

    number: int
    months: tuple[Month, ...]
    legend: tuple[tuple[str, Promise], ...]
    holidays: tuple[Holiday, ...]
    provisional: bool


def draw_year(
    calendar: WorkCalendar,
    year: int,
    *,
    today: date,
    regional: Collection[date] = (),
    before: WorkCalendar | None = None,
) -> Year:
    """The year as `calendar` has it. Days that `before` had otherwise are marked as changed."""
    days = {on: calendar.day(on) for on in _dates(year)}
    marks: dict[date, tuple[str, ...]] = {}
    for on, day in days.items():
        changed = before is not None and before.day(on).kind is not day.kind
        found = (
            BY_KIND.get(day.kind, ""),
            "regional" if on in regional else "",
            "changed" if changed else "",
            "today" if on == today else "",
        )
        marks[on] = tuple(mark for mark in found if mark)
    used = {mark for each in marks.values() for mark in each}
    return Year(
        number=year,
        months=tuple(_month(year, month, days, marks) for month in range(1, 13)),
        legend=tuple((mark, words) for mark, words in MARKS.items() if mark in used),
        holidays=tuple(_holidays(days)),
        provisional=calendar.provisional(date(year, 1, 1)),
    )


def _dates(year: int) -> Iterator[date]:
    on = date(year, 1, 1)
    while on.year == year:
        yield on
        on += ONE_DAY


def _month(
    year: int,
    month: int,
    days: Mapping[date, CalendarDay],
    marks: Mapping[date, tuple[str, ...]],
) -> Month:
    weeks = SHEETS.monthdatescalendar(year, month)
    return Month(
        date(year, month, 1),
        tuple(
            tuple(
                DrawnDay(on, marks[on], 0, _holiday_texts(days[on])) if on.month == month else None
                for on in week
            )
            for week in weeks
        ),
    )


def _holiday_texts(day: CalendarDay) -> str:
    mark = BY_KIND.get(day.kind)
    return " · ".join(filter(None, (day.name, str(MARKS[mark]) if mark else "")))


def _holidays(days: Mapping[date, CalendarDay]) -> Iterator[Holiday]:
    """In the order of their first rest day; a made-up workday may lie long before it."""
    rest: dict[str, list[Span]] = defaultdict(list)
    made_up: dict[str, list[date]] = defaultdict(list)
    for on, day in days.items():
        if day.kind is DayKind.MADE_UP_WORKDAY:
            made_up[day.name].append(on)
        elif day.kind is DayKind.HOLIDAY:
            spans = rest[day.name]
            if spans and spans[-1].last == on - ONE_DAY:
                spans[-1] = Span(spans[-1].first, on)
            else:
                spans.append(Span(on, on))
    for name in [*rest, *(each for each in made_up if each not in rest)]:
        yield Holiday(name, tuple(rest.get(name, ())), tuple(made_up.get(name, ())))
