"""The catalogue of time limits, read from `workflows/data/clock_rules.toml`.

A mistake in the catalogue stops everything at once, with the name of the rule: a limit that is
silently wrong would be found out in court.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.counting.rule_types import Audience, Further, LengthUnit, Nature, Owner, Rule

SOURCE: Final = Path(__file__).parent.parent / "data" / "clock_rules.toml"

KEY: Final = re.compile(r"[a-z][a-z_]{1,29}")
SET_BY_ISSUER: Final = "issuer"
FROM_MEMORY: Final = "MEM"

DEFAULTS: Final[Mapping[str, Any]] = {
    "version": 1,
    "length": None,
    "max_extension": 0,
    "extensions": 0,
    "pausable": False,
    "confirmed": True,
    "local": False,
    "on": True,
} | {field.name: field.default for field in fields(Rule) if field.default is not MISSING}

CHOICES: Final[Mapping[str, type[StrEnum]]] = {
    "nature": Nature,
    "owner": Owner,
    "audience": Audience,
    "unit": LengthUnit,
    "further": Further,
}
REQUIRED: Final = frozenset(
    {"key", "name", "article", "unit", "effective_from", "basis", "starts", "stops"}
) | {"nature", "owner", "audience"}
KNOWN: Final = frozenset(field.name for field in fields(Rule))


class CatalogueError(ValueError):
    """The catalogue contradicts itself, or says something no clock understands."""


@cache
def rules() -> tuple[Rule, ...]:
    """Every version of every rule, in the order of the catalogue and of the law."""
    return parse(SOURCE.read_text(encoding="utf-8"))


@cache
def awaited() -> Mapping[str, str]:
    """Key → what will start it, of the rules that no act starts."""
    found: Mapping[str, str] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["awaited"]
    return found


def in_force(key: str, on: date) -> Rule:
    """The newest version as delivered that is in effect on `on`, or else the first.

    As `ClockRule.objects.in_force` does it from the table. Raises KeyError for an unknown key.
    """
    versions = sorted(
        (rule for rule in rules() if rule.key == key),
        key=lambda rule: (rule.effective_from, rule.version),
    )
    if not versions:
        raise KeyError(key)
    return [versions[0], *(rule for rule in versions if rule.effective_from <= on)][-1]


def parse(text: str) -> tuple[Rule, ...]:
    """Rules from TOML. Raises `CatalogueError` that names the rule and what is wrong with it."""
    first: dict[str, Mapping[str, Any]] = {}
    found: dict[str, list[Rule]] = {}
    for row in tomllib.loads(text).get("rule", []):
        key = row.get("key", "a rule without a key")
        rule = _read(key, {**first.setdefault(key, row), **row})
        check(rule)
        found.setdefault(key, []).append(rule)
    versions = [sorted(each, key=lambda rule: rule.version) for each in found.values()]
    for each in versions:
        _check_versions(each)
    return tuple(chain.from_iterable(versions))


def check(rule: Rule) -> None:
    """Raise `CatalogueError` if no clock could run under this rule."""
    wrong = next((text for text, holds in _faults(rule) if holds), None)
    if wrong is not None:
        raise CatalogueError(f"{rule.key}: {wrong}")


def nature_of(rule: Any) -> dict[str, Any]:
    """What no amendment changes, of a rule or its row: duty or right, whose, for whose eyes."""
    return {name: getattr(rule, name) for name in ("nature", "owner", "audience")}


def _read(key: str, row: Mapping[str, Any]) -> Rule:
    missing, unknown = sorted(REQUIRED - row.keys()), sorted(row.keys() - KNOWN)
    if missing or unknown:
        raise CatalogueError(f"{key}: missing {missing}, unknown {unknown}")
    values = {**DEFAULTS, **row}
    values |= {name: _choice(key, kind, values[name]) for name, kind in CHOICES.items()}
    values["length"] = _length(key, values["unit"], values["length"])
    return Rule(**values)


def _choice(key: str, choices: type[StrEnum], value: str) -> StrEnum:
    try:
        return choices(value)
    except ValueError as unknown:
        raise CatalogueError(f"{key}: {unknown}") from unknown


def _length(key: str, unit: StrEnum, value: Any) -> int | None:
    """The length. Left out it must not pass for "the issuer sets it": that has to be written."""
    if value == SET_BY_ISSUER or (value is None and unit is LengthUnit.NONE):
        return None
    if isinstance(value, int):
        return value
    raise CatalogueError(f"{key}: the length is a number or {SET_BY_ISSUER!r}, not {value!r}")


def _faults(rule: Rule) -> tuple[tuple[Promise, bool], ...]:
    limited = rule.length is not None
    return (
        (_("a key is lower-case words joined by _"), not KEY.fullmatch(rule.key)),
        (_("versions count from 1, the law before is 0"), rule.version < 0),
        (_("a rule has a name and an article"), not (rule.name and rule.article)),
        (_("a length is at least 1"), limited and rule.length < 1),  # type: ignore[operator]
        (
            _("a rule without a limit has nothing to count"),
            rule.unit is LengthUnit.NONE and (limited or rule.extendable or rule.pausable),
        ),
        (
            _("the number of extensions and how long each may be go together"),
            min(rule.extensions, rule.max_extension) < 0
            or bool(rule.extensions) != bool(rule.max_extension),
        ),
        (
            _("what is unconfirmed is switched off or local"),
            rule.on and not (rule.confirmed or rule.local),
        ),
        (
            _("what is known from memory is switched off"),
            rule.on and rule.basis == FROM_MEMORY,
        ),
    )


def _check_versions(versions: Sequence[Rule]) -> None:
    """Versions of a rule are (0,) 1, 2, 3… and each takes effect after the one before."""
    for expected, rule in enumerate(versions, start=min(versions[0].version, 1)):
        if rule.version != expected:
            raise CatalogueError(f"{rule.key}: version {rule.version} where {expected} is due")
    for before, rule in pairwise(versions):
        if rule.effective_from <= before.effective_from:
            raise CatalogueError(f"{rule.key}: version {rule.version} takes effect too early")
        if nature_of(rule) != nature_of(before):
            raise CatalogueError(f"{rule.key}: version {rule.version} is another kind of limit")
