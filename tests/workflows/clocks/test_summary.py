"""The proof in few words, and how a limit stands today."""

import pytest
from django.utils import translation

from tests.workflows.clocks.building import CALENDAR, RULES, extended, on, paused, recomputed, run
from workflows.clocks.compute import (
    Deadline,
    Light,
    StepKind,
    Unit,
    amount_text,
    days_left,
    describe,
    share_used,
    summarize,
    traffic_light,
)


def told(answer: Deadline) -> str:
    with translation.override("en"):
        return "\n".join(summarize(answer).lines())


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


def test_the_sentences_tell_the_whole_story() -> None:
    text = told(run("handle", "2026-08-03", extended("2026-09-20", 30, "案情复杂", "延7号")))
    for words in (
        "60 days (信访工作条例 第三十四条, version 1)",
        "Aug. 3, 2026, is not counted; day 1 is Aug. 4, 2026",
        "Extended by 30 days on Sept. 20, 2026. 案情复杂 延7号",
        "runs through them): 中秋节 Sept. 25, 2026 to Sept. 27, 2026, 国庆节",
        "The count ends on Nov. 1, 2026, a rest day",
        "ends on Nov. 2, 2026 at 24:00",
        f"Calendar: {CALENDAR.version}",
    ):
        assert words in text
    assert "Provisional" not in text


def test_the_sentences_tell_of_a_recomputation() -> None:
    events = [recomputed("2026-11-25", "2027-01-20", "节假日安排公布", "7号")]
    text = told(run("handle", "2026-11-22", *events))
    assert "Recomputed on Nov. 25, 2026; the last day was Jan. 20, 2027. 节假日安排公布 7号" in text
    blank = told(run("handle", "2026-11-22", recomputed("2026-11-25", None)))
    assert "the last day was not known." in blank


def test_the_sentences_of_working_days_speak_of_days_that_do_not_count() -> None:
    text = told(run("jurisdiction_objection", "2026-09-30"))
    assert "not counted: 国庆节 Oct. 1, 2026 to Oct. 7, 2026" in text
    assert "Made-up workdays, on which offices work: 国庆节 Oct. 10, 2026" in text


def test_the_sentences_tell_of_pauses_doubts_and_of_limits_nobody_knows() -> None:
    heard = run("recheck_decide", "2026-12-20", *paused("2026-12-22", "2026-12-24"))
    assert "听证 Dec. 22, 2026 to Dec. 23, 2026 (2 days)" in told(heard)
    assert "Provisional" in told(heard)
    waiting = told(run("recheck_decide", "2026-12-20", *paused("2026-12-22")))
    assert "the limit is known when it resumes" in waiting
    at_once = told(run("urgent_report", "2026-12-20"))
    assert "no fixed limit" in at_once
    assert "paused" not in at_once


def test_every_kind_of_step_has_its_words() -> None:
    answers = [
        run("handle", "2026-08-03", extended("2026-09-20", 30)),
        run("recheck_decide", "2026-03-02", *paused("2026-03-10", "2026-03-12")),
        run("jurisdiction_objection", "2026-09-30"),
        run("handle", "2026-11-22"),
        run("handle", "2026-08-03"),
        run("handle", "2026-08-03", recomputed("2026-09-20", "2026-10-09", "安排公布")),
    ]
    with translation.override("en"):
        words = {s.kind: describe(s, a.rule.unit) for a in answers for s in a.proof}
    assert words.keys() == set(StepKind)
    assert words[StepKind.EXTENSION] == "extended by 30 days"
    assert words[StepKind.RECOMPUTED] == "recomputed (last day before: Oct. 9, 2026) 安排公布"
    assert words[StepKind.PAUSED] == "paused, not counted 听证"
    assert words[StepKind.MADE_UP] == "made-up workday 国庆节"


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (Unit.CALENDAR, "3 days"),
        (Unit.WORKING, "3 working days"),
        (Unit.MONTH, "3 months"),
        (Unit.NONE, "no fixed limit"),
    ],
)
def test_amounts_are_told_in_their_unit(unit: Unit, words: str) -> None:
    with translation.override("en"):
        assert amount_text(3, unit) == words
        assert amount_text(None, unit) == "no fixed limit"


@pytest.mark.parametrize(
    ("key", "words"),
    [("handle", "day 1"), ("jurisdiction_objection", "working day 1"), ("clue_opinion", "month 1")],
)
def test_steps_are_numbered_in_their_unit(key: str, words: str) -> None:
    answer = run(key, "2026-03-02")
    with translation.override("en"):
        assert describe(answer.proof[1], answer.rule.unit) == words


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
