"""A ledger of 1,000 rows of which 30 are bad, and one of very many rows."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Iterator

from petitions.ledger_format.row_parser import ParsedRow, parse_row
from petitions.ledger_format.sheet_writer import write_xlsx
from tests.petitions.ledgers.making import read_bytes, workbook

TODAY = dt.date(2024, 7, 1)
HEADER = (
    "序号",
    "受理编号",
    "收到日期",
    "属地",
    "来源",
    "反映内容",
    "人数",
    "是否办结",
    "办结日期",
)
FAULTS = (
    (2, "2024-13-45", "received_on"),
    (2, "2月30日", "received_on"),
    (2, "2025-01-01", "received_on"),
    (2, "昨天", "received_on"),
    (5, 45447, "text"),
    (5, "#REF!", "text"),
    (1, "1.50122E+17", "external_number"),
    (2, "6/4/2024", "received_on"),
    (2, "1924.6.4", "received_on"),
    (2, "24.6.4", "received_on"),
)
WORDS = (
    (4, "飞鸽", "channel"),
    (6, "若干", "people_count"),
    (7, "大概", "finished"),
    (8, "2024.6.3", "finished_on"),
    (8, "2024.6.31", "finished_on"),
    (3, "#N/A", "region"),
)


def good_row(index: int) -> list[object]:
    return [
        index, f"X{index:04}", "2024.6.4", "武汉市", "来信", f"第{index}盏路灯不亮", 1, "已办结",
        "2024.6.14",
    ]  # fmt: skip


def ledger_rows() -> Iterator[list[object]]:
    """1,000 rows; every 33rd of the first 990 has one of ten faults, each three times."""
    for index in range(1, 1001):
        row = good_row(index)
        if index % 33 == 0 and index <= 990:
            place, value, _column = FAULTS[index // 33 % len(FAULTS)]
            row[place] = value
        yield row


def entries() -> list[ParsedRow]:
    sheet = read_bytes(workbook([HEADER, *ledger_rows(), ["合计", 1000]]))
    return [parse_row(row, today=TODAY) for row in sheet.rows]


def test_1000_rows_with_30_bad_ones_give_970_cases_and_30_reasons() -> None:
    bad = [entry for entry in entries() if entry.faults]
    assert len(entries()) - len(bad) == 970
    assert [entry.number for entry in bad] == [index + 1 for index in range(33, 991, 33)]
    assert all(len(entry.faults) == 1 and entry.faults[0].reason for entry in bad)


def test_each_bad_row_names_its_column_and_value() -> None:
    for entry in entries():
        index = entry.number - 1
        if entry.faults:
            _place, value, column = FAULTS[index // 33 % len(FAULTS)]
            assert entry.faults[0].column == column
            assert entry.faults[0].value == str(value)


def test_a_word_that_is_not_understood_is_kept_beside_its_row() -> None:
    rows = [good_row(index) for index in range(len(WORDS))]
    for row, (place, value, _column) in zip(rows, WORDS, strict=True):
        row[place] = value
    sheet = read_bytes(workbook([HEADER, *rows]))
    read = [parse_row(row, today=TODAY) for row in sheet.rows]
    assert [entry.faults for entry in read] == [()] * len(WORDS)
    assert [word.column for entry in read for word in entry.kept] == [w[2] for w in WORDS]


def test_twenty_thousand_rows_are_read_within_a_minute() -> None:
    rows = ({"external_number": f"X{i}", "text": "路灯不亮"} for i in range(20_000))
    stream = io.BytesIO()
    write_xlsx(stream, title="大", columns=["external_number", "text", "region"], rows=rows)
    started = time.perf_counter()
    assert len(read_bytes(stream.getvalue()).rows) == 20_000
    assert time.perf_counter() - started < 60
