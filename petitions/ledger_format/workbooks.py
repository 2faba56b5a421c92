"""Ledgers in .xlsx: read as a stream, with limits, so that a hostile file does no harm."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from organizations.large_libraries import LargeLibrary
from petitions.ledger_format.grids import (
    MAX_COLUMNS,
    MEBIBYTE,
    Grid,
    NumberedRow,
    UnreadableLedger,
    trimmed,
)

if TYPE_CHECKING:
    import openpyxl
    import openpyxl.utils.cell
    import openpyxl.utils.datetime
else:
    openpyxl = LargeLibrary("openpyxl")

ZIP_SIGNATURE = b"PK"
MAX_UNPACKED_BYTES = 400 * MEBIBYTE
MAX_STRINGS_BYTES = 128 * MEBIBYTE
MAX_PARTS = 2_000
MAX_MERGES = 50_000
MAX_SHEET_ROWS = 1_048_576
MAC_SHIFT_DAYS = 1_462

_CHUNK = 1 * MEBIBYTE
_OVERLAP = 200
_PROLOG = 64 * 1024
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]{0,60}?ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"'
)
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, IndexError, TypeError,
    AttributeError, NotImplementedError, RuntimeError, SyntaxError,
)  # fmt: skip
"""openpyxl has no error of its own for a broken file: any of these means that. XML parsers raise
SyntaxError."""


def workbook_grids(data: bytes) -> Iterator[Grid]:
    """The sheets in the order of their tabs. Raises UnreadableLedger."""
    _check_archive(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except _DAMAGE as error:
        raise _damaged() from error
    try:
        shift = MAC_SHIFT_DAYS if book.epoch == openpyxl.utils.datetime.CALENDAR_MAC_1904 else 0
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name, path, hidden in _sheets(book):
                spans = _spans(archive, path)
                yield Grid(name, _rows(book, name), spans, shift, hidden)
    finally:
        book.close()


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            declared = any(_declares_entities(archive, part) for part in parts[:MAX_PARTS])
    except _DAMAGE as error:
        raise _damaged() from error
    if declared:
        raise _damaged()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise UnreadableLedger(
            _("This file is not an Excel workbook. Save the ledger as .xlsx or .csv and try again.")
        )
    unpacked = sum(part.file_size for part in parts)
    strings = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or strings > MAX_STRINGS_BYTES:
        raise UnreadableLedger(
            _("The workbook is too large when unpacked. Split it into several ledgers.")
        )


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """No workbook has a document type; one is there only to make entities that swell up."""
    with archive.open(part) as stream:
        prolog = stream.read(_PROLOG)
    return b"<!DOCTYPE" in prolog.replace(b"\x00", b"")


def _sheets(book: openpyxl.Workbook) -> list[tuple[str, str, bool]]:
    """Name, path in the archive, and whether it is hidden."""
    # openpyxl tells merged ranges only after loading a sheet whole; its path lets us stream them.
    return [
        (sheet.title, str(sheet._worksheet_path), sheet.sheet_state != "visible")  # type: ignore[attr-defined]
        for sheet in book.worksheets
    ]


def _rows(book: openpyxl.Workbook, name: str) -> Iterator[NumberedRow]:
    sheet = book[name]
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=MAX_SHEET_ROWS)
    try:
        for number, values in enumerate(rows, start=1):
            if row := trimmed(values):
                yield number, row
    except _DAMAGE as error:
        raise _damaged() from error


def _spans(archive: zipfile.ZipFile, path: str) -> dict[tuple[int, int], int]:
    spans: dict[tuple[int, int], int] = {}
    try:
        with archive.open(path) as part:
            for column, first_row, last_row in _merges(part):
                if last_row > first_row and len(spans) < MAX_MERGES:
                    spans[first_row, openpyxl.utils.cell.column_index_from_string(column) - 1] = (
                        last_row
                    )
    except _DAMAGE as error:
        raise _damaged() from error
    return spans


def _merges(part: IO[bytes]) -> Iterator[tuple[str, int, int]]:
    """First column, first row, last row of each merged range.

    They stand after all rows, so the part is searched in pieces with an overlap, not held.
    """
    tail = b""
    while chunk := part.read(_CHUNK):
        window = tail + chunk
        for match in _MERGE.finditer(window):
            yield match[1].decode("ascii"), int(match[2]), int(match[3])
        tail = window[-_OVERLAP:]


def _damaged() -> UnreadableLedger:
    return UnreadableLedger(
        _("The workbook is damaged. Open it in Excel or WPS, save it again as .xlsx and try again.")
    )
