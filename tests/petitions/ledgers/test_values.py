"""Values as offices write them, and what is refused with which advice."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from petitions.ledger_format import cell_values
from petitions.ledger_format.cell_values import BadValue, parse_date
from petitions.ledger_format.cells import to_cell
from tests.petitions.ledgers.making import naive

TODAY = dt.date(2024, 7, 1)
JUNE_4 = dt.date(2024, 6, 4)


@pytest.fixture(autouse=True, scope="module")
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "written",
    [
        "2024.6.4",
        "2024-06-04",
        "2024年6月4日",
        45447,
        45447.6,
        "45447",
        "2024/6/4",
        "20240604",
        20240604,
        "２０２４．６．４",
        "2024年6月4号",
        "2024. 6. 4",
        "2024-06-04 09:30",
        "2024.6.4.",
        "2024年6月4日 星期二",
        "2024-06-04T09:30:00",
        "2024年06月04日上午9时30分",
        naive(JUNE_4),
        dt.date(2024, 6, 4),
    ],
)
def test_every_way_to_write_a_date_is_the_same_day(written: object) -> None:
    assert parse_date(to_cell(written), not_after=TODAY) == JUNE_4


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("2024-13-45", "no such day"),
        ("2024年2月30日", "no such day"),
        ("20240230", "no such day"),
        ("24.6.4", "four digits"),
        ("6月4日", "year is missing"),
        ("6/4/2024", "confused"),
        ("2024", "not a date"),
        ("近日", "not a date"),
        ("", "missing"),
        ("1924-06-04", "long ago"),
        ("2024-07-02", "future"),
        (45475, "future"),
        ("1", "not a date"),
        (-5, "not a date"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_advice(written: object, advice: str) -> None:
    with pytest.raises(BadValue, match=advice) as refusal:
        parse_date(to_cell(written), not_after=TODAY)
    assert refusal.value.column == "received_on"


@given(st.dates(dt.date(1949, 10, 1), dt.date(2150, 1, 1)))
def test_any_day_is_read_from_each_shape(day: dt.date) -> None:
    shapes = (
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        (day - dt.date(1899, 12, 30)).days,
        naive(day),
    )
    assert {parse_date(to_cell(shape), not_after=None) for shape in shapes} == {day}


def test_finished_before_received_is_refused() -> None:
    cell_values.check_order(JUNE_4, JUNE_4)
    with pytest.raises(BadValue, match="before it was received"):
        cell_values.check_order(JUNE_4, dt.date(2024, 6, 3))


@pytest.mark.parametrize(
    ("parse", "words", "code"),
    [
        (cell_values.parse_channel, "来信 群众来信", "letter"),
        (cell_values.parse_channel, "来访 走访 群众来访(个访)", "visit"),
        (cell_values.parse_channel, "来电 12345热线", "phone"),
        (cell_values.parse_channel, "网信 网上投诉 网站 电子邮件 人民网网民留言", "web"),
        (cell_values.parse_channel, "微信 网上信访(微信)", "wechat"),
        (cell_values.parse_channel, "手机APP", "app"),
        (cell_values.parse_channel, "领导信箱 市长信箱转办", "mailbox"),
        (cell_values.parse_channel, "批量交办 中央督察组交办", "handover"),
        (cell_values.parse_channel, "其他", "other"),
        (cell_values.parse_finished, "已办结 办结 是", "finished"),
        (cell_values.parse_finished, "阶段性办结", "interim"),
        (cell_values.parse_finished, "未办结 办理中 正在办理 否", "open"),
        (cell_values.parse_yes_no, "是 √ TRUE 重点", True),
        (cell_values.parse_yes_no, "否 无 × 非重点", False),
        (cell_values.parse_satisfaction, "基本满意", "basically_satisfied"),
        (cell_values.parse_count, "12 12人 １２ 12.0", 12),
        (cell_values.parse_phone, "13800000000 138-0000-0000 +8613800000000", "13800000000"),
        (cell_values.parse_phone, "027-12345678", "027-12345678"),
        (cell_values.parse_phone, "13800000000、027-12345678", "13800000000、027-12345678"),
        (
            cell_values.parse_id_number,
            "11010519491231002X 11010519491231002x",
            "11010519491231002X",
        ),
        (cell_values.parse_id_number, "E12345678", "E12345678"),
        (cell_values.parse_id_number, "110105491231002", "11010519491231002X"),
    ],
)
def test_the_offices_words_become_our_codes(
    parse: Callable[[str], object], words: str, code: object
) -> None:
    assert {parse(word) for word in words.split()} == {code}


@pytest.mark.parametrize(
    ("parse", "written", "advice"),
    [
        (cell_values.parse_channel, "飞鸽", "Enter one of: 来信、来访"),
        (cell_values.parse_channel, "来信来访", "Enter one of"),
        (cell_values.parse_yes_no, "也许", "Enter 是"),
        (cell_values.parse_finished, "大概", "已办结、阶段性办结、未办结"),
        (cell_values.parse_count, 0, "whole number"),
        (cell_values.parse_count, "3.5", "whole number"),
        (cell_values.parse_count, "若干", "whole number"),
        (cell_values.parse_count, "10000", "whole number"),
        (cell_values.parse_phone, "138****0000", "masked"),
        (cell_values.parse_phone, "1.38E+10", "cut"),
        (cell_values.parse_phone, "12", "not a telephone"),
        (cell_values.parse_id_number, "110105194912310021", "mistyped"),
        (cell_values.parse_id_number, "110105194913310021", "mistyped"),
        (cell_values.parse_id_number, 110105194912310000, "cut the last digits"),
        (cell_values.parse_id_number, "1.10105E+17", "cut the last digits"),
        (cell_values.parse_id_number, "110105********002X", "masked"),
    ],
)
def test_what_is_not_understood_is_refused_with_advice(
    parse: Callable[[object], object], written: object, advice: str
) -> None:
    with pytest.raises(BadValue, match=advice):
        parse(to_cell(written))


def test_a_number_or_an_error_is_no_text() -> None:
    with pytest.raises(BadValue, match="not a number"):
        cell_values.parse_text(to_cell(45447), column="subject")
    with pytest.raises(BadValue, match="Repair its formula"):
        cell_values.parse_text(to_cell("#REF!"), column="subject")
    with pytest.raises(BadValue, match="at most 200"):
        cell_values.parse_text(to_cell("长" * 201), column="subject")


def test_a_refused_identity_number_is_not_printed_whole() -> None:
    with pytest.raises(BadValue) as refusal:
        cell_values.parse_id_number("110105194912310021")
    assert refusal.value.value == "110105********0021"


@given(st.text(max_size=40))
def test_no_text_breaks_a_parser(text: str) -> None:
    parsers: list[Callable[[str], object]] = [
        cell_values.parse_channel,
        cell_values.parse_yes_no,
        cell_values.parse_finished,
        cell_values.parse_count,
        cell_values.parse_phone,
        cell_values.parse_id_number,
        cell_values.parse_satisfaction,
        lambda given: parse_date(given, not_after=None),
        cell_values.region_candidates,
    ]
    for parse in parsers:
        with contextlib.suppress(BadValue):
            parse(text)
