"""A ladder as a line of time: where each rung stands between the start and what comes after.

Every place is a share of the width in per cent, so that the picture fits any screen with text of
one size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workflows.counting.due_date import Deadline, LengthUnit, Rule
from workflows.counting.ladder import PERCENT, WHOLE, WORKING, Rung, fires_at
from workflows.counting.work_calendar import WorkCalendar, legal_date
from workflows.escalation.ladder_display import RungSummary, rung_summary

EDGE: Final = 3.0
GAP: Final = 7.0
DAYS_OF: Final = {
    LengthUnit.CALENDAR: 1.0,
    LengthUnit.WORKING: 1.4,
    LengthUnit.MONTH: 30.0,
    LengthUnit.NONE: 1.0,
}
UNKNOWN_LENGTH: Final = 30
SIDE_BY_SIDE: Final = 6  # more rungs than that do not fit beside each other


@dataclass(frozen=True, slots=True)
class Station:
    """One rung on the line. `place` is on the line, `column` above its words; `on` an example."""

    number: int
    told: RungSummary
    place: str
    column: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Picture:
    """The line of a ladder: it begins at `start`; `due` is the last day."""

    start: str
    due: str
    stations: tuple[Station, ...]

    @property
    def is_long(self) -> bool:
        return len(self.stations) > SIDE_BY_SIDE


def draw_ladder(
    rungs: Sequence[Rung],
    rule: Rule,
    *,
    example: Deadline | None = None,
    calendar: WorkCalendar | None = None,
) -> Picture:
    """The picture of `rungs` around a limit of `rule`; with an example each rung has its date."""
    days = _days(rule, example)
    ordered = sorted(rungs, key=lambda rung: _day(rung, days))
    due, places = _places([_day(rung, days) for rung in ordered], days)
    stations = tuple(
        Station(
            number=n + 1,
            told=rung_summary(rung),
            place=_per_cent(places[n]),
            column=_per_cent((n + 0.5) * 100 / len(ordered)),
            on=_example_day(rung, example, calendar),
        )
        for n, rung in enumerate(ordered)
    )
    return Picture(_per_cent(EDGE), _per_cent(due), stations)


def _days(rule: Rule, example: Deadline | None) -> float:
    """About how many calendar days the limit is long."""
    length = rule.length or (example.length if example else None) or UNKNOWN_LENGTH
    return length * DAYS_OF[rule.unit]


def _day(rung: Rung, days: float) -> float:
    """About where a rung stands, in calendar days from the last day."""
    if rung.unit == PERCENT:
        return (rung.offset - WHOLE) / WHOLE * days
    return rung.offset * DAYS_OF[LengthUnit.WORKING] if rung.unit == WORKING else float(rung.offset)


def _places(at: Sequence[float], days: float) -> tuple[float, list[float]]:
    """The place of the last day and of each rung, kept apart so that no two cover each other."""
    first, last = min([-days, *at]), max([days / 8, *at])
    width = (100 - 2 * EDGE) / (last - first)
    before = [EDGE + (each - first) * width for each in at if each < 0]
    after = [EDGE + (each - first) * width for each in at if each >= 0]
    room = (EDGE + GAP * (len(before) + 1), 100 - EDGE - GAP * len(after))
    due = min(max(EDGE - first * width, room[0]), room[1])
    return due, _apart_before(before, due) + _apart_after(after, due)


def _apart_before(places: list[float], due: float) -> list[float]:
    mirrored = _apart_after([100 - place for place in reversed(places)], 100 - due)
    return [100 - place for place in reversed(mirrored)]


def _apart_after(places: list[float], due: float) -> list[float]:
    """Each at least a gap behind the one before; evenly spread where that would leave the line."""
    kept = [due]
    for place in places:
        kept.append(max(place, kept[-1] + GAP))
    if kept[-1] > 100 - EDGE:
        step = (100 - EDGE - due) / len(places)
        kept = [due + n * step for n in range(len(kept))]
    return kept[1:]


def _example_day(
    rung: Rung, example: Deadline | None, calendar: WorkCalendar | None
) -> date | None:
    if example is None or example.due_on is None or calendar is None:
        return None
    moment = fires_at(rung, started_on=example.started_on, due_on=example.due_on, calendar=calendar)
    return legal_date(moment)


def _per_cent(place: float) -> str:
    return f"{place:.1f}%"
