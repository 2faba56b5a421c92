"""The line of a ladder: everything in its order, nothing on top of something else."""

from datetime import date
from itertools import pairwise

import pytest

from tests.workflows.clocks.building import CALENDAR, RULES, run
from workflows.amendments.views.ladder_drawing import EDGE, draw_ladder
from workflows.counting.ladder import Rung, ladder_for

DENSE = tuple(
    Rung(f"r{n}", n, "working", "urge" if n > 0 else "remind", ("holder",))
    for n in (-9, -8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
)


def place(text: str) -> float:
    return float(text.removesuffix("%"))


@pytest.mark.parametrize("key", sorted(RULES))
def test_every_ladder_is_drawn_in_order_within_the_line(key: str) -> None:
    picture = draw_ladder(ladder_for(key), RULES[key])
    due = place(picture.due)
    places = [place(each.place) for each in picture.stations]
    assert places == sorted(places)
    assert all(EDGE - 0.1 <= each <= 100 - EDGE + 0.1 for each in places)
    assert all((place(each.place) > due) is (each.told.rung.side > 0) for each in picture.stations)
    assert all(later - earlier > 6.9 for earlier, later in pairwise(sorted([*places, due])))


def test_twenty_rungs_still_stand_on_the_line() -> None:
    picture = draw_ladder(DENSE, RULES["handle"])
    places = [place(each.place) for each in picture.stations]
    assert places == sorted(set(places))
    assert places[0] > 0
    assert places[-1] < 100
    assert picture.is_long


def test_a_share_of_the_time_stands_where_it_falls() -> None:
    half = Rung("half", 50, "percent", "remind", ("holder",))
    picture = draw_ladder((half, *ladder_for("handle")), RULES["handle"])
    assert picture.stations[0].told.rung == half
    assert 38 < place(picture.stations[0].place) < 46


def test_in_an_example_every_rung_has_its_day() -> None:
    example = run("handle", "2026-01-05")
    picture = draw_ladder(ladder_for("handle"), RULES["handle"], example=example, calendar=CALENDAR)
    assert picture.stations[0].on == date(2026, 2, 14)  # a made-up workday before the festival
    assert picture.stations[2].on == date(2026, 3, 9)
