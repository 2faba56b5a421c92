"""What an optimisation is given: who may have which case, and how much each can take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edge:
    """A case that a leader may have; `merits` are the goals it serves, the first one first."""

    case: int
    leader: int
    weight: int
    merits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Capacity:
    """A leader as the optimisation sees him: free places, present load, quota."""

    leader: int
    places: int
    load: int
    quota: int
