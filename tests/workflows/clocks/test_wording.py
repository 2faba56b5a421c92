"""What people read of a count: the sentences of the summary and the words of each step."""

from textwrap import dedent

import pytest
from django.utils import translation

from tests.workflows.clocks.building import extended, paused, recomputed, run
from workflows.counting.due_date import (
    Deadline,
    LengthUnit,
    StepKind,
    amount_text,
    describe,
    summarize,
)

EXTENDED = run("handle", "2026-08-03", extended("2026-09-20", 30, "案情复杂", "延7号"))
WORKING = run("jurisdiction_objection", "2026-09-30")
HEARD = run("recheck_decide", "2026-12-20", *paused("2026-12-22", "2026-12-24"))
WAITING = run("recheck_decide", "2026-12-20", *paused("2026-12-22"))
AT_ONCE = run("urgent_report", "2026-12-20")
RECOMPUTED = run(
    "xf_triage", "2026-03-02", recomputed("2026-03-05", "2026-03-18", "安排公布", "7号")
)
PROVISIONAL = run("jurisdiction_objection", "2026-12-29")

CHINESE = [
    (
        EXTENDED,
        """\
        申诉求决类事项办结：60日（信访工作条例 第三十四条，第1版）。
        起算事件发生于2026年8月3日，当日不计入，自2026年8月4日起计算（参照民法典第二百零一条）。
        2026年9月20日批准延长30日。案情复杂 延7号
        期间的节假日（按日计算的期限不予扣除）：中秋节 2026年9月25日至2026年9月27日、国庆节 2026年10月1日至2026年10月7日。
        期间的最后一日2026年11月1日是休息日，顺延至其后第一个工作日（参照民法典第二百零三条）。
        期限于2026年11月2日24时（北京时间）届满。
        """,  # noqa: E501  # one sentence of the letter
    ),
    (
        WORKING,
        """\
        管辖异议：5个工作日（信访工作条例 第二十三条第三款，第1版）。
        起算事件发生于2026年9月30日，当日不计入，自2026年10月8日起计算（参照民法典第二百零一条）。
        期间的节假日，不计入：国庆节 2026年10月1日至2026年10月7日。
        期间的调休上班日，属于工作日：国庆节 2026年10月10日。
        期限于2026年10月13日24时（北京时间）届满。
        """,
    ),
    (
        HEARD,
        """\
        复核：30日（信访工作条例 第三十六条第一款、第二款，第1版）。
        起算事件发生于2026年12月20日，当日不计入，自2026年12月21日起计算（参照民法典第二百零一条）。
        中止，不计入：听证 2026年12月22日至2026年12月23日（2日）。
        期间的节假日（按日计算的期限不予扣除）：元旦 2027年1月1日。
        期限于2027年1月21日24时（北京时间）届满。
        暂定：国务院办公厅尚未公布该年度节假日安排，公布后重新计算。
        """,
    ),
    (
        WAITING,
        """\
        复核：30日（信访工作条例 第三十六条第一款、第二款，第1版）。
        起算事件发生于2026年12月20日，当日不计入，自2026年12月21日起计算（参照民法典第二百零一条）。
        中止，不计入：听证 2026年12月22日（1日）。
        期限正在中止，恢复计算后方可确定届满日。
        """,
    ),
    (
        AT_ONCE,
        """\
        重大紧急信访事项报告：没有固定期限（信访工作条例 第二十五条，第1版）。
        """,
    ),
    (
        RECOMPUTED,
        """\
        信访部门登记分流：15日（信访工作条例 第二十二条第一款，第1版）。
        起算事件发生于2026年3月2日，当日不计入，自2026年3月3日起计算（参照民法典第二百零一条）。
        2026年3月5日重新计算，原届满日为2026年3月18日。安排公布 7号
        期限于2026年3月17日24时（北京时间）届满。
        """,
    ),
]


@pytest.mark.parametrize(("answer", "sentences"), CHINESE)
def test_the_sentences_tell_the_whole_story_in_chinese(answer: Deadline, sentences: str) -> None:
    with translation.override("zh-hans"):
        *lines, calendar = summarize(answer).lines()
    assert lines == dedent(sentences).splitlines()
    sources = ["《国务院办公厅关于2026年部分节假日安排的通知》"]
    if "2027年1月1日" in sentences:
        sources.append("《全国年节及纪念日放假办法》")
    assert calendar == f"休息日依据：{'、'.join(sources)}。"


def test_the_sentences_tell_the_whole_story_in_english() -> None:
    with translation.override("en"):
        lines = summarize(EXTENDED).lines()
    assert lines == (
        "Conclusion of an appeal or claim: 60 days (信访工作条例 第三十四条, version 1).",
        "The day of the event, Aug. 3, 2026, is not counted; day 1 is Aug. 4, 2026.",
        "Extended by 30 days on Sept. 20, 2026. 案情复杂 延7号",
        "Holidays met (a limit in days runs through them): 中秋节 Sept. 25, 2026 to "
        "Sept. 27, 2026, 国庆节 Oct. 1, 2026 to Oct. 7, 2026.",
        "The count ends on Nov. 1, 2026, a rest day, so the limit ends on the next working day "
        "(Civil Code, article 203).",
        "The limit ends on Nov. 2, 2026 at 24:00, Beijing time.",
        "Rest days by: 《国务院办公厅关于2026年部分节假日安排的通知》.",
    )


def test_a_last_day_that_nobody_knew_is_told_as_such() -> None:
    with translation.override("zh-hans"):
        lines = summarize(run("handle", "2026-11-22", recomputed("2026-11-25", None))).lines()
    assert "2026年11月25日重新计算，原届满日为尚未确定。" in lines


def words(*answers: Deadline) -> dict[StepKind, str]:
    """Each kind of step as it is told first."""
    told: dict[StepKind, str] = {}
    for answer in answers:
        for step in answer.proof:
            told.setdefault(step.kind, describe(step, answer.rule.unit))
    return told


def test_every_kind_of_step_has_its_words() -> None:
    with translation.override("zh-hans"):
        told = words(EXTENDED, WORKING, HEARD, RECOMPUTED, PROVISIONAL)
    assert told == {
        StepKind.START: "起算事件发生，当日不计入",
        StepKind.COUNTED: "第1日",
        StepKind.EXTENSION: "批准延长30日 案情复杂 延7号",
        StepKind.ROLL: "顺延至此工作日，期限届满",
        StepKind.REST_DAY: "休息日，不计入 国庆节",
        StepKind.MADE_UP: "调休上班日 国庆节",
        StepKind.PAUSED: "中止，不计入 听证",
        StepKind.PROVISIONAL: "自此为暂定：节假日安排尚未公布 2027",
        StepKind.RECOMPUTED: "重新计算（原届满日为2026年3月18日） 安排公布 7号",
    }


@pytest.mark.parametrize(
    ("n", "unit", "words"),
    [
        (1, LengthUnit.CALENDAR, "1 day"),
        (3, LengthUnit.CALENDAR, "3 days"),
        (1, LengthUnit.WORKING, "1 working day"),
        (3, LengthUnit.WORKING, "3 working days"),
        (1, LengthUnit.MONTH, "1 month"),
        (3, LengthUnit.MONTH, "3 months"),
        (3, LengthUnit.NONE, "no fixed limit"),
        (None, LengthUnit.CALENDAR, "no fixed limit"),
    ],
)
def test_amounts_are_told_in_their_unit(n: int | None, unit: LengthUnit, words: str) -> None:
    with translation.override("en"):
        assert amount_text(n, unit) == words


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("handle", "第1日"),
        ("jurisdiction_objection", "第1个工作日"),
        ("clue_opinion", "第1个月"),
    ],
)
def test_steps_are_numbered_in_their_unit(key: str, words: str) -> None:
    answer = run(key, "2026-03-02")
    with translation.override("zh-hans"):
        assert describe(answer.proof[1], answer.rule.unit) == words
