"""The ledger of a real office, untouched."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from petitions.ledger_format.region_names import region_parts
from petitions.ledger_format.row_parser import parse_row
from petitions.ledger_format.sheet_reader import read
from tests.petitions.ledgers.making import HUBEI

TODAY = dt.date(2024, 7, 1)
BY_PLACE = {
    "武汉": 58, "襄阳": 7, "宜昌": 7, "黄石": 4, "十堰": 5, "荆州": 6, "荆门": 1, "鄂州": 3,
    "孝感": 5, "黄冈": 10, "咸宁": 3, "随州": 4, "恩施": 4, "仙桃": 1, "天门": 2, "神农架": 1,
}  # fmt: skip


def test_has_121_cases_and_the_foot_row_is_none_of_them() -> None:
    (sheet,) = read(HUBEI, filename=HUBEI.name).sheets
    assert len(sheet.rows) == 121
    assert [(row.number, row.kind) for row in sheet.skipped] == [(125, "total")]
    assert (sheet.rows[0].number, sheet.rows[-1].number) == (4, 124)


def test_two_line_header_is_understood_whole() -> None:
    (sheet,) = read(HUBEI, filename=HUBEI.name).sheets
    assert sheet.name == "一览表"
    assert "第28批" in sheet.title
    assert tuple(each.heading for each in sheet.unknown) == ()
    assert [column.key for column in sheet.columns] == [
        "sequence", "external_number", "received_on", "region", "channel", "content_class",
        "key_case", "finished", "finished_on",
    ]  # fmt: skip
    assert sheet.columns[-1].heading == "办理情况/办结日期"


def test_every_row_is_sound_in_all_four_ways_to_write_a_date() -> None:
    (sheet,) = read(HUBEI, filename=HUBEI.name).sheets
    entries = [parse_row(row, today=TODAY) for row in sheet.rows]
    assert [entry.faults for entry in entries if entry.faults] == []
    assert {entry.values["received_on"] for entry in entries} == {dt.date(2024, 6, 4)}
    finished = {entry.values["finished_on"] for entry in entries}
    assert finished == {dt.date(2024, 6, 13), dt.date(2024, 6, 14)}
    assert {entry.values["finished"] for entry in entries} == {"finished", "interim"}


def test_counts_by_place_are_as_the_province_printed_them() -> None:
    (sheet,) = read(HUBEI, filename=HUBEI.name).sheets
    places = Counter(region_parts(row.text("region"))[-1].short for row in sheet.rows)
    assert places == BY_PLACE


def test_an_open_file_reads_like_its_path() -> None:
    with HUBEI.open("rb") as stream:
        assert read(stream, filename="any.bin") == read(HUBEI, filename=HUBEI.name)
