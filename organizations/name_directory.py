"""Whom a written text may mean: accounts by name or post, units by any name they go by.

Generous on purpose (ADR 0036): whoever may be meant is found, and a person decides who is.
Everything is read once, so that one text or thousands take the same queries.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from organizations.models import Person, Role, Tenure, Trait, Unit
from organizations.unit_nicknames import mentions, organ_names
from organizations.written_text import fold

HEADS: Final[frozenset[str]] = frozenset(Role.that(Trait.HEADS | Trait.LEADS))
TITLES: Final = re.compile(r"[、，,;；/\s]+")
SHORT_TITLE: Final = 2
"""局长, 主任, 书记: what a post is called by, whatever stands before it."""
AFTER_UNIT: Final = 14
"""Characters behind a unit in which its post may be called."""
BARE_TITLE: Final = 3
LONG_NAME: Final = 3
SOMEBODY: Final = "某"
TWO_CHARACTER_SURNAMES: Final = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛司徒东方皇甫尉迟公孙慕容令狐端木夏侯宇文长孙独孤呼延申屠澹台濮阳闻人万俟"
        "赫连轩辕钟离鲜于太史公冶宗政淳于单于南宫东郭西门百里",
    )
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a folded text and whom it may mean."""

    text: str
    people: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    is_exact: bool = False
    """Whether it is somebody's whole name, or a post of one certain unit."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A post that somebody holds or held."""

    person: int
    unit: int
    titles: tuple[str, ...]
    heads_now: bool


@dataclass(slots=True)
class _Forms:
    """Ways of writing → whom they mean, looked up by their first two characters."""

    meaning: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_start: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, form: str, person: int) -> None:
        if form:
            self.meaning[form].add(person)
            self.by_start[form[:2]].add(form)

    def found_in(self, text: str) -> Iterator[tuple[str, set[int]]]:
        """Every form that stands in the text; one of a single character only as the whole of it."""
        if len(text) == 1 and text in self.meaning:
            yield text, self.meaning[text]
        for place in range(len(text) - 1):
            for form in self.by_start.get(text[place : place + 2], ()):
                if text.startswith(form, place) and _stands_alone(text, place, form):
                    yield form, self.meaning[form]


def _stands_alone(text: str, place: int, form: str) -> bool:
    """A name in Latin letters is no part of a longer word."""
    if not form.isascii():
        return True
    around = text[:place][-1:] + text[place + len(form) :][:1]
    return not any(c.isascii() and c.isalpha() for c in around)


class NameDirectory:
    """Everybody with an account and every unit, with all posts that were ever held.

    `people` looks at these accounts alone, and finds no units but theirs.
    """

    def __init__(self, *, at: datetime, people: Collection[int] | None = None) -> None:
        accounts, held, units = Person.objects.all(), Tenure.objects.all(), Unit.objects.all()
        if people is not None:
            accounts, held = accounts.filter(pk__in=people), held.filter(person__in=people)
            units = units.filter(posts__tenures__person__in=people).distinct()
        self._is_whole = people is None
        self.names = {pk: fold(name) for pk, name in accounts.values_list("pk", "name")}
        self.seats = _seats(held, at)
        self._by_organ: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._signs: dict[str, int] = {}
        self.unit_names: dict[str, set[int]] = defaultdict(set)
        """Folded full name → the units of exactly that name."""
        self.unit_codes: dict[str, int] = {}
        self._paths: dict[int, str] = {}
        self._learn_units(units)
        self._full, self._called, self._bare = _Forms(), _Forms(), _Forms()
        self._learn_people()

    def mentions(self, text: str, *, alone: bool) -> list[Mention]:
        """Whom a text may mean; `alone` if it is nothing but the name of somebody or some unit."""
        folded = fold(text)
        found = [
            Mention(form, people=frozenset(people), is_exact=True)
            for form, people in self._full.found_in(folded)
        ]
        loose = [self._called, self._bare] if alone else [self._called]
        for forms in loose:
            found += [Mention(form, frozenset(who)) for form, who in forms.found_in(folded)]
        return list(dict.fromkeys([*found, *self._units_and_posts(folded, alone=alone)]))

    def headed_by(self, people: Collection[int]) -> frozenset[int]:
        """The units in which one of these people holds a head's post."""
        return frozenset(s.unit for pk in people for s in self.seats.get(pk, ()) if s.heads_now)

    def heads_of(self, units: Collection[int]) -> frozenset[int]:
        """The people who hold a head's post in one of these units."""
        return frozenset(
            pk
            for pk, seats in self.seats.items()
            if any(s.heads_now and s.unit in units for s in seats)
        )

    def with_beneath(self, units: Collection[int]) -> frozenset[int]:
        """These units and all beneath them in the tree."""
        over = tuple(self._paths[pk] for pk in units if pk in self._paths)
        return frozenset(pk for pk, path in self._paths.items() if over and path.startswith(over))

    def sits_in(self, person: int, units: Collection[int]) -> bool:
        """Whether the person has, or had, a post in one of the units."""
        return any(seat.unit in units for seat in self.seats.get(person, ()))

    def _learn_people(self) -> None:
        for person, name in self.names.items():
            self._full.add(name, person)
            titles = {title for seat in self.seats.get(person, ()) for title in seat.titles}
            for surname in _surnames(name):
                self._called.add(surname + SOMEBODY, person)
                for title in titles:
                    self._called.add(surname + title, person)
            for title in titles:
                if len(title) >= BARE_TITLE:
                    self._bare.add(title, person)

    def _learn_units(self, units: QuerySet[Unit]) -> None:
        self._staff: dict[int, list[Seat]] = defaultdict(list)
        for seat in (seat for seats in self.seats.values() for seat in seats):
            self._staff[seat.unit].append(seat)
        columns = ("pk", "code", "path", "name", "short_name", "region__name",
                   "region__parent__name")  # fmt: skip
        for pk, code, path, name, sign, region, above in units.values_list(*columns):
            self.unit_names[fold(name)].add(pk)
            self.unit_codes[code], self._paths[pk] = pk, path
            regions = tuple(filter(None, (above, region)))
            for organ in organ_names(name, regions):
                self._by_organ[organ].append((pk, region))
            if sign and not sign.isascii():
                self._signs[fold(sign)] = pk

    def _units_and_posts(self, text: str, *, alone: bool) -> Iterator[Mention]:
        for sign, unit in self._signs.items():
            if sign in text and self._is_whole:
                yield Mention(sign, units=frozenset({unit}))
        for organ, named in self._by_organ.items():
            if organ[0] in text:
                yield from self._of_organ(text, organ, named)

    def _of_organ(self, text: str, organ: str, named: list[tuple[int, str]]) -> Iterator[Mention]:
        """An organ of this name in a certain region, or in any where none is called."""
        places: dict[tuple[int, int], set[int]] = defaultdict(set)
        anywhere: dict[tuple[int, int], set[int]] = defaultdict(set)
        for region in {region for _pk, region in named}:
            own = {pk for pk, place in named if place == region}
            for found in mentions(text, organ, region):
                (places if found.in_region else anywhere)[found.start, found.end] |= own
        certain = {end for _start, end in places}
        everywhere = {span: who for span, who in anywhere.items() if span[1] not in certain}
        for (start, end), units in {**everywhere, **places}.items():
            posts, reach = self._posts_behind(units, text[end : end + AFTER_UNIT])
            if posts:
                yield Mention(text[start : end + reach], posts, is_exact=len(units) == 1)
            if self._is_whole:
                yield Mention(text[start:end], units=frozenset(units))

    def _posts_behind(self, units: Collection[int], text: str) -> tuple[frozenset[int], int]:
        """Who has, or had, a post of the units that is called there, and how far that goes."""
        found = {
            seat.person: max(text.find(t) + len(t) for t in called)
            for unit in units
            for seat in self._staff.get(unit, ())
            if (called := [t for t in seat.titles if t in text])
        }
        return frozenset(found), max(found.values(), default=0)


def _seats(held: QuerySet[Tenure], at: datetime) -> dict[int, list[Seat]]:
    """Person → posts, former ones as well: people go on being called by them."""
    seats: dict[int, list[Seat]] = defaultdict(list)
    rows = held.values_list(
        "person_id", "post__unit_id", "post__title", "post__roles", "since", "until",
        "person__is_active",
    )  # fmt: skip
    for person, unit, title, roles, since, until, is_active in rows:
        runs = is_active and since <= at and (until is None or until > at)
        heads = runs and not HEADS.isdisjoint(roles)
        seats[person].append(Seat(person, unit, _titles(title), heads))
    return seats


def _titles(title: str) -> tuple[str, ...]:
    """常务副县长 is called 常务副县长 and 县长."""
    parts = [fold(part) for part in TITLES.split(title)]
    ends = (part[-SHORT_TITLE:] for part in parts if not part.isascii())
    return tuple(dict.fromkeys(way for way in (*parts, *ends) if len(way) >= SHORT_TITLE))


def _surnames(name: str) -> Iterator[str]:
    if name and not name.isascii():
        yield name[0]
        if len(name) >= LONG_NAME and name[:2] in TWO_CHARACTER_SURNAMES:
            yield name[:2]
