"""C21: nobody reckons a small count of tip-offs from what a report tells."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.reports.disclosure_control import (
    SMALL,
    may_disclose_total,
    suppress_small_counts,
    suppressed_cells,
)

CELLS = st.lists(st.integers(0, 6), min_size=1, max_size=4)


@given(CELLS)
def test_c21_no_hidden_part_can_be_reckoned_from_the_whole_and_the_rest(counts: list[int]) -> None:
    cells = dict(enumerate(counts))
    shown = suppress_small_counts(cells)
    if shown is None or not may_disclose_total(sum(counts)) or len(shown) == len(cells):
        return
    left = sum(counts) - sum(shown.values())
    unknown = [key for key in cells if key not in shown]
    possible = []
    for guess in product(range(left + 1), repeat=len(unknown)):
        filled = dict(zip(unknown, guess, strict=True))
        if (
            sum(guess) == left
            and suppress_small_counts({key: (shown | filled)[key] for key in cells}) == shown
        ):
            possible.append(guess)
    for place in range(len(unknown)):
        assert len({guess[place] for guess in possible}) > 1


@given(CELLS)
def test_c21_every_small_part_is_hidden_where_one_is(counts: list[int]) -> None:
    cells = dict(enumerate(counts))
    small = {key for key, count in cells.items() if 0 < count < SMALL}
    assert small <= suppressed_cells(cells)
    assert not suppressed_cells(cells) or small


@pytest.mark.parametrize(
    ("whole", "left_out", "may"), [(2, 0, False), (3, 0, True), (9, 2, False), (9, 3, True)]
)
def test_c21_a_whole_is_told_unless_it_or_what_was_left_out_is_small(
    whole: int, left_out: int, *, may: bool
) -> None:
    assert may_disclose_total(whole, left_out=left_out) is may
