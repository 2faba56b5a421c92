"""Ledgers in the formats of before 2007, of WPS and of OpenDocument are read like any other."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.ledger_format import other_workbooks
from petitions.ledger_format.cell_values import parse_date
from petitions.ledger_format.sheet_reader import UnreadableLedger, read
from tests.petitions.ledgers.making import FIRST, HEADER, SECOND, numbers, read_bytes

MIME = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def old_book(rows: Sequence[Sequence[object]], *, merged: bool = False) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    days = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            is_day = isinstance(value, dt.date)
            sheet.write(number, index, value, *((days,) if is_day else ()))
    if merged:
        sheet.write_merge(len(rows), len(rows) + 1, 0, 0, "并")
    hidden = book.add_sheet("旧")
    hidden.visibility = 1
    hidden.write(0, 0, "旧")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def open_document(rows: Sequence[Sequence[object]]) -> bytes:
    cells = (
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p>'
            "</table:table-cell>"
            for value in row
        )
        for row in rows
    )
    lines = "".join(f"<table:table-row>{line}</table:table-row>" for line in cells)
    content = (
        f'<?xml version="1.0"?><office:document-content {NAMESPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="台账">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return stream.getvalue()


def test_a_book_of_before_2007_is_read_with_its_dates_and_hidden_sheets() -> None:
    day = dt.date(2024, 6, 4)
    data = old_book([("2024年台账",), HEADER, (1, "A-1", day, *FIRST[3:]), SECOND])
    ledger = read(io.BytesIO(data), filename="台账.xls")
    (sheet,) = ledger.sheets
    assert (numbers(sheet), sheet.rows[0].number, ledger.hidden) == (["A-1", "A-2"], 3, ("旧",))
    assert parse_date(sheet.rows[0].cell("received_on"), not_after=None) == day
    assert sheet.rows[0].text("sequence") == "1"


def test_an_open_document_is_read() -> None:
    assert numbers(read_bytes(open_document([HEADER, FIRST, SECOND]), "台账.ods")) == ["A-1", "A-2"]


def test_what_is_far_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_workbooks, "MAX_CELLS", 5)
    with pytest.raises(UnreadableLedger):
        read_bytes(old_book([HEADER, FIRST]))
    monkeypatch.setattr(other_workbooks, "MAX_UNPACKED_BYTES", 100)
    with pytest.raises(UnreadableLedger):
        read_bytes(open_document([HEADER, FIRST]))


BOOKS = [old_book([HEADER, FIRST, SECOND], merged=True), open_document([HEADER, FIRST, SECOND])]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(BOOKS), st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_book_is_read_or_refused(book: bytes, place: int, noise: bytes) -> None:
    start = 8 + place % (len(book) - 16)
    data = book[:start] + noise + book[start + len(noise) :]
    try:
        read_bytes(data)
    except UnreadableLedger as refusal:
        assert str(refusal)
