"""Names of places as people write them, taken apart for a look-up in the table of regions."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ALIASES_FILE = Path(__file__).resolve().parent.parent / "data" / "region_aliases.toml"

_SEPARATORS = re.compile(r"[\s/\\,;|>、·-]+")
_TOKEN = re.compile(
    r".+?(?:特别行政区|自治区|自治州|自治县|自治旗|林区|新区|地区|省(?!直)|州(?![市区县])|盟"
    r"|市(?!区|市(?!中区|辖区))|县(?!级)|旗|(?<![小社])区)"
)
_TOWN = re.compile(r".{2,}?(?:街道办事处|街道|镇|乡|苏木)")
_SUFFIX = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|林区|新区|地区|街道办事处|街道|省|州|盟|市|县|(?<![左右前后中])旗|区"
    r"|镇|乡|苏木)$"
)
_KEPT_WHOLE = re.compile(r"(?:开发区|高新区|园区|景区|经开区|度假区|示范区)$")
_MIN_SHORT = 2


@dataclass(frozen=True, slots=True)
class RegionName:
    """One place: as written, its official name if the writing is a known alias, and the stem."""

    name: str
    official: str
    short: str


@dataclass(frozen=True)
class _Aliases:
    names: Mapping[str, str]
    provinces: tuple[str, ...]
    peoples: re.Pattern[str]


@cache
def _aliases() -> _Aliases:
    content = tomllib.loads(ALIASES_FILE.read_text(encoding="utf-8"))
    peoples = "|".join(sorted(content["peoples"], key=len, reverse=True))
    return _Aliases(
        content["aliases"], tuple(content["provinces"]), re.compile(rf"(?:{peoples})+$")
    )


def region_parts(text: str) -> tuple[RegionName, ...]:
    """The places in a name, outermost first: 湖北省武汉市江岸区 → 湖北省, 武汉市, 江岸区."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    names = [name for piece in _SEPARATORS.split(narrow) if piece for name in _pieces(piece)]
    return tuple(_named(name) for name in dict.fromkeys(names))


def region_candidates(text: str) -> tuple[str, ...]:
    """Names to look up, best first: the innermost place, as written, official, short; so outwards.

    The first that matches a region decides; `region_parts` tells which region must lie above it.
    """
    names: list[str] = []
    for part in reversed(region_parts(text)):
        names += [part.name, part.official, part.short]
    return tuple(dict.fromkeys(names))


def short_name(name: str) -> str:
    """恩施土家族苗族自治州 → 恩施; a name that would be left with one character stays whole."""
    if _KEPT_WHOLE.search(name):
        return name
    bare = _SUFFIX.sub("", name)
    if len(bare) < _MIN_SHORT:
        return name
    plain = _aliases().peoples.sub("", bare)
    return plain if "自治" in name and len(plain) >= _MIN_SHORT else bare


def _named(name: str) -> RegionName:
    official = _aliases().names.get(name, name)
    return RegionName(name, official, short_name(official))


def _pieces(text: str) -> list[str]:
    if text in _aliases().names:
        return [text]
    names: list[str] = []
    rest = text
    while rest and (match := _TOKEN.match(rest)) is not None:
        names += _province_first(match[0]) if not names else [match[0]]
        rest = rest[match.end() :]
    if rest and not names:
        return _province_first(rest)
    if rest:
        town = _TOWN.match(rest)
        names += [town[0], rest[town.end() :]] if town else [rest]
    return [name for name in names if name]


def _province_first(name: str) -> list[str]:
    """湖北武汉市 → 湖北, 武汉市; but 吉林市 and 海南藏族自治州 are one name."""
    for province in _aliases().provinces:
        rest = name.removeprefix(province)
        if rest != name and len(rest) >= _MIN_SHORT and short_name(name) != province:
            return [province, rest]
    return [name]
