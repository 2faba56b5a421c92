"""The proof: every day is there, the sum is right, the last step is the last day."""

from datetime import UTC, date, datetime, timedelta

import pytest

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
)
from workflows.counting.due_date import Deadline, Event, Step, StepKind, deadline
from workflows.counting.work_calendar import DayKind, WorkCalendar


def at(answer: Deadline, text: str) -> list[Step]:
    return [step for step in answer.proof if step.on == on(text)]


def kinds(answer: Deadline, text: str) -> list[StepKind]:
    return [step.kind for step in at(answer, text)]


def test_the_day_of_the_event_opens_the_proof_and_is_not_counted() -> None:
    first, second, *_ = run("handle", "2026-08-03").proof
    assert (first.on, first.kind, first.n) == (on("2026-08-03"), StepKind.START, 0)
    assert (second.on, second.kind, second.n) == (on("2026-08-04"), StepKind.COUNTED, 1)


def test_national_day_is_visible_day_by_day_in_the_sixty_days() -> None:
    answer = run("handle", "2026-08-03")
    assert (answer.counted_to, answer.due_on) == (on("2026-10-02"), on("2026-10-08"))
    for number in range(1, 8):
        (step,) = at(answer, f"2026-10-0{number}")
        assert (step.day, step.note) == (DayKind.HOLIDAY, "国庆节")
        assert step.kind is (StepKind.COUNTED if number < 3 else StepKind.REST_DAY)
    assert answer.proof[-1].kind is StepKind.ROLL


def test_no_calendar_day_is_left_out_of_the_proof() -> None:
    answer = run("handle", "2026-08-03")
    days = [step.on for step in answer.proof]
    assert days == [on("2026-08-03") + timedelta(n) for n in range(67)]


def test_a_clock_ends_at_midnight_in_shanghai() -> None:
    assert run("handle", "2026-08-03").due_at == datetime(2026, 10, 8, 16, tzinfo=UTC)


def test_a_made_up_saturday_counts_and_is_remarked_upon() -> None:
    answer = run("jurisdiction_objection", "2026-09-30")
    remark, counted = at(answer, "2026-10-10")
    assert (remark.kind, remark.note) == (StepKind.MADE_UP, "国庆节")
    assert (counted.kind, counted.n, counted.note) == (StepKind.COUNTED, 3, "")
    assert kinds(answer, "2026-10-11") == [StepKind.REST_DAY]


def test_a_limit_in_days_may_end_on_a_made_up_saturday_and_says_why() -> None:
    answer = run("xf_triage", "2026-09-25")
    assert kinds(answer, "2026-10-10") == [StepKind.MADE_UP, StepKind.COUNTED]


def test_a_limit_in_months_counts_months() -> None:
    counted = [step for step in run("tip_assigned", "2026-01-31").proof if step.n]
    assert [step.on for step in counted] == [on("2026-02-28"), on("2026-03-31"), on("2026-04-30")]


def test_an_extension_stands_in_the_proof_on_the_day_of_its_approval() -> None:
    answer = run("handle", "2026-08-03", extended("2026-09-20", 30, "案情复杂", "延2026-7号"))
    remark = at(answer, "2026-09-20")[0]
    assert (remark.kind, remark.amount) == (StepKind.EXTENSION, 30)
    assert (remark.note, remark.document) == ("案情复杂", "延2026-7号")


def test_a_remark_without_a_reason_does_not_borrow_the_name_of_a_holiday() -> None:
    answer = run("handle", "2026-08-10", extended("2026-10-01", 30))
    remark, counted = at(answer, "2026-10-01")
    assert (remark.kind, remark.note) == (StepKind.EXTENSION, "")
    assert (counted.kind, counted.note) == (StepKind.COUNTED, "国庆节")


def test_a_recomputation_stands_in_the_proof_with_the_last_day_before_it() -> None:
    why = ("2027年节假日安排公布", "国办发明电7号")
    answer = run("handle", "2026-11-22", recomputed("2026-11-25", "2027-01-20", *why))
    remark, day = at(answer, "2026-11-25")
    assert (remark.kind, remark.was) == (StepKind.RECOMPUTED, on("2027-01-20"))
    assert (remark.note, remark.document, remark.n) == (*why, 0)
    assert (day.kind, day.was) == (StepKind.COUNTED, None)


@pytest.mark.parametrize(
    ("events", "before"),
    [
        ([], None),
        ([recomputed("2026-11-25", None)], None),
        ([recomputed("2026-11-25", "2027-01-20")], "2027-01-20"),
        (
            [recomputed("2026-12-25", "2027-01-25"), recomputed("2026-11-25", "2027-01-20")],
            "2027-01-25",
        ),
        (
            [recomputed("2026-11-25", "2027-01-20"), recomputed("2026-12-25", None)],
            "2027-01-20",
        ),
    ],
)
def test_a_deadline_knows_the_last_day_before_its_latest_recomputation(
    events: list[Event], before: str | None
) -> None:
    answer = run("handle", "2026-11-22", *events)
    assert answer.recomputed_from == (on(before) if before else None)
    assert answer.as_json()["recomputed_from"] == before


def test_a_paused_day_gives_its_reason_and_is_not_counted() -> None:
    answer = run("recheck_decide", "2026-03-02", *paused("2026-03-10", "2026-03-12"))
    for text in ("2026-03-10", "2026-03-11"):
        (step,) = at(answer, text)
        assert (step.kind, step.n, step.note) == (StepKind.PAUSED, 0, "听证")
    assert at(answer, "2026-03-12")[0].n == 8


def test_a_limit_in_an_unpublished_year_is_provisional_and_says_from_where() -> None:
    answer = run("handle", "2026-11-22")
    assert (answer.due_on, answer.provisional) == (on("2027-01-21"), True)
    assert kinds(answer, "2027-01-21") == [StepKind.PROVISIONAL, StepKind.COUNTED]
    assert not at(answer, "2027-01-21")[1].certain


def test_working_days_are_provisional_from_the_first_unpublished_day() -> None:
    answer = run("jurisdiction_objection", "2026-12-29")
    assert answer.provisional
    assert kinds(answer, "2027-01-01") == [StepKind.PROVISIONAL, StepKind.REST_DAY]


def test_days_that_only_pass_by_do_not_make_a_date_provisional() -> None:
    assert not run("handle", "2026-10-20").provisional


def test_publishing_the_year_settles_the_date() -> None:
    moved = {date(2027, 1, 21): "试行假日"}
    published = WorkCalendar(rest=moved, published={2027})
    answer = deadline(RULES["handle"], [started("2026-11-22")], published)
    assert (answer.due_on, answer.provisional) == (on("2027-01-22"), False)
    assert answer.calendar_version == published.version != CALENDAR.version


def test_the_answer_can_be_written_down_as_json() -> None:
    events = [extended("2026-09-20", 30), satisfied("2026-10-20")]
    told = run("handle", "2026-08-03", *events).as_json()
    assert len(told.pop("proof")) == 93  # type: ignore[arg-type]  # 91 days, one remark, one event
    assert told == {
        "rule": "handle",
        "name": "申诉求决类事项办结",
        "article": "信访工作条例 第三十四条",
        "version": 1,
        "calendar": CALENDAR.version,
        "arrangements": ["《国务院办公厅关于2026年部分节假日安排的通知》"],
        "start": "2026-08-03",
        "length": 60,
        "unit": "calendar",
        "extended_by": 30,
        "counted_to": "2026-11-01",
        "due_on": "2026-11-02",
        "due_at": "2026-11-02T16:00:00+00:00",
        "recomputed_from": None,
        "provisional": False,
        "state": "satisfied",
        "ended_on": "2026-10-20",
    }


def test_a_step_can_be_written_down_as_json() -> None:
    answer = run("handle", "2026-08-03", recomputed("2026-08-03", "2026-10-09", "安排公布", "7号"))
    proof = answer.as_json()["proof"]
    assert isinstance(proof, list)
    assert proof[1] == {
        "on": "2026-08-03",
        "kind": "recomputed",
        "n": 0,
        "note": "安排公布",
        "day": "workday",
        "amount": 0,
        "document": "7号",
        "certain": True,
        "was": "2026-10-09",
    }


@pytest.mark.parametrize("key", ["urgent_report", "annual_report"])
def test_without_a_limit_the_json_has_no_date(key: str) -> None:
    told = run(key, "2026-08-03").as_json()
    assert (told["due_on"], told["due_at"], told["length"]) == (None, None, None)
