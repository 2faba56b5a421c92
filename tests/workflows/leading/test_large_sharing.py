"""A region's 1,199 petitions shared out to the heads of 12 cities and 63 counties."""

from dataclasses import replace
from random import Random

import pytest

from workflows.leading.algorithm import Leader, Link, Matter, share

CITIES, COUNTIES, CASES = 12, 63, 1199
HEADS = 3  # party committee, government, discipline commission


def county(number: int) -> str:
    return f"15/{number % CITIES:02}/{number:03}/"


def region(random: Random) -> tuple[list[Leader], list[Matter]]:
    """City heads lead ten cases and county heads five; some are linked to a subject."""
    paths = [(f"15/{n:02}/", 10) for n in range(CITIES)] + [(county(n), 5) for n in range(COUNTIES)]
    heads = [(path, quota) for path, quota in paths for _ in range(HEADS)]
    leaders = [
        Leader(n, (path,), quota, links=(Link(path, random.choice(("land", "labour", "health"))),))
        for n, (path, quota) in enumerate(heads, 1)
    ]
    matters = [
        Matter(
            n,
            region=county(random.randrange(COUNTIES)),
            subject=random.choice(("land", "labour", "education", "other")),
            weight=random.choice((1, 1, 1, 2, 2, 3, 4, 6)),
        )
        for n in range(1, CASES + 1)
    ]
    return leaders, matters


@pytest.mark.slow
def test_a_regions_cases_are_shared_out_and_an_added_recusal_moves_few() -> None:
    leaders, matters = region(Random(1))  # noqa: S311  # a fixed region, no secret
    first = share(leaders, matters)
    assert sum(first.counts.values()) == sum(g is not None for g in first.assigned.values()) > 1150
    assert all(first.counts[leader.id] <= leader.places for leader in leaders)
    settled = [replace(matter, previous=first.assigned[matter.id]) for matter in matters]
    assert share(leaders[::-1], settled[::-1]).assigned == first.assigned
    shut = settled[0]
    settled[0] = replace(shut, recused={first.assigned[shut.id] or 0: "himself"})
    again = share(leaders, settled)
    moved = [m.id for m in matters if again.assigned[m.id] != first.assigned[m.id]]
    assert shut.id in moved and len(moved) <= 3
