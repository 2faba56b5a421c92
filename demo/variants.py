"""In what a copy differs from its template: units, people and regions, and the days."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from django.db import models

Moved = Mapping[models.Model, models.Model]
DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)-(\d\d)|年(\d{1,2})月(\d{1,2})日)")


@dataclass(frozen=True, eq=False)
class Variant:
    """Whoever and whatever stands for the template's own, and how many days later it happens.

    What is not named stays. Two things never stand for one: a copy has as many parts as its
    template.
    """

    moved: Moved = field(default_factory=dict)
    days: int = 0

    def of(self, thing: Any) -> Any:
        return self.moved.get(thing, thing)

    def rewrite(self, value: Any) -> Any:
        """A text, or plain JSON, as it is said of the copy."""
        if isinstance(value, str):
            return self._dated(self._named(value))
        if isinstance(value, list):
            return [self.rewrite(each) for each in value]
        if isinstance(value, dict):
            told = {key: self.rewrite(each) for key, each in value.items()}
            known = (value.get("id"), value.get("name"))
            return told | {"id": self._keys.get(known, known[0])} if "id" in value else told
        return value

    @cached_property
    def _names(self) -> dict[str, str]:
        pairs = (
            (getattr(old, name, ""), getattr(new, name, ""))
            for old, new in self.moved.items()
            for name in ("name", "short_name")
        )
        return {old: new for old, new in pairs if old and old != new}

    @cached_property
    def _keys(self) -> dict[tuple[Any, Any], Any]:
        return {(old.pk, str(old)): new.pk for old, new in self.moved.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Any of the names, the longest where one begins another."""
        return re.compile("|".join(map(re.escape, sorted(self._names, key=len, reverse=True))))

    def _named(self, text: str) -> str:
        return self._pattern.sub(lambda found: self._names[found[0]], text) if self._names else text

    def _dated(self, text: str) -> str:
        return DAY.sub(self._later, text) if self.days else text

    def _later(self, found: re.Match[str]) -> str:
        year, *parts = (int(part) for part in found.groups() if part)
        on = date(year, *parts) + timedelta(days=self.days)
        return on.isoformat() if "-" in found[0] else f"{on.year}年{on.month}月{on.day}日"


def swapped(pairs: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Pairs as an exchange: each stands for the other."""
    for old, new in pairs.items():
        yield old, new
        yield new, old
