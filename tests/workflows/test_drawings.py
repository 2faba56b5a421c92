"""The calendar of a limit: every day of the count, and everything that moved the last day."""

from datetime import date

from tests.workflows.clocks.building import extended, paused, recomputed, run
from workflows.clocks.proof_sheets import draw
from workflows.counting.due_date import Deadline

TODAY = date(2026, 1, 20)


def marks(deadline: Deadline) -> dict[str, set[str]]:
    """Each mark with the days that bear it."""
    found: dict[str, set[str]] = {}
    for month in draw(deadline, today=TODAY).months:
        for day in (day for week in month.weeks for day in week if day):
            for mark in day.marks:
                found.setdefault(mark, set()).add(day.on.isoformat())
    return found


def test_a_limit_in_working_days_shows_rest_days_and_made_up_workdays() -> None:
    found = marks(run("tip_realname_notice", "2026-02-06"))
    assert "2026-02-14" in found["made-up"]
    assert "2026-02-17" in found["rest"]
    assert len(found["counted"] | found["made-up"]) == 15
    assert len(found["due"]) == 1
    assert "count-ends" not in found


def test_a_roll_shows_where_the_count_ended() -> None:
    found = marks(run("transfer_notice", "2026-01-30"))  # the fifteenth day is a made-up Saturday
    assert found["due"] == {"2026-02-14"}
    found = marks(run("transfer_notice", "2026-02-02"))  # the fifteenth day is the Spring Festival
    assert found["count-ends"] == {"2026-02-17"}
    assert found["due"] == {"2026-02-24"}
    assert "2026-02-20" in found["rest"]


def test_the_days_of_an_extension_are_set_apart() -> None:
    found = marks(run("handle", "2026-01-05", extended("2026-02-10", 30)))
    assert found["due"] == {"2026-04-07"}  # the ninetieth day is in the Tomb-sweeping holiday
    assert min(found["extended"]) == "2026-03-07"
    assert "2026-04-05" in found["extended"]
    assert "extended" not in marks(run("handle", "2026-01-05"))


def test_an_extension_in_months_is_set_apart_from_the_day_after_the_term() -> None:
    found = marks(run("leader_case", "2026-01-05", extended("2026-02-10", 1)))
    assert min(found["extended"]) == "2026-04-06"


def test_paused_days_are_marked_up_to_today_while_the_pause_is_open() -> None:
    found = marks(run("recheck_decide", "2026-01-05", *paused("2026-01-12")))
    assert max(found["paused"]) == "2026-01-20"
    assert "due" not in found
    closed = marks(run("recheck_decide", "2026-01-05", *paused("2026-01-12", "2026-01-15")))
    assert closed["paused"] == {"2026-01-12", "2026-01-13", "2026-01-14"}


def test_a_recomputation_shows_the_old_last_day_even_after_the_new_one() -> None:
    moved = run("handle", "2026-01-05", recomputed("2026-01-19", "2026-04-20"))
    found = marks(moved)
    assert found["was-due"] == {"2026-04-20"}
    assert found["due"] == {"2026-03-06"}
    words = [
        day.words
        for month in draw(moved, today=TODAY).months
        for week in month.weeks
        for day in week
        if day and day.on == date(2026, 1, 19)
    ]
    assert "2026年4月20日" in words[0]
    unmoved = run("handle", "2026-01-05", recomputed("2026-01-19", "2026-03-06"))
    assert "was-due" not in marks(unmoved)


def test_the_legend_has_the_marks_that_are_used_and_no_other() -> None:
    deadline = run("handle", "2026-01-05")
    legend = [mark for mark, _words in draw(deadline, today=TODAY).legend]
    assert sorted(legend) == sorted(marks(deadline))
