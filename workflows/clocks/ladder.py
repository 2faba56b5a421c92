"""The ladder: what happens around each limit, read from `workflows/data/ladders.toml`."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from workflows.clocks.calendar import WorkCalendar, office_opening

SOURCE: Final = Path(__file__).parent.parent / "data" / "ladders.toml"

CALENDAR: Final = "calendar"
WORKING: Final = "working"
UNITS: Final = frozenset({CALENDAR, WORKING})
ACTS: Final = frozenset({"remind", "urge", "supervise", "warn", "call_in", "lapse"})
ADDRESSEES: Final = frozenset(
    {"holder", "unit_head", "leader", "sender", "supervisor", "discipline", "superior"}
)
DOCUMENTS: Final = frozenset(
    {"urge_notice", "supervision_letter", "warning_inquiry", "call_in_notice"}
)


class LadderError(ValueError):
    """The ladders contradict themselves, or name something that does not exist."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder.

    `offset` is before the last day (negative) or after it, in `unit` (calendar or working days).
    """

    key: str
    offset: int
    unit: str
    act: str
    addressees: tuple[str, ...]
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Ladders:
    """Every ladder, by the key of the rule that climbs it."""

    by_rule: Mapping[str, tuple[Rung, ...]]
    default: tuple[Rung, ...]


def ladder_for(rule_key: str) -> tuple[Rung, ...]:
    """The rungs of a rule in order of time; the default ones for a rule nobody gave a ladder."""
    known = ladders()
    return known.by_rule.get(rule_key, known.default)


def fires_at(rung: Rung, due_on: date, calendar: WorkCalendar) -> datetime:
    """When a rung speaks: the opening of offices on a workday, in UTC.

    Before the limit it moves back to a workday, so that a warning never comes too late; after the
    limit it moves on, so that it never comes too early.
    """
    if rung.unit == WORKING:
        return office_opening(calendar.add_workdays(due_on, rung.offset))
    on = due_on + timedelta(days=rung.offset)
    workday = calendar.previous_workday(on) if rung.offset < 0 else calendar.next_workday(on)
    return office_opening(workday)


@cache
def ladders() -> Ladders:
    """The ladders of this office."""
    return parse(SOURCE.read_text(encoding="utf-8"))


def parse(text: str) -> Ladders:
    """Ladders from TOML. Raises `LadderError` that names the ladder and what is wrong with it."""
    data = tomllib.loads(text)
    named = {name: _rungs(name, each["rungs"]) for name, each in data["ladder"].items()}
    if data["default"] not in named:
        raise LadderError(f"no ladder is called {data['default']!r}")
    pairs = [(key, name) for name, each in data["ladder"].items() for key in each["rules"]]
    _refuse_doubles("rules with two ladders", [key for key, _ in pairs])
    return Ladders({key: named[name] for key, name in pairs}, named[data["default"]])


def _rungs(ladder: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Rung, ...]:
    rungs = tuple(_rung(ladder, row) for row in rows)
    _refuse_doubles(f"{ladder}: rungs of one name", [rung.key for rung in rungs])
    offsets = [rung.offset for rung in rungs]
    if offsets != sorted(offsets):
        raise LadderError(f"{ladder}: rungs are not in order of time")
    return rungs


def _rung(ladder: str, row: Mapping[str, Any]) -> Rung:
    values = {**row, "addressees": tuple(row.get("to", ()))}
    values.pop("to", None)
    try:
        rung = Rung(**values)
    except TypeError as wrong:
        raise LadderError(f"{ladder}: {wrong}") from wrong
    fault = next((text for text, holds in _faults(rung).items() if holds), None)
    if fault is not None:
        raise LadderError(f"{ladder}, {rung.key}: {fault}")
    return rung


def _faults(rung: Rung) -> dict[str, bool]:
    return {
        "the last day itself has no rung": rung.offset == 0,
        "unknown unit": rung.unit not in UNITS,
        "unknown act": rung.act not in ACTS,
        "nobody to speak to": not rung.addressees,
        "unknown addressee": not ADDRESSEES.issuperset(rung.addressees),
        "unknown document": rung.document is not None and rung.document not in DOCUMENTS,
        "nobody is reminded of a limit that has passed": rung.act == "remind" and rung.offset > 0,
    }


def _refuse_doubles(what: str, names: Sequence[str]) -> None:
    doubles = [name for name, times in Counter(names).items() if times > 1]
    if doubles:
        raise LadderError(f"{what}: {', '.join(doubles)}")
