"""Cases shared out to leaders as one optimisation. Pure: it knows no table and no clock.

Hard: a leader's quota, a recusal (条例 28③), an absence, and that his region covers the case's.
Soft, one after the other: as many cases as possible have a leader; a repeated matter goes back
to its leader; links of leaders to regions and subjects (包联) are respected; what is led or
proposed stays; where places are short the most difficult cases have them; loads are even
relative to the quotas.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from organizations.large_libraries import LargeLibrary
from workflows.leading.graph import Capacity, Edge

if TYPE_CHECKING:
    from workflows.leading import solver
else:
    solver = LargeLibrary("workflows.leading.solver")


class Bar(StrEnum):
    """What keeps a case from a leader, in the order in which it is named."""

    NO_QUOTA = "no_quota"
    OUTSIDE = "outside"
    RECUSED = "recused"
    AWAY = "away"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Link:
    """A leader linked to a region, a subject, or a subject in a region; empty means any."""

    region: str = ""
    subject: str = ""

    def fits(self, matter: "Matter") -> bool:
        place = matter.place or matter.region
        return place.startswith(self.region) and self.subject in ("", matter.subject)


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader: `led` cases outside this sharing take up places, `load` is their weight."""

    id: int
    regions: tuple[str, ...]
    quota: int | None
    led: int = 0
    load: int = 0
    links: tuple[Link, ...] = ()
    away: bool = False

    @property
    def places(self) -> int:
        return max(0, (self.quota or 0) - self.led)

    def reaches(self, matter: "Matter") -> bool:
        return any(matter.region.startswith(region) for region in self.regions)

    def linked(self, matter: "Matter") -> bool:
        return any(link.fits(matter) for link in self.links)

    def bar(self, matter: "Matter") -> Bar | None:
        """What keeps the case from this leader before any place is counted."""
        if not self.quota:
            return Bar.NO_QUOTA
        if not self.reaches(matter):
            return Bar.OUTSIDE
        if self.id in matter.recused:
            return Bar.RECUSED
        return Bar.AWAY if self.away else None


@dataclass(frozen=True, slots=True)
class Matter:
    """A case to be shared out. `region` is the path of the region that answers for it.

    `place` is the path of the place it is about, where that is known better.
    `recused` gives the ground for each leader who may not have it. `chosen` is the leader whom a
    coordinator picked by hand: as long as nothing bars it, no other one is considered. A case
    that he left out gets none.
    """

    id: int
    region: str
    place: str = ""
    subject: str = ""
    weight: int = 1
    recused: Mapping[int, str] = field(default_factory=dict)
    previous: int | None = None
    same_matter: int | None = None
    chosen: int | None = None
    left_out: bool = False


@dataclass(frozen=True)
class Sharing:
    """Each case with its leader's id, or None; made from leaders and cases in order of id."""

    leaders: tuple[Leader, ...]
    matters: tuple[Matter, ...]
    assigned: Mapping[int, int | None]

    @cached_property
    def by_leader(self) -> dict[int, Leader]:
        return {leader.id: leader for leader in self.leaders}

    @cached_property
    def by_case(self) -> dict[int, Matter]:
        return {matter.id: matter for matter in self.matters}

    @cached_property
    def counts(self) -> Counter[int]:
        """How many of these cases each leader gets."""
        return Counter(given for given in self.assigned.values() if given is not None)

    @cached_property
    def loads(self) -> dict[int, int]:
        """Each leader's weight with what this sharing gives him."""
        loads = {leader.id: leader.load for leader in self.leaders}
        for matter in self.matters:
            given = self.assigned[matter.id]
            if given is not None:
                loads[given] += matter.weight
        return loads

    def is_full(self, leader: Leader) -> bool:
        return self.counts[leader.id] >= leader.places


def share(leaders: Iterable[Leader], matters: Iterable[Matter]) -> Sharing:
    """Share the cases out. The same leaders and cases give the same sharing in any order."""
    known = tuple(sorted(leaders, key=lambda leader: leader.id))
    asked = tuple(sorted(matters, key=lambda matter: matter.id))
    assigned: dict[int, int | None] = dict.fromkeys((matter.id for matter in asked), None)
    for edges in _parts(list(_edges(known, asked))):
        assigned |= solver.assign(edges, _capacities(known, edges))
    return Sharing(known, asked, assigned)


def _edges(leaders: Sequence[Leader], matters: Iterable[Matter]) -> Iterator[Edge]:
    """Every case with every leader who may have it, and what speaks for the pair."""
    for matter in (each for each in matters if not each.left_out):
        free = [leader for leader in leaders if leader.places and leader.bar(matter) is None]
        chosen = [leader for leader in free if leader.id == matter.chosen]
        for leader in chosen or free:
            yield Edge(
                case=matter.id,
                leader=leader.id,
                weight=matter.weight,
                merits=(
                    1,
                    int(leader.id == matter.same_matter),
                    int(leader.linked(matter)),
                    int(leader.id == matter.previous),
                    matter.weight,
                ),
            )


def _capacities(leaders: Iterable[Leader], edges: Iterable[Edge]) -> list[Capacity]:
    asked = {edge.leader for edge in edges}
    return [
        Capacity(leader.id, leader.places, leader.load, leader.quota or 0)
        for leader in leaders
        if leader.id in asked
    ]


def _parts(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Leaders and cases that have nothing to do with each other are shared out apart."""
    root: dict[int, int] = {}

    def find(leader: int) -> int:
        while root.setdefault(leader, leader) != leader:
            leader = root[leader]
        return leader

    first: dict[int, int] = {}
    for edge in edges:
        mine, its = find(edge.leader), find(first.setdefault(edge.case, edge.leader))
        root[max(mine, its)] = min(mine, its)
    parts: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        parts[find(edge.leader)].append(edge)
    return [parts[key] for key in sorted(parts)]
