"""The cases of one county copied into the others, and of one office into another."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from demo.founding import Cast
from demo.multiply import Copy, multiplying
from demo.progress import Progress
from demo.story import Life
from demo.variants import Moved, Variant
from organizations.models import Role, Unit

COPY_S: Final = 0.001
"""Seconds that a copy of a case takes, about."""
OFFICE_ROLES: Final = (Role.UNIT_HEAD, Role.UNIT_OFFICER)


def mirror(cast: Cast, lives: Iterable[Life], progress: Progress) -> int:
    """Copy what was played in the first county into every other; returns how many cases."""
    first, *others = cast.office.counties
    templates = _templates(life for life in lives if life.county == first)
    counties = [Variant(to_county(cast, other)) for other in others]
    copies = [Copy(n, variant) for variant in counties for n in range(len(templates))]
    progress.begin(_("Copies of cases"), len(copies), COPY_S * len(copies))
    with multiplying(templates) as multiplier:
        for done in multiplier.write(copies):
            progress.step(done)
    return len(others) * sum(map(len, templates))


def _templates(lives: Iterable[Life]) -> list[list[int]]:
    """Every case that can be copied, a repeat together with its original."""
    whole = [life for life in lives if not life.story.seals]
    repeats = {id(life.original): life.known_case.pk for life in whole if life.original}
    return [
        [life.known_case.pk, *([repeats[id(life)]] if id(life) in repeats else [])]
        for life in whole
        if not life.original
    ]


def to_county(cast: Cast, code: str) -> dict[Any, Any]:
    """Units, people and regions of the first county and another, each in the other's place."""
    first, suffix = cast.office.counties[0], cast.office.suffix(code)
    pairs: dict[Any, Any] = {
        known[key]: known[f"{code}{key.removeprefix(first)}"]
        for known in (cast.units, cast.regions)
        for key in known
        if key.startswith(first)
    } | {
        person: cast.people[f"{username}{suffix}"]
        for username, person in cast.people.items()
        if f"{username}{suffix}" in cast.people
    }
    return pairs | {new: old for old, new in pairs.items()}


def exchanged(cast: Cast, one: Unit, other: Unit) -> dict[Any, Any]:
    """Two offices with the people in them, each in the other's place."""
    pairs = {one: other} | {
        cast.holder(one, role): cast.holder(other, role) for role in OFFICE_ROLES
    }
    return pairs | {new: old for old, new in pairs.items()}


def one_after_the_other(first: Moved, second: Moved) -> Moved:
    """What is moved twice."""
    return {old: second.get(new, new) for old, new in first.items()} | {
        old: new for old, new in second.items() if old not in first
    }
