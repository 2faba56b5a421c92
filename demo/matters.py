"""The demonstration matters: what people write in about, with slots that make variants differ."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("matters.toml")

# Townships of the demonstration office, each with its villages; no real village is meant.
VILLAGES: Mapping[str, tuple[str, ...]] = {
    "幸福镇": ("红旗村", "前进村", "光明村", "胜利村", "新民村"),
    "和平镇": ("丰收村", "向阳村", "新建村", "民主村", "富强村"),
    "团结苏木": ("东风嘎查", "曙光嘎查", "新生嘎查", "草原嘎查"),
}
FARMING_PLACES = ("幸福镇", "和平镇")  # the texts speak of 镇 and 村; pastoral ones name theirs
URBAN_PLACE = "幸福镇"
NEIGHBOURHOODS = ("和平小区", "建设小区", "友谊小区", "文化小区", "新华小区", "春光小区")
DEFAULT_YEARS = (2019, 2025)
DEFAULT_COUNT = (5, 40)
PETITION_ROUTE = 6  # 信访工作条例 31(6): the route that ends with a 处理意见书


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter as written, slots unfilled; ranges are inclusive.

    `route` is one of the six of 信访工作条例 31 for an appeal, None for the other classes.
    `accused` and `disposal` are given for tip-offs only.
    """

    key: str
    content_class: str
    purpose: str
    petition_class: str
    department: str
    subject: str
    text: str
    demand: str
    findings: str
    opinion: str
    basis: str
    outcome: str
    category: str
    measures: tuple[str, ...] = ()
    route: int | None = None
    urban: bool = False
    joint: bool = False
    place: str = ""
    accused: str = ""
    disposal: str = ""
    years: tuple[int, int] = DEFAULT_YEARS
    amounts: tuple[int, int, int] = (0, 0, 1)
    counts: tuple[int, int] = DEFAULT_COUNT


@dataclass(frozen=True, slots=True)
class Filled:
    """A matter with its slots filled; `people` is how many signed it, 1 unless joint."""

    matter: Matter
    place: str
    village: str
    people: int
    subject: str
    text: str
    demand: str
    findings: str
    opinion: str
    measures: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.matter.key

    @property
    def is_tip_off(self) -> bool:
        return self.matter.petition_class == "accusation"


@cache
def load(source: Path = SOURCE) -> tuple[Matter, ...]:
    """Every matter, in the order of the file; read once."""
    document = tomllib.loads(source.read_text(encoding="utf-8"))
    return tuple(_matter(entry) for entry in document["matters"])


def variants(seed: int) -> Iterator[Filled]:
    """An endless stream, the same for the same seed; every matter once before any comes again."""
    chooser = random.Random(seed)  # noqa: S311  # repeatable invention, not a secret
    matters = list(load())
    while True:
        chooser.shuffle(matters)
        for matter in matters:
            yield fill(matter, chooser)


def fill(matter: Matter, chooser: random.Random) -> Filled:
    """Fill the slots: a place, one of its villages, a year, a sum, a number of people."""
    place, village = _place_of(matter, chooser)
    lowest, highest, step = matter.amounts
    count = chooser.randint(*matter.counts)
    words = {
        "place": place,
        "village": village,
        "year": str(chooser.randint(*matter.years)),
        "amount": str(chooser.randrange(lowest, highest + 1, step)),
        "count": str(count),
    }
    return Filled(
        matter=matter,
        place=place,
        village=village,
        people=count if matter.joint else 1,
        subject=matter.subject.format(**words),
        text=matter.text.format(**words),
        demand=matter.demand.format(**words),
        findings=matter.findings.format(**words),
        opinion=matter.opinion.format(**words),
        measures=tuple(measure.format(**words) for measure in matter.measures),
    )


def _place_of(matter: Matter, chooser: random.Random) -> tuple[str, str]:
    if matter.urban:
        return URBAN_PLACE, chooser.choice(NEIGHBOURHOODS)
    place = matter.place or chooser.choice(FARMING_PLACES)
    return place, chooser.choice(VILLAGES[place])


def _matter(entry: Mapping[str, Any]) -> Matter:
    rest = dict(entry)
    appeal = rest.pop("class")
    route = rest.pop("route", PETITION_ROUTE if appeal == "appeal" else None)
    return Matter(
        petition_class=appeal,
        route=route,
        urban=rest.pop("setting", "rural") == "urban",
        measures=tuple(rest.pop("measures", ())),
        years=tuple(rest.pop("year", DEFAULT_YEARS)),
        amounts=tuple(rest.pop("amount", (0, 0, 1))),
        counts=tuple(rest.pop("count", DEFAULT_COUNT)),
        **rest,
    )
