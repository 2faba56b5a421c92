"""How people call a unit: its region by an alias or not at all, its organ by a short form.

旗人社局 and 土左旗人社局 are both 土默特左旗人力资源和社会保障局: a short form has characters of
the full name in their order, and both ends of it. Needs no database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from organizations.written_text import fold

PARTY: Final = re.compile(r"^(中国共产党|中共)")
LEVELS: Final = "省市盟州旗县区乡镇"
ENDINGS: Final = (
    ("纪律检查委员会", "纪委"),
    ("监察委员会", "监委"),
    ("委员会", "委"),
    ("人民政府", "政府"),
    ("办公室", "办"),
    ("办事处", "办"),
    ("分局", "局"),
)
BARE: Final = ("人民政府", "办事处")
"""What a township or street is called without."""
OF_EVERY_REGION: Final = frozenset({"委员会", "委", "人民政府", "政府"})
"""Says which organ only behind a region or its level: 旗委, 县政府."""
SHORTEST: Final = 3


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A place in a folded text where an organ is called, and whether its region is."""

    start: int
    end: int
    in_region: bool


@cache
def _short_forms(name: str) -> re.Pattern[str]:
    """Its characters in their order, the first and the last always."""
    inner = "".join(f"{re.escape(c)}?" for c in name[1:-1])
    last = re.escape(name[-1]) if len(name) > 1 else ""
    return re.compile(f"{re.escape(name[0])}{inner}{last}")


@cache
def region_aliases(region: str) -> re.Pattern[str]:
    """The region's name at the end of a text, whole, short, or without its last character."""
    name = fold(region)
    stem = f"|{re.escape(name[:-1])}" if len(name) > SHORTEST - 1 else ""
    return re.compile(f"(?:{_short_forms(name).pattern}{stem})$")


@cache
def organ_names(unit: str, regions: tuple[str, ...]) -> tuple[str, ...]:
    """The organ without its regions, the outer first: in full and with its common endings."""
    name = PARTY.sub("", fold(unit))
    for region in map(fold, regions):
        name = name.removeprefix(region) or name
    if len(name) > SHORTEST and name[0] in LEVELS:
        name = name[1:]
    found = [name]
    for long, short in ENDINGS:
        if long in name:
            name = name.replace(long, short)
            found.append(name)
    found += [found[0].removesuffix(each) for each in BARE if found[0].endswith(each)]
    return tuple(dict.fromkeys(each for each in found if each))


def mentions(text: str, organ: str, region: str) -> Iterator[UnitMention]:
    """Where a folded text calls an organ, by its name or a short form of it."""
    for found in _short_forms(organ).finditer(text):
        before = text[: found.start()]
        alias = region_aliases(region).search(before)
        has_level = bool(before) and before[-1] in LEVELS
        long_enough = organ not in OF_EVERY_REGION and (
            len(found[0]) >= SHORTEST or (found[0] == organ and len(organ) > 1)
        )
        if alias or has_level or long_enough:
            start = alias.start() if alias else found.start() - has_level
            yield UnitMention(start, found.end(), alias is not None)
