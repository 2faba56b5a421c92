"""The stories hold on whatever day the demonstration is loaded."""

from datetime import date
from typing import Final

import pytest

from demo import volume
from demo.founding import found
from demo.office import load
from demo.story import Planner, read_stories, read_way
from workflows.counting.work_calendar import WorkCalendar, legal_date
from workflows.states import Outcome

WINDOW: Final = 30
LONGEST_REST: Final = 9
"""Spring Festival 2026: a window that would end on its first day ends after its last one."""
BEGINS: Final = ("serve", "serve_review")
WAIVED: Final = "waive_review"


def test_a_case_is_closed_when_the_petitioners_window_is_surely_over() -> None:
    waited = []
    for story in read_stories():
        steps = list(read_way(story.way))
        if steps and steps[-1][0] == "close" and WAIVED not in {act for act, *_ in steps}:
            last = max(n for n, (act, *_) in enumerate(steps) if act in BEGINS)
            waited.append(sum(days for *_, days in steps[last + 1 :]))
    assert len(waited) > 2
    assert min(waited) > WINDOW + LONGEST_REST


@pytest.mark.django_db
@pytest.mark.parametrize(
    "today",
    [date(2028, 2, 29), date(2026, 2, 17), date(2026, 10, 4), date(2027, 1, 2)],
    ids=["leap_day", "spring_festival", "holiday_on_a_sunday", "saturday"],
)
def test_every_scene_lies_on_a_workday_before_today_in_the_order_of_its_way(today: date) -> None:
    calendar = WorkCalendar()
    for life in Planner(found(load()), today, seed=1).lives():
        instants = [scene.at for scene in life.scenes]
        assert instants == sorted(instants)
        assert all(calendar.is_workday(legal_date(at)) for at in instants)
        assert legal_date(instants[-1]) < today


def test_what_a_volume_is_made_of_is_mostly_over_and_seals_nobody() -> None:
    shared = [story for story in read_stories() if story.share]
    over = sum(story.share for story in shared if volume.is_over(story))
    assert 0.8 < over / sum(story.share for story in shared) < 0.95
    assert not any(story.seals or story.repeat for story in shared)


@pytest.mark.django_db
def test_the_simple_procedure_is_taken_by_what_may_take_it() -> None:
    """简易办理办法 5: neither what is joint nor what may not be supported."""
    cast, today = found(load()), date(2026, 11, 20)
    planned = [life for seed in range(5) for life in Planner(cast, today, seed).lives()]
    simple = [life.filled for life in planned if life.story.simple]
    assert {filled.people for filled in simple} == {1}
    assert Outcome.NOT_SUPPORTED not in {filled.matter.outcome for filled in simple}
