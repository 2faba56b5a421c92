"""Ledgers in .xls, .et and .ods: the formats of before 2007, of WPS, and of OpenDocument."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from petitions.ledger_format.grids import (
    MAX_COLUMNS,
    MEBIBYTE,
    Grid,
    NumberedRow,
    UnreadableLedger,
    trimmed,
)

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
MAX_UNPACKED_BYTES = 200 * MEBIBYTE
MAX_CELLS = 20_000_000
"""The library lays a whole sheet out: a cell far down would fill the memory."""


def is_other_workbook(data: bytes) -> bool:
    return data.startswith(OLE_SIGNATURE) or OPEN_DOCUMENT in data[:200]


def other_workbook_grids(data: bytes) -> Iterator[Grid]:
    """The sheets in the order of their tabs. Raises UnreadableLedger."""
    try:
        _check_size(data)
        book = load_workbook(io.BytesIO(data))
        for known in book.sheets_metadata:
            if known.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(known.name)
            # both count from 0
            if (sheet.total_height + 1) * (sheet.total_width + 1) > MAX_CELLS:
                raise _too_large()
            spans = {
                (top + 1, left): bottom + 1
                for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ()
                if bottom > top
            }
            hidden = known.visible != SheetVisibleEnum.Visible
            yield Grid(known.name, _rows(sheet.to_python(skip_empty_area=False)), spans, 0, hidden)
    except (CalamineError, zipfile.BadZipFile) as error:
        raise UnreadableLedger(
            _("The workbook is damaged. Open it in Excel or WPS, save it again as .xlsx.")
        ) from error


def _check_size(data: bytes) -> None:
    if data.startswith(OLE_SIGNATURE):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise _too_large()


def _too_large() -> UnreadableLedger:
    return UnreadableLedger(
        _("The workbook is too large when unpacked. Split it into several ledgers.")
    )


def _rows(values: Sequence[Sequence[object]]) -> Iterator[NumberedRow]:
    for number, cells in enumerate(values, start=1):
        if row := trimmed([None if value == "" else value for value in cells[:MAX_COLUMNS]]):
            yield number, row
