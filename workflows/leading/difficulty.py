"""How much work a case is, from the case alone: nothing here is about who brought it.

| ground       | points | when                                            |
|--------------|--------|-------------------------------------------------|
| a case       | 1      | always                                          |
| many people  | 1      | five people or more brought it (条例 20③)       |
| repeated     | 1      | it was brought again while it was open          |
| late         | 1      | it was urged or supervised (条例 40)            |
| reviewed     | 2      | a review or recheck was asked for (条例 35, 36) |

The points are this office's own figures.
"""

from dataclasses import dataclass
from typing import Final

MANY: Final = 5
POINTS: Final = {"case": 1, "many": 1, "repeated": 1, "late": 1, "reviewed": 2}

Difficulty = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Burden:
    """What is known of a case's difficulty."""

    people: int = 1
    repeated: bool = False
    late: bool = False
    reviewed: bool = False


def difficulty(burden: Burden) -> Difficulty:
    """The grounds that apply with their points, in the order of the table."""
    applies = {
        "case": True,
        "many": burden.people >= MANY,
        "repeated": burden.repeated,
        "late": burden.late,
        "reviewed": burden.reviewed,
    }
    return tuple((ground, points) for ground, points in POINTS.items() if applies[ground])


def weight(found: Difficulty) -> int:
    return sum(points for _ground, points in found)
