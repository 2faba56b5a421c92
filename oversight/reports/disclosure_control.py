"""Small counts of tip-offs, and what would give them away, are not told (rules.md C21; ADR 0024).

A count under three says too much about one person. So does a whole beside all its parts but one,
and a whole beside the same with a unit or some days left out.
"""

from collections.abc import Hashable, Mapping
from typing import Final, TypeVar

SMALL: Final = 3

Key = TypeVar("Key", bound=Hashable)


def suppressed_cells(cells: Mapping[Key, int]) -> set[Key]:
    """Which parts of a whole that is told are not.

    The small ones, and with them the least of the others (all of them, where several are as
    little): subtracting then leaves it open how the rest divides.
    """
    small = {key for key, count in cells.items() if count < SMALL}
    if not any(cells[key] for key in small):
        return set()
    least = min((count for count in cells.values() if count >= SMALL), default=None)
    return small | {key for key, count in cells.items() if count == least}


def may_disclose_total(whole: int, *, left_out: int = 0) -> bool:
    """Whether a whole may be told: it isn't small, nor is what the question left out."""
    return whole >= SMALL and not 0 < left_out < SMALL


def may_disclose_part(part: int, whole: int) -> bool:
    """Whether a part may be told beside the whole: neither it nor the rest is small."""
    return whole >= SMALL and not 0 < part < SMALL and not 0 < whole - part < SMALL


def suppress_small_counts(cells: Mapping[Key, int]) -> dict[Key, int] | None:
    """The parts of a whole that may be told; None where the whole would give all away.

    That is where each part is two: of small parts no other sum is so large.
    """
    if cells and all(count == SMALL - 1 for count in cells.values()):
        return None
    kept_back = suppressed_cells(cells)
    return {key: count for key, count in cells.items() if key not in kept_back}
