"""The ladder: what happens around each limit, read from `workflows/data/ladders.toml`."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.counting.work_calendar import WorkCalendar, office_opening

SOURCE: Final = Path(__file__).parent.parent / "data" / "ladders.toml"

CALENDAR: Final = "calendar"
WORKING: Final = "working"
PERCENT: Final = "percent"
WHOLE: Final = 100
# How far from the limit a rung may lie: a year of days, or three times the time allowed.
OFFSETS: Final[Mapping[str, range]] = {
    CALENDAR: range(-366, 367),
    WORKING: range(-366, 367),
    PERCENT: range(1, 301),
}
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,19}")
ACTS: Final = frozenset({"remind", "urge", "supervise", "warn", "call_in", "lapse"})
ADDRESSEES: Final = (
    "holder",
    "unit_head",
    "leader",
    "sender",
    "supervisor",
    "discipline",
    "superior",
)
DOCUMENTS: Final = frozenset(
    {"urge_notice", "supervision_letter", "warning_inquiry", "call_in_notice"}
)
FIELDS: Final[Mapping[str, tuple[type, ...]]] = {
    "key": (str,),
    "offset": (int,),
    "unit": (str,),
    "act": (str,),
    "to": (list,),
    "document": (str, NoneType),
}


class LadderError(ValueError):
    """The ladders contradict themselves, or name something that does not exist.

    The text is put together when it is read, so it comes out in the reader's language.
    """

    def __init__(self, message: Promise, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message) % self.facts


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder.

    `offset` is before the last day (negative) or after it, in `unit` calendar or working days; or
    it is the per cent of the time allowed that has gone by, from 1 to 300: 100 is the last day.
    """

    key: str
    offset: int
    unit: str
    act: str
    addressees: tuple[str, ...]
    document: str | None = None

    @property
    def side(self) -> int:
        """Negative before the limit, positive after it, 0 on the last day itself."""
        return self.offset - WHOLE if self.unit == PERCENT else self.offset


@dataclass(frozen=True, slots=True)
class Ladders:
    """Every ladder, by the key of the rule that climbs it."""

    by_rule: Mapping[str, tuple[Rung, ...]]
    default: tuple[Rung, ...]


def ladder_for(rule_key: str) -> tuple[Rung, ...]:
    """The rungs of a rule in order of time; the default ones for a rule nobody gave a ladder."""
    known = ladders()
    return known.by_rule.get(rule_key, known.default)


def fires_at(rung: Rung, *, started_on: date, due_on: date, calendar: WorkCalendar) -> datetime:
    """When a rung speaks: the opening of offices on a workday, in UTC.

    Before the limit it moves back to a workday, so that a warning never comes too late; after the
    limit it moves on, so that it never comes too early.
    """
    if rung.unit == WORKING:
        return office_opening(calendar.add_workdays(due_on, rung.offset))
    on = _falls_on(rung, started_on, due_on)
    workday = calendar.previous_workday(on) if rung.side < 0 else calendar.next_workday(on)
    return office_opening(workday)


def _falls_on(rung: Rung, started_on: date, due_on: date) -> date:
    """The bare date of a rung. A share of the days is rounded up: that much has then gone by."""
    if rung.unit == CALENDAR:
        return due_on + timedelta(days=rung.offset)
    allowed = (due_on - started_on).days
    return started_on + timedelta(days=-(-allowed * rung.offset // WHOLE))


@cache
def ladders() -> Ladders:
    """The ladders of this office."""
    return parse(SOURCE.read_text(encoding="utf-8"))


def parse(text: str) -> Ladders:
    """Ladders from TOML. Raises `LadderError` that names the ladder and what is wrong with it."""
    data = tomllib.loads(text)
    named = {name: _named_rungs(name, each["rungs"]) for name, each in data["ladder"].items()}
    if data["default"] not in named:
        raise LadderError(_("no ladder is called %(name)s"), name=data["default"])
    pairs = [(key, name) for name, each in data["ladder"].items() for key in each["rules"]]
    doubles = _doubles([key for key, _ladder in pairs])
    if doubles:
        raise LadderError(_("rules with two ladders: %(names)s"), names=doubles)
    return Ladders({key: named[name] for key, name in pairs}, named[data["default"]])


def _named_rungs(ladder: str, rows: Sequence[Any]) -> tuple[Rung, ...]:
    try:
        return rungs_from(rows)
    except LadderError as fault:
        raise LadderError(_("%(where)s: %(fault)s"), where=ladder, fault=fault) from fault


def rungs_from(rows: Sequence[Any]) -> tuple[Rung, ...]:
    """A ladder from plain rows, as TOML and JSON hold them: the addressees are called `to`.

    Rungs in days must follow each other in time, and so must rungs in per cent; how the two mix
    depends on the limit. Raises `LadderError` that names the rung and what is wrong with it.
    """
    rungs = tuple(_rung(row) for row in rows)
    doubles = _doubles([rung.key for rung in rungs])
    if doubles:
        raise LadderError(_("rungs of one name: %(names)s"), names=doubles)
    for family in ({PERCENT}, {CALENDAR, WORKING}):
        offsets = [rung.offset for rung in rungs if rung.unit in family]
        if offsets != sorted(offsets):
            raise LadderError(_("the rungs are not in order of time"))
    return rungs


def rung_as_row(rung: Rung) -> dict[str, Any]:
    """The plain row that `rungs_from` reads as this rung."""
    return {
        "key": rung.key,
        "offset": rung.offset,
        "unit": rung.unit,
        "act": rung.act,
        "to": list(rung.addressees),
        "document": rung.document,
    }


def _rung(row: Any) -> Rung:
    if not isinstance(row, Mapping):
        raise LadderError(_("a rung is a table of named values, not %(row)s"), row=row)
    _check_fields(row)
    rung = Rung(
        key=row["key"],
        offset=row["offset"],
        unit=row["unit"],
        act=row["act"],
        addressees=tuple(row["to"]),
        document=row.get("document"),
    )
    fault = next((text for text, holds in _faults(rung) if holds), None)
    if fault is not None:
        raise LadderError(_("%(where)s: %(fault)s"), where=rung.key, fault=fault)
    return rung


def _check_fields(row: Mapping[str, Any]) -> None:
    name = row.get("key") or _("a rung without a name")
    unknown = sorted(str(field) for field in row.keys() - FIELDS.keys())
    if unknown:
        raise LadderError(
            _("%(where)s: unknown fields: %(names)s"), where=name, names=", ".join(unknown)
        )
    for field, types in FIELDS.items():
        # The exact type: True is no number of days.
        if type(row.get(field)) not in types:
            raise LadderError(
                _("%(where)s: %(field)s is missing or no such value"), where=name, field=field
            )


def _faults(rung: Rung) -> tuple[tuple[Promise, bool], ...]:
    return (
        (_("a key is up to 20 lower-case letters, digits and _"), not KEY.fullmatch(rung.key)),
        (_("unknown unit"), rung.unit not in OFFSETS),
        (_("the last day itself has no rung"), rung.side == 0),
        (_("too far from the limit"), rung.offset not in OFFSETS.get(rung.unit, ())),
        (_("unknown act"), rung.act not in ACTS),
        (_("nobody to speak to"), not rung.addressees),
        (_("unknown addressee"), any(name not in ADDRESSEES for name in rung.addressees)),
        (_("unknown document"), rung.document is not None and rung.document not in DOCUMENTS),
        (
            _("nobody is reminded of a limit that has passed"),
            rung.act == "remind" and rung.side > 0,
        ),
    )


def _doubles(names: Sequence[str]) -> str:
    return ", ".join(name for name, times in Counter(names).items() if times > 1)
