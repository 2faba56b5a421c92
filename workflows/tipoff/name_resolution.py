"""Whom the names written on tip-offs stand for: accounts, units, relatives, units they head.

Names are looked up all at once, so that one clue or every clue takes the same few queries.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform

from organizations.models import Person, Role, Tenure, Trait, Unit
from workflows.acts.act import acts_of
from workflows.models import CaseEvent, CaseExclusion, CloseRelative
from workflows.states import Kind

if TYPE_CHECKING:
    from workflows.models import Case

HEADS: Final[frozenset[str]] = frozenset(Role.that(Trait.HEADS | Trait.LEADS))
WITH_UNIT: Final = re.compile(r"^(?P<name>.+?)[（(](?P<unit>.+)[）)]$")
NAMES: Final = "names"
"""The detail in which an act says whom a tip-off is about, one a line."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is to be shut out because of some names."""

    people: frozenset[int]
    relatives: frozenset[int]
    units: frozenset[int]
    """The units that were named themselves."""
    headed: frozenset[int]
    """The units that one of the people heads."""


@dataclass(frozen=True, slots=True)
class _Seat:
    unit: int
    called: frozenset[str]
    heads: bool


class NameDirectory:
    """Everybody and every unit of these names; four queries. Of two namesakes both, to be safe."""

    def __init__(self, lines: Collection[str], *, at: datetime) -> None:
        names = {part for line in lines for part in _parts(line)}
        self._people: dict[str, set[int]] = defaultdict(set)
        for pk, name in Person.objects.filter(name__in=names).values_list("pk", "name"):
            self._people[name].add(pk)
        ids = {pk for found in self._people.values() for pk in found}
        self._seats = _seats(ids, at)
        self._units: dict[str, set[int]] = defaultdict(set)
        known = Unit.objects.filter(Q(name__in=names) | Q(short_name__in=names))
        for pk, name, short in known.values_list("pk", "name", "short_name"):
            self._units[name].add(pk)
            self._units[short].add(pk)
        self._kin = _kin(ids)

    def parties(self, lines: Iterable[str]) -> Parties:
        """Whom these lines, of those it was opened with, stand for."""
        lines = list(lines)
        people = {pk for line in lines for pk in self._called(line)}
        return Parties(
            people=frozenset(people),
            relatives=frozenset(kin for pk in people for kin in self._kin.get(pk, ())) - people,
            units=frozenset(pk for line in lines for pk in self._units.get(line, ())),
            headed=frozenset(s.unit for pk in people for s in self._seats.get(pk, ()) if s.heads),
        )

    def _called(self, line: str) -> set[int]:
        called = set(self._people.get(line, ()))
        if found := WITH_UNIT.match(line):
            of_name = self._people.get(found["name"].strip(), ())
            called |= {pk for pk in of_name if self._sits(pk, found["unit"].strip())}
        return called

    def _sits(self, person: int, unit: str) -> bool:
        return any(unit in seat.called for seat in self._seats.get(person, ()))


def _parts(line: str) -> list[str]:
    found = WITH_UNIT.match(line)
    return [line, found["name"].strip()] if found else [line]


def _seats(people: Collection[int], at: datetime) -> dict[int, list[_Seat]]:
    """The posts that people hold at a moment."""
    held = Tenure.objects.at(at).filter(person__in=people)
    seats: dict[int, list[_Seat]] = defaultdict(list)
    for person, unit, name, short, roles in held.values_list(
        "person_id", "post__unit_id", "post__unit__name", "post__unit__short_name", "post__roles"
    ):
        seats[person].append(_Seat(unit, frozenset({name, short}), not HEADS.isdisjoint(roles)))
    return seats


def _kin(people: Collection[int]) -> dict[int, set[int]]:
    pairs = CloseRelative.objects.filter(Q(person__in=people) | Q(relative__in=people))
    kin: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs.values_list("person_id", "relative_id"):
        kin[one].add(other)
        kin[other].add(one)
    return kin


@cache
def naming_acts() -> tuple[str, ...]:
    """The acts whose form asks for names; the machine is known once all rooms are loaded."""
    declared = acts_of(apps.get_model("workflows", "TipOffCase")).values()
    return tuple(act.name for act in declared if NAMES in act.form.base_fields)


def lines_of(written: str) -> list[str]:
    """The names as they were written, one a line, each once."""
    return list(dict.fromkeys(filter(None, (line.strip() for line in written.splitlines()))))


def resolve(written: str, *, at: datetime) -> Parties:
    """Whom a text of one name a line stands for."""
    lines = lines_of(written)
    return NameDirectory(lines, at=at).parties(lines)


def named_in(case: "Case") -> list[str]:
    """Whom the tip-off is about, as it was written, in the order of naming."""
    written = case.events.filter(act__in=naming_acts()).values_list("details__names", flat=True)
    return lines_of("\n".join(names or "" for names in written))


def headed_by(people: Collection[int], *, at: datetime) -> frozenset[int]:
    """Units in which one of these people holds a head's post."""
    held = Tenure.objects.at(at).filter(person__in=people, post__roles__overlap=list(HEADS))
    return frozenset(held.values_list("post__unit_id", flat=True))


def unmatched(*, at: datetime, called: Collection[str] = ()) -> list[int]:
    """The tip-offs on which somebody named is not shut out; six queries for any number of them.

    `called` looks only at those on which one of these names was written.
    """
    lines: dict[int, list[str]] = defaultdict(list)
    holders: dict[int, int] = {}
    for case, holder, written in _naming(called):
        lines[case] += lines_of(written)
        holders[case] = holder
    if not lines:
        return []
    directory = NameDirectory({line for each in lines.values() for line in each}, at=at)
    known = _known(lines)
    return [
        case for case in lines if _expected(directory, lines, case, holders[case]) - known[case]
    ]


def _naming(called: Collection[str]) -> Iterable[tuple[int, int, str]]:
    naming = CaseEvent.objects.filter(act__in=naming_acts(), case__kind=Kind.TIP_OFF).annotate(
        written=KeyTextTransform(NAMES, "details")
    )
    if called:
        naming = naming.filter(reduce(or_, (Q(written__contains=name) for name in called)))
    found = naming.exclude(written="").filter(written__isnull=False).order_by("case_id")
    return found.values_list("case_id", F("case__holding_unit"), "written")


def _known(cases: Collection[int]) -> dict[int, set[tuple[str, int]]]:
    known: dict[int, set[tuple[str, int]]] = defaultdict(set)
    rows = CaseExclusion.objects.filter(case__in=cases)
    for case, person, unit in rows.values_list("case_id", "person_id", "unit_id"):
        known[case].add(("person", person) if person else ("unit", unit or 0))
    return known


def _expected(
    directory: NameDirectory, lines: dict[int, list[str]], case: int, holder: int
) -> set[tuple[str, int]]:
    parties = directory.parties(lines[case])
    people = parties.people | parties.relatives
    units = (parties.units | parties.headed) - {holder}
    return {("person", pk) for pk in people} | {("unit", pk) for pk in units}
