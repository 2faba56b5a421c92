"""Extensions, pauses and endings: what they do, and what the law refuses."""

from dataclasses import replace

import pytest
from django.utils import translation

from tests.workflows.clocks.building import (
    CALENDAR,
    RULES,
    extended,
    on,
    paused,
    recomputed,
    run,
    satisfied,
    started,
    voided,
)
from workflows.counting import clock_exceptions
from workflows.counting.due_date import Event, EventKind, LengthUnit, StepKind, deadline

RESUME = EventKind.RESUME


def test_an_extension_is_counted_from_where_the_bare_count_ended() -> None:
    # Day 60 is Fri 2 Oct and was pushed to Thu 8 Oct; day 90 is Sun 1 Nov, not Sat 7 Nov.
    answer = run("handle", "2026-08-03", extended("2026-10-08", 30))
    assert (answer.counted_to, answer.due_on) == (on("2026-11-01"), on("2026-11-02"))
    assert answer.extended_by == 30


def test_the_pushed_last_day_is_still_in_time_for_an_extension() -> None:
    assert run("handle", "2026-08-03", extended("2026-10-08", 5)).due_on == on("2026-10-08")
    with pytest.raises(clock_exceptions.ExtensionTooLate):
        run("handle", "2026-08-03", extended("2026-10-09", 30))


def test_months_of_extension_are_counted_from_the_start() -> None:
    # 30 Nov + 3 months is 28 Feb; + 6 months is 30 May again, a Saturday.
    answer = run("tip_assigned", "2025-11-30", extended("2026-02-01", 3))
    assert (answer.counted_to, answer.due_on) == (on("2026-05-30"), on("2026-06-01"))


def test_after_the_own_extension_the_superior_may_extend_without_bound() -> None:
    events = [extended("2026-02-01", 3), extended("2026-05-01", 5)]
    assert run("tip_assigned", "2026-01-05", *events).due_on == on("2026-12-07")


def test_whoever_sets_the_limit_may_extend_it_again_and_again() -> None:
    events = [extended("2026-03-05", 40), extended("2026-03-06", 10)]
    assert run("assign_report", "2026-03-02", *events, length=10).extended_by == 50
    assert run("supervise_reply", "2026-03-02", extended("2026-03-05", 1)).extended_by == 1


def test_a_local_limit_gives_way_to_the_issuers() -> None:
    assert run("supervise_reply", "2026-03-02", length=10).due_on == on("2026-03-12")


def test_a_hearing_moves_the_limit_by_its_days() -> None:
    plain = run("recheck_decide", "2026-03-02")
    heard = run("recheck_decide", "2026-03-02", *paused("2026-03-10", "2026-03-15"))
    assert (plain.due_on, heard.due_on) == (on("2026-04-01"), on("2026-04-07"))  # 6 Apr rests


def test_a_pause_that_begins_when_another_ends_goes_on_from_it() -> None:
    events = [*paused("2026-03-10", "2026-03-12"), *paused("2026-03-12", "2026-03-15")]
    once = run("recheck_decide", "2026-03-02", *paused("2026-03-10", "2026-03-15"))
    assert run("recheck_decide", "2026-03-02", *events).due_on == once.due_on


def test_a_pause_that_ends_the_day_it_begins_takes_no_day() -> None:
    answer = run("recheck_decide", "2026-03-02", *paused("2026-03-10", "2026-03-10"))
    assert answer.due_on == run("recheck_decide", "2026-03-02").due_on


def test_while_a_pause_is_open_no_date_is_known() -> None:
    answer = run("recheck_decide", "2026-03-02", *paused("2026-03-10"))
    assert (answer.due_on, answer.due_at, answer.state) == (None, None, "paused")
    assert answer.proof[-1].on == on("2026-03-10")


def test_a_pause_after_the_limit_brings_nothing_back() -> None:
    answer = run("recheck_decide", "2026-03-02", *paused("2026-04-02"))
    assert (answer.due_on, answer.state) == (on("2026-04-01"), "running")


def test_a_limit_does_not_end_on_a_paused_day() -> None:
    # Day 30 is Fri 2 Oct; the limit, pushed to the 8th, meets a hearing on the 8th and 9th.
    events = paused("2026-10-08", "2026-10-10")
    assert run("recheck_decide", "2026-09-02", *events).due_on == on("2026-10-10")
    stuck = run("recheck_decide", "2026-09-02", *paused("2026-10-08"))
    assert (stuck.counted_to, stuck.due_on, stuck.state) == (on("2026-10-02"), None, "paused")


def test_a_pause_takes_working_days_out_of_a_limit_in_working_days() -> None:
    rule = replace(RULES["jurisdiction_objection"], pausable=True)
    assert run(rule, "2026-03-02", *paused("2026-03-04", "2026-03-06")).due_on == on("2026-03-11")


def test_a_pause_puts_its_days_on_at_the_end_of_months() -> None:
    rule = replace(RULES["tip_assigned"], pausable=True)
    assert run(rule, "2026-01-05", *paused("2026-03-01", "2026-03-04")).due_on == on("2026-04-08")
    assert run(rule, "2026-01-05", *paused("2026-03-01")).due_on is None


def test_a_rule_may_end_on_a_rest_day_if_it_says_so() -> None:
    rule = replace(RULES["handle"], rolls=False)
    answer = run(rule, "2026-08-03")
    assert (answer.due_on, answer.provisional) == (on("2026-10-02"), False)


def test_an_ending_changes_the_state_and_not_the_date() -> None:
    met = run("handle", "2026-08-03", satisfied("2026-10-09"))
    assert (met.state, met.due_on, met.ended_on) == (
        "satisfied",
        on("2026-10-08"),
        on("2026-10-09"),
    )
    void = run("handle", "2026-08-03", satisfied("2026-09-01"), voided("2026-09-05"))
    assert (void.state, void.ended_on) == ("void", on("2026-09-05"))


def test_a_recomputation_is_no_event_of_the_law() -> None:
    again = recomputed("2026-12-01", "2026-10-09")
    answer = run("handle", "2026-08-03", satisfied("2026-09-01"), again)
    told = tuple(step for step in answer.proof if step.kind is not StepKind.RECOMPUTED)
    assert told == run("handle", "2026-08-03").proof
    assert (answer.due_on, answer.state) == (on("2026-10-08"), "satisfied")


REFUSED = [
    ("xf_triage", [extended("2026-03-03", 5)], clock_exceptions.NotExtendable),
    ("handle", [extended("2026-03-03", 31)], clock_exceptions.ExtensionTooLong),
    ("handle", [extended("2026-03-03", 0)], clock_exceptions.ExtensionEmpty),
    (
        "handle",
        [extended("2026-03-03", 9), extended("2026-03-04", 9)],
        clock_exceptions.ExtendedTooOften,
    ),
    ("handle", [extended("2026-07-01", 9)], clock_exceptions.ExtensionTooLate),
    ("handle", paused("2026-03-03", "2026-03-05"), clock_exceptions.NotPausable),
    ("handle", [Event(RESUME, on("2026-03-03"))], clock_exceptions.NotPausable),
    ("recheck_decide", [Event(RESUME, on("2026-03-03"))], clock_exceptions.NotPaused),
    (
        "recheck_decide",
        [*paused("2026-03-05"), *paused("2026-03-06")],
        clock_exceptions.PausedAlready,
    ),
    (
        "recheck_decide",
        [*paused("2026-03-05"), *paused("2026-03-05")],
        clock_exceptions.PausedAlready,
    ),
    ("recheck_decide", paused("2026-03-01", "2026-03-05"), clock_exceptions.BeforeStart),
    ("handle", [satisfied("2026-03-01")], clock_exceptions.BeforeStart),
    ("handle", [satisfied("2026-03-05"), extended("2026-03-06", 9)], clock_exceptions.AfterEnd),
    ("handle", [satisfied("2026-03-05"), satisfied("2026-03-06")], clock_exceptions.AfterEnd),
    ("handle", [started("2026-03-03")], clock_exceptions.StartMissing),
    ("assign_report", [], clock_exceptions.LengthMissing),
]


@pytest.mark.parametrize(("key", "events", "refusal"), REFUSED)
def test_what_the_law_does_not_know_is_refused_with_the_article(
    key: str, events: list[Event], refusal: type[clock_exceptions.ClockError]
) -> None:
    with pytest.raises(refusal) as refused:
        run(key, "2026-03-02", *events)
    assert RULES[key].article in str(refused.value)


@pytest.mark.parametrize(
    ("events", "allowed"),
    [
        ([extended("2026-03-03", 31)], "不得延长31日：信访工作条例 第三十四条规定延长不得超过30日"),
        (
            [extended("2026-03-03", 9), extended("2026-03-04", 9)],
            "不得再次延长：信访工作条例 第三十四条只允许延长1次",
        ),
    ],
)
def test_a_refused_extension_is_told_what_the_article_allows(
    events: list[Event], allowed: str
) -> None:
    with pytest.raises(clock_exceptions.ClockError) as refused:
        run("handle", "2026-03-02", *events)
    with translation.override("zh-hans"):
        assert allowed in str(refused.value)


def test_a_clock_without_a_start_is_refused() -> None:
    with pytest.raises(clock_exceptions.StartMissing, match="信访工作条例"):
        deadline(RULES["handle"], [], CALENDAR)


@pytest.mark.parametrize(
    ("key", "length", "refusal"),
    [
        ("handle", 45, clock_exceptions.LengthFixed),
        ("assign_report", 0, clock_exceptions.LengthEmpty),
        ("supervise_reply", -3, clock_exceptions.LengthEmpty),
    ],
)
def test_a_limit_of_the_law_is_not_for_an_issuer_to_set(
    key: str, length: int, refusal: type[clock_exceptions.ClockError]
) -> None:
    with pytest.raises(refusal, match=RULES[key].article):
        run(key, "2026-03-02", length=length)


def test_repeating_the_length_of_the_law_is_not_setting_it() -> None:
    assert run("handle", "2026-03-02", length=60).length == 60
    assert RULES["handle"].unit is LengthUnit.CALENDAR
