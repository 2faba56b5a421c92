"""Ledgers of other offices: encodings, headers, merged cells, foot rows, several sheets."""

from __future__ import annotations

import datetime as dt

import pytest

from petitions.ledger_format.cell_values import parse_date
from tests.petitions.ledgers.making import (
    FIRST,
    HEADER,
    SECOND,
    naive,
    numbers,
    read_bytes,
    text_table,
    workbook,
    workbook_of,
)

WIDE = ("2024年信访台账", None, None, None, None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_ledgers_are_read_in_any_usual_encoding(encoding: str, delimiter: str) -> None:
    text = text_table([WIDE, HEADER, FIRST, SECOND], delimiter=delimiter)
    sheet = read_bytes(text.encode(encoding), "六月台账.csv")
    assert numbers(sheet) == ["A-1", "A-2"]
    assert (sheet.name, sheet.title) == ("六月台账", "2024年信访台账")
    assert sheet.rows[0].number == 3


def test_two_line_header_works_without_merged_cells_in_text() -> None:
    text = "编号,问题,,办理情况,\n,类型,是否重点,是否办结,办结日期\nA-1,水,否,已办结,2024.6.4\n"
    sheet = read_bytes(text.encode(), "t.csv")
    keys = [column.key for column in sheet.columns]
    assert keys == ["external_number", "content_class", "key_case", "finished", "finished_on"]
    assert numbers(sheet) == ["A-1"]


def test_several_titles_and_blank_rows_stand_above_the_header() -> None:
    rows = [WIDE, ("填报单位：某县信访局",), (), HEADER, (), FIRST, (), SECOND]
    sheet = read_bytes(workbook(rows))
    assert [row.number for row in sheet.rows] == [6, 8]


def test_headers_titles_and_column_numbers_repeated_on_each_page_are_no_cases() -> None:
    numbered = tuple(range(1, 7))
    sheet = read_bytes(workbook([WIDE, HEADER, numbered, FIRST, WIDE, HEADER, SECOND]))
    assert numbers(sheet) == ["A-1", "A-2"]
    assert [row.kind for row in sheet.skipped] == ["header", "title", "header"]


@pytest.mark.parametrize(
    "foot",
    [
        ("合计", None, None, None, None, 2),
        ("合 计：2件",),
        (None, "武汉市小计", None, 1),
        ("本页小计", 2),
        ("总计",),
        ("备注：本表每月五日前报送",),
        ("填表人：", None, "审核人："),
        ("说明: 以上不含重复件",),
        (3, None, None, None, None, None),
    ],
)
def test_totals_notes_signatures_and_unfilled_lines_are_no_cases(foot: tuple[object, ...]) -> None:
    sheet = read_bytes(workbook([HEADER, FIRST, foot, SECOND]))
    assert numbers(sheet) == ["A-1", "A-2"]
    assert [row.number for row in sheet.skipped] == [3]


def test_a_case_that_speaks_of_a_total_stays_a_case() -> None:
    rows = [("反映内容", "属地"), ("总计欠薪三万元，要求支付", "武汉市"), ("备注", "襄阳市")]
    assert len(read_bytes(workbook(rows)).rows) == 2


def test_a_region_merged_over_several_rows_is_the_region_of_each() -> None:
    third = (3, "A-3", "2024-06-05", None, "来访", "噪声扰民")
    bare = (2, "A-2", "2024-06-05", None, "来访", "井盖缺失")
    sheet = read_bytes(workbook([HEADER, FIRST, bare, third], merged=["D2:D3"]))
    assert [row.text("region") for row in sheet.rows] == ["武汉市", "武汉市", ""]


def test_a_case_on_two_rows_under_one_merged_number_is_one_case() -> None:
    header = (*HEADER, "责任单位")
    rows = [header, (*FIRST, "甲局"), (None, None, None, None, None, None, "乙局")]
    merged = [f"{letter}2:{letter}3" for letter in "ABCDEF"]
    sheet = read_bytes(workbook([*rows, (*SECOND, "丙局")], merged=merged))
    assert [row.text("responsible_unit") for row in sheet.rows] == ["甲局\n乙局", "丙局"]
    assert [row.kind for row in sheet.skipped] == ["continuation"]


def test_the_first_sheet_with_a_header_is_taken_and_named() -> None:
    data = workbook_of({"封面": [("某县信访局",)], "明细": [HEADER, FIRST], "旧": [HEADER, SECOND]})
    sheet = read_bytes(data)
    assert (sheet.name, numbers(sheet)) == ("明细", ["A-1"])


def test_real_date_cells_and_columns_beyond_the_table_are_harmless() -> None:
    row = (1, "A-1", naive(dt.date(2024, 6, 4), hour=9), "武汉市", "来信", "路灯不亮", None, "  ")
    sheet = read_bytes(workbook([HEADER, row]))
    assert parse_date(sheet.rows[0].cell("received_on"), not_after=None) == dt.date(2024, 6, 4)
    assert tuple(each.heading for each in sheet.unknown) == ()


def test_headings_not_understood_are_told() -> None:
    sheet = read_bytes(workbook([(*HEADER, "领导批示", "交办日期"), FIRST]))
    assert tuple(each.heading for each in sheet.unknown) == ("登记日期", "领导批示")


def test_the_name_of_a_person_complained_about_is_never_the_petitioners() -> None:
    top = ("信访编号", "信访人基本情况", None, "被反映人", None)
    low = (None, "姓名", "联系电话", "姓名", "联系电话")
    row = ("A-1", "信访人甲", "13800000000", "干部乙", "13900000000")
    sheet = read_bytes(workbook([top, low, row]))
    assert sheet.rows[0].text("petitioner_name") == "信访人甲"
    assert sheet.rows[0].text("petitioner_phone") == "13800000000"
    assert tuple(each.heading for each in sheet.unknown) == ("被反映人/姓名", "被反映人/联系电话")


def test_leading_noughts_kept_by_a_formula_are_read_as_text() -> None:
    sheet = read_bytes('信访编号,反映内容\n"=""007""",路灯不亮\n'.encode(), "t.csv")
    assert numbers(sheet) == ["007"]
