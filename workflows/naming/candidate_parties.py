"""Whom names on a matter may mean: accounts, units, relatives, units they head."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from organizations.models import Person, Unit
from organizations.name_directory import Mention, NameDirectory
from organizations.written_text import fold, name_pieces
from workflows.models import CloseRelative, WrittenName

BRACKET: Final = re.compile(r"^(?P<name>[^()]*)\((?P<unit>[^()]*)\)")
NUMBER: Final = re.compile(r"^\d+")
ADDRESSES: Final = ("", "同志", "先生", "女士", "本人")


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is to be shut out because of some names."""

    people: frozenset[int] = frozenset()
    relatives: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    """The units that were named themselves."""
    headed: frozenset[int] = frozenset()
    """The units that one of the people heads."""

    @property
    def references(self) -> list[str]:
        """The people and units that were named, as a written name keeps them."""
        return [*(f"person:{pk}" for pk in sorted(self.people)),
                *(f"unit:{pk}" for pk in sorted(self.units))]  # fmt: skip


def referred(references: Iterable[str]) -> Parties:
    """The inverse of `Parties.references`."""
    split = [(kind, int(pk)) for kind, _, pk in (each.partition(":") for each in references)]
    return Parties(
        people=frozenset(pk for kind, pk in split if kind == "person"),
        units=frozenset(pk for kind, pk in split if kind == "unit"),
    )


class PartyFinder:
    """Finds who may be meant; opened once for any number of names. `people` narrows to these."""

    def __init__(self, *, at: datetime, people: Collection[int] | None = None) -> None:
        self.directory = NameDirectory(at=at, people=people)
        self._kin = _kin()

    def candidates(self, text: str, *, alone: bool) -> Parties:
        """Everybody and every unit that a text may mean; of namesakes all, to be safe."""
        return _joined(self.directory.mentions(text, alone=alone))

    def certain(self, written: str) -> Parties:
        """Those of a list of names who are meant beyond doubt, for what must be refused at once.

        A bracket with a unit narrows namesakes here, and never who is shut out.
        """
        found = [self._certain(piece) for piece in name_pieces(written)]
        return self.with_relatives(
            people={pk for each in found for pk in each.people},
            units={pk for each in found for pk in each.units},
        )

    def expected(self, name: WrittenName) -> Parties:
        """Who has to be shut out because of a name, as far as a person has resolved it."""
        found = self.meant_by(name)
        return self.with_relatives(found.people, found.units)

    def meant_by(self, name: WrittenName, *, surely: bool = False) -> Parties:
        """Whom a name means by what a person has found out, and who may be meant by it still.

        `surely` gives the former alone.
        """
        meant, cleared = referred(name.meant), referred(name.cleared)
        if surely:
            return meant
        found = self.candidates(name.text, alone=name.origin == WrittenName.Origin.NAMED)
        return Parties(
            people=(found.people - cleared.people) | meant.people,
            units=(found.units - cleared.units) | meant.units,
        )

    def with_relatives(self, people: Collection[int], units: Collection[int]) -> Parties:
        """These, their close relatives on record and the units that they head."""
        named = frozenset(people)
        kin = frozenset(kin for pk in named for kin in self._kin.get(pk, ()))
        return Parties(named, kin - named, frozenset(units), self.directory.headed_by(named))

    def person_named(self, piece: str) -> str:
        """The folded name without number and bracket; empty where it is the name of a unit."""
        name = _name_of(piece)
        units = (u for each in self.directory.mentions(name, alone=True) for u in each.units
                 if each.text == name)  # fmt: skip
        return "" if any(units) else name

    def _certain(self, piece: str) -> Parties:
        bracket, name = BRACKET.match(piece), _name_of(piece)
        found = self.directory.mentions(name, alone=True)
        exact = [each for each in found if each.is_exact]
        units = frozenset(self.directory.unit_names.get(name, ()))
        people = {pk for each in exact for pk in each.people if self._is_called(pk, name, each)}
        if bracket:
            around = self.candidates(bracket["unit"], alone=True).units
            people = {pk for pk in people if self.directory.sits_in(pk, around)}
        return Parties(people=frozenset(people), units=units)

    def _is_called(self, person: int, name: str, mention: Mention) -> bool:
        """Whether nothing but a title or an address stands behind the name, or it is a post."""
        own = self.directory.names[person]
        if mention.text != own:
            return True
        titles = {t for seat in self.directory.seats.get(person, ()) for t in seat.titles}
        return name.startswith(own) and name.removeprefix(own) in {*ADDRESSES, *titles}


def _name_of(piece: str) -> str:
    bracket = BRACKET.match(piece)
    return NUMBER.sub("", fold(bracket["name"] if bracket else piece))


def _joined(found: Collection[Mention]) -> Parties:
    return Parties(
        people=frozenset(pk for each in found for pk in each.people),
        units=frozenset(pk for each in found for pk in each.units),
    )


def _kin() -> dict[int, set[int]]:
    kin: dict[int, set[int]] = defaultdict(set)
    for one, other in CloseRelative.objects.values_list("person_id", "relative_id"):
        kin[one].add(other)
        kin[other].add(one)
    return kin


def accounts_and_units(parties: Parties) -> list[tuple[str, Person | Unit]]:
    """The named as rows, each with its reference; for a page. Two queries."""
    people = Person.objects.filter(pk__in=parties.people).order_by("pk")
    units = Unit.objects.filter(pk__in=parties.units).select_related("region").order_by("path")
    return [*((f"person:{p.pk}", p) for p in people), *((f"unit:{u.pk}", u) for u in units)]
