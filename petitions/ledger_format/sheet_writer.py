"""Writing a ledger that offices can open and that `sheet_reader.read` takes back unchanged."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from organizations.large_libraries import LargeLibrary
from petitions.ledger_format.cell_values import CHANNELS, FINISHED, SATISFACTION
from petitions.ledger_format.cells import clean_text, text_of
from petitions.ledger_format.columns import COLUMNS, ColumnSpec
from petitions.ledger_format.delimited_files import GUARDED, guard

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = LargeLibrary("xlsxwriter")

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")
MAX_CELL_LENGTH = 32_767
"""Excel's limit for one cell."""
MAX_WRITTEN_ROWS = 1_048_576 - 2
_FORMULA_STARTS = tuple(mark for mark in GUARDED if mark != "'")
_WIDTHS = {"text": 48, "line": 20, "date": 12}
_WIDTH = 12
_TITLE_ROW, _HEADER_ROW, _FIRST_ROW = range(3)
_CODES = {"channel": CHANNELS, "finished": FINISHED, "satisfaction": SATISFACTION}

Target = Path | str | BinaryIO
RowValues = Mapping[str, object]


def write_xlsx(
    path_or_file: Target, *, title: str, columns: Sequence[str], rows: Iterable[RowValues]
) -> int:
    """One sheet: title, header, rows, streamed. Returns how many rows were written.

    `columns` are our names (KeyError if unknown); a row holds what `parse_row` gives for them.
    Text stays text: nothing becomes a formula or a link. ValueError beyond MAX_WRITTEN_ROWS.
    """
    return write_sheet(
        path_or_file, title=title, specs=[COLUMNS[key] for key in columns], rows=rows
    )


def write_sheet(
    path_or_file: Target, *, title: str, specs: Sequence[ColumnSpec], rows: Iterable[RowValues]
) -> int:
    """The same for a ledger with columns of its own."""
    target = str(path_or_file) if isinstance(path_or_file, Path) else path_or_file
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    book = xlsxwriter.Workbook(target, options)
    try:
        return _fill(book, specs, clean_text(title), rows)
    finally:
        book.close()


def write_csv(
    path_or_file: Target, *, title: str, columns: Sequence[str], rows: Iterable[RowValues]
) -> int:
    """UTF-8 with a byte order mark, so that Excel opens it right; formulas disarmed.

    The same arguments and result as `write_xlsx`; a blank title is left out.
    """
    specs = [COLUMNS[key] for key in columns]
    with _as_text(path_or_file) as stream:
        writer = csv.writer(stream)
        if title.strip():
            writer.writerow([guard(clean_text(title)), *[""] * (len(specs) - 1)])
        writer.writerow([spec.heading for spec in specs])
        written = 0
        for row in rows:
            writer.writerow([guard(printed(spec, row.get(spec.key))) for spec in specs])
            written += 1
        return written


def printed(spec: ColumnSpec, value: object) -> str:
    """The value as words: codes by their Chinese names, instants as legal dates."""
    if isinstance(value, str) and spec.key in _CODES:
        names = _CODES[spec.key].get(value)
        return names[0] if names else clean_text(value)
    return text_of(_legal(value))


def _fill(
    book: xlsxwriter.Workbook, specs: Sequence[ColumnSpec], title: str, rows: Iterable[RowValues]
) -> int:
    sheet = book.add_worksheet("台账")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    quoted = book.add_format({"quote_prefix": True})
    for index, spec in enumerate(specs):
        sheet.set_column(index, index, _WIDTHS.get(spec.kind, _WIDTH))
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.write_string(_TITLE_ROW, 0, title, bold)
    for index, spec in enumerate(specs):
        sheet.write_string(_HEADER_ROW, index, spec.heading, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        if count > MAX_WRITTEN_ROWS:
            raise ValueError("a sheet holds at most 1,048,576 rows")
        for index, spec in enumerate(specs):
            at = (_FIRST_ROW + count - 1, index)
            _write_cell(sheet, at, spec, row.get(spec.key), quoted)
    return count


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    at: tuple[int, int],
    spec: ColumnSpec,
    value: object,
    quoted: xlsxwriter.format.Format,
) -> None:
    """Numbers and dates keep their kind where the column is one; all else is a text cell."""
    legal = _legal(value)
    if isinstance(legal, dt.date):
        sheet.write_datetime(*at, dt.datetime.combine(legal, dt.time.min))
    elif isinstance(legal, int) and not isinstance(legal, bool):
        sheet.write_number(*at, legal)
    elif text := _fitting(printed(spec, value)):
        sheet.write_string(*at, text, quoted if text.startswith(_FORMULA_STARTS) else None)


def _legal(value: object) -> object:
    """An aware instant is shown as the legal date, the day in Asia/Shanghai."""
    if isinstance(value, dt.datetime):
        return (value.astimezone(LEGAL_ZONE) if value.tzinfo else value).date()
    return value


def _fitting(text: str) -> str:
    if len(text) <= MAX_CELL_LENGTH:
        return text
    note = _("… (cut here: the whole text is in the system)")
    return text[: MAX_CELL_LENGTH - len(note)] + note


@contextmanager
def _as_text(target: Target) -> Iterator[TextIO]:
    if isinstance(target, Path | str):
        with Path(target).open("w", encoding="utf-8-sig", newline="") as stream:
            yield stream
        return
    wrapper = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    try:
        yield wrapper
    finally:
        # The caller's file stays open: the caller may read it back or send it.
        wrapper.detach()
