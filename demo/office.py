"""The demonstration office, read from `office.toml` into plain records; it writes nothing."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

SOURCE = Path(__file__).with_name("office.toml")
Entry: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Region:
    """A place by its GB/T 2260 code; `parent` is the code above it, empty at the top."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Unit:
    """An organ; `code` is `<region>-<key>`, `parent` a unit code or empty at the top.

    `line` is the department above in its line, which alone reviews where it is `vertical`.
    """

    code: str
    name: str
    kind: str
    region: str
    parent: str
    abbreviation: str
    line: str = ""
    vertical: bool = False

    @property
    def key(self) -> str:
        """What the unit is within its region: its kind, or its department's key."""
        return self.code.partition("-")[2]


@dataclass(frozen=True, slots=True)
class Post:
    """A post in the unit with code `unit`; `quota` is how many cases a leader takes at most."""

    unit: str
    title: str
    rank: str
    roles: tuple[str, ...]
    quota: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration account and the posts it holds; `name` names a post, not a person."""

    username: str
    name: str
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Office:
    """Everything `office.toml` says; regions and units stand after their parents."""

    notice: str
    counties: tuple[str, ...]
    regions: tuple[Region, ...]
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    accounts: tuple[Account, ...]

    def suffix(self, county: str) -> str:
        """What the usernames of a county end with."""
        place = self.counties.index(county)
        return str(place + 1) if place else ""

    @cached_property
    def unit_by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units}

    def responsible(self, county: str, department: str, *, place: str = "") -> Unit:
        """The unit of a county that a matter's `department` means.

        For `town` it is the township that `place` names, else the county's first.
        Raises LookupError where the county has no such unit.
        """
        if department != "town":
            return self.unit_by_code[f"{county}-{department}"]
        towns = [u for u in self.units if u.kind == "town" and u.region.startswith(county)]
        named = {r.code for r in self.regions if r.name == place}
        chosen = [u for u in towns if u.region in named] or towns
        if not chosen:
            raise LookupError(f"no township in {county}")
        return chosen[0]


def load(source: Path = SOURCE) -> Office:
    """Read the office, with the county block laid out for every county."""
    document = tomllib.loads(source.read_text(encoding="utf-8"))
    pattern = document["county"]
    laid_out = [_County(entry, pattern) for entry in document["counties"]]
    posts = [*document["posts"], *(p for county in laid_out for p in county.posts())]
    held = [(_post(entry), entry) for entry in posts]
    return Office(
        notice=document["notice"],
        counties=tuple(entry["code"] for entry in document["counties"]),
        regions=(
            *(Region(**entry) for entry in document["regions"]),
            *(region for county in laid_out for region in county.regions()),
        ),
        units=(
            *(_unit(entry) for entry in document["units"]),
            *(unit for county in laid_out for unit in county.units()),
        ),
        posts=tuple(post for post, _ in held),
        accounts=_accounts(held),
    )


@dataclass(frozen=True)
class _County:
    """One county's entry and the block that all counties share."""

    entry: Entry
    pattern: Entry

    def regions(self) -> Iterator[Region]:
        code = self.entry["code"]
        yield Region(code, self.entry["name"], self.entry["parent"])
        for town in self.pattern["towns"]:
            yield Region(code + town["number"], town["name"], code)

    def units(self) -> Iterator[Unit]:
        for entry in self.pattern["units"]:
            yield _unit({**_filled(entry, self.entry), "region": self.entry["code"]})
        for kind, entry, region in self._offices():
            yield Unit(
                code=self._office_code(kind, entry, region),
                name=(entry.get("organ") or entry["name"]).format(**self.entry),
                kind=kind,
                region=region,
                parent=f"{self.entry['code']}-government",
                abbreviation=entry["abbreviation"].format(**self.entry),
                line=entry.get("line", ""),
                vertical=entry.get("vertical", False),
            )

    def posts(self) -> Iterator[Entry]:
        code = self.entry["code"]
        for entry in self.pattern["posts"]:
            yield {**_filled(entry, self.entry), "unit": f"{code}-{entry['unit']}"}
        for kind, office, region in self._offices():
            words = {**self.entry, "head": office["head"], "sign": office["sign"]}
            words["office"] = office.get("office", f"_{office['key']}")
            for entry in self.pattern["office_posts"]:
                unit = self._office_code(kind, office, region)
                yield {**_filled(entry, words), "unit": unit}

    def _offices(self) -> Iterator[tuple[str, Entry, str]]:
        """Every department and town with its kind and the region it stands in."""
        for entry in self.pattern["departments"]:
            yield "department", entry, self.entry["code"]
        for entry in self.pattern["towns"]:
            yield "town", entry, self.entry["code"] + entry["number"]

    @staticmethod
    def _office_code(kind: str, entry: Entry, region: str) -> str:
        return f"{region}-{'town' if kind == 'town' else entry['key']}"


def _filled(entry: Entry, words: Entry) -> dict[str, Any]:
    return {k: v.format(**words) if isinstance(v, str) else v for k, v in entry.items()}


def _unit(entry: Entry) -> Unit:
    return Unit(
        code=f"{entry['region']}-{entry['key']}",
        name=entry["name"],
        kind=entry["kind"],
        region=entry["region"],
        parent=entry["parent"],
        abbreviation=entry["abbreviation"],
        line=entry.get("line", ""),
        vertical=entry.get("vertical", False),
    )


def _post(entry: Entry) -> Post:
    return Post(
        unit=entry["unit"],
        title=entry["title"],
        rank=entry["rank"],
        roles=tuple(entry["roles"]),
        quota=entry.get("quota"),
    )


def _accounts(held: list[tuple[Post, Entry]]) -> tuple[Account, ...]:
    """One account for each username; several posts under one username are all its own."""
    names: dict[str, str] = {}
    posts: dict[str, list[Post]] = {}
    for post, entry in held:
        names.setdefault(entry["username"], entry["name"])
        posts.setdefault(entry["username"], []).append(post)
    return tuple(Account(name, names[name], tuple(posts[name])) for name in names)
