"""The stories hold on whatever day the demonstration is loaded."""

from typing import Final

from demo.story import read_stories, read_way

WINDOW: Final = 30
LONGEST_REST: Final = 9
"""Spring Festival 2026: a window that would end on its first day ends after its last one."""
BEGINS: Final = ("serve", "decide_review")
CONTENT: Final = {("rate", "content"), ("close", "accepted")}


def test_a_case_is_closed_when_the_petitioners_window_is_surely_over() -> None:
    waited = []
    for story in read_stories():
        steps = list(read_way(story.way))
        if steps and steps[-1][0] == "close" and not {step[:2] for step in steps} & CONTENT:
            last = max(n for n, (act, *_) in enumerate(steps) if act in BEGINS)
            waited.append(sum(days for *_, days in steps[last + 1 :]))
    assert len(waited) > 2
    assert min(waited) > WINDOW + LONGEST_REST
