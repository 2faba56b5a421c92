"""The proof in few words, and how a limit stands today."""

import pytest

from tests.workflows.clocks.building import RULES, on, paused, run
from workflows.counting.due_date import Light, days_left, share_used, summarize, traffic_light


def test_the_summary_names_the_holidays_met() -> None:
    summary = summarize(run("handle", "2026-08-03"))
    assert [str(span) for span in summary.rest] == [
        "中秋节 2026-09-25..2026-09-27",
        "国庆节 2026-10-01..2026-10-07",
    ]
    assert [span.days for span in summary.rest] == [3, 7]
    assert summary.first_counted_on == on("2026-08-04")
    assert (summary.rolled, summary.made_up) == (True, ())


def test_the_summary_names_the_made_up_workdays() -> None:
    summary = summarize(run("jurisdiction_objection", "2026-09-30"))
    assert [str(span) for span in summary.made_up] == ["国庆节 2026-10-10"]
    assert not summary.rolled
    assert summary.first_counted_on == on("2026-10-08")


def test_festivals_that_meet_are_named_together() -> None:
    summary = summarize(run("handle", "2025-08-29"))
    assert [str(span) for span in summary.rest] == ["国庆节、中秋节 2025-10-01..2025-10-08"]


def test_months_begin_on_the_day_after_the_event() -> None:
    assert summarize(run("clue_opinion", "2026-03-02")).first_counted_on == on("2026-03-03")


def test_the_summary_names_the_pauses() -> None:
    events = [*paused("2026-03-10", "2026-03-12"), *paused("2026-03-20", "2026-03-21")]
    summary = summarize(run("recheck_decide", "2026-03-02", *events))
    assert [str(span) for span in summary.paused] == [
        "听证 2026-03-10..2026-03-11",
        "听证 2026-03-20",
    ]
    assert [span.days for span in summary.paused] == [2, 1]


@pytest.mark.parametrize(
    ("today", "days"),
    [("2026-10-08", 0), ("2026-10-07", 1), ("2026-09-28", 10), ("2026-10-12", -4)],
)
def test_days_left_count_down_to_the_last_day(today: str, days: int) -> None:
    assert days_left(on("2026-10-08"), on(today)) == days


def test_the_share_used_runs_from_the_event_to_the_last_day() -> None:
    start, due = on("2026-03-02"), on("2026-03-22")
    assert share_used(start, due, on("2026-03-01")) == 0.0
    assert share_used(start, due, on("2026-03-12")) == 0.5
    assert share_used(start, due, due) == 1.0
    assert share_used(start, due, on("2026-04-01")) == 1.5


@pytest.mark.parametrize(
    ("today", "light"),
    [
        ("2026-03-02", Light.GREEN),
        ("2026-03-11", Light.GREEN),
        ("2026-03-12", Light.YELLOW),  # half
        ("2026-03-16", Light.YELLOW),
        ("2026-03-17", Light.RED),  # three quarters
        ("2026-03-22", Light.RED),  # the last day is not overdue
        ("2026-03-23", Light.OVERDUE),
    ],
)
def test_the_light_turns_at_half_and_at_three_quarters(today: str, light: Light) -> None:
    assert traffic_light(on("2026-03-02"), on("2026-03-22"), on(today)) is light


def test_a_rule_says_in_the_catalogue_whether_it_can_be_extended() -> None:
    assert RULES["handle"].extendable
    assert not RULES["xf_triage"].extendable
