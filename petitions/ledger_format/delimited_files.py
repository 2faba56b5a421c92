"""Ledgers as text: .csv, and what Excel calls Unicode text, in the encodings that offices use."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from petitions.ledger_format.grids import Grid, NumberedRow, UnreadableLedger, trimmed

DELIMITERS = (",", "\t", ";")
GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
"""A cell beginning so is taken for a formula by spreadsheets (or is our own guard mark)."""
GUARD = "'"
_MIN_DELIMITERS = 2

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_GUESSES = ("utf-8", "gb18030")


def delimited_grids(data: bytes, *, name: str) -> Iterator[Grid]:
    """The same text cut at each delimiter in turn: the one that shows a header is right."""
    text = _decoded(data)
    for delimiter in DELIMITERS:
        if delimiter in text:
            yield Grid(name, _rows(text, delimiter))


def guard(text: str) -> str:
    """Text that a spreadsheet will not run as a formula; `unguard` gives the text back."""
    return GUARD + text if text.startswith(GUARDED) else text


def unguard(text: str) -> str:
    """The text behind our guard, or behind `="007"`, by which others keep leading noughts."""
    if len(text) > 1 and text[0] == GUARD and text[1] in GUARDED:
        return text[1:]
    if text.startswith('="') and text.endswith('"') and '"' not in text[2:-1]:
        return text[2:-1]
    return text


def _decoded(data: bytes) -> str:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else _GUESSES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableLedger(
        _("This file is neither a spreadsheet nor readable text. Save the ledger as .xlsx.")
    )


def _rows(text: str, delimiter: str) -> Iterator[NumberedRow]:
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=delimiter)
    began = 0
    try:
        for number, values in enumerate(reader, start=1):
            if reader.line_num > began + 1:
                _check_quotes(lines[began : reader.line_num], number, delimiter, len(values))
            began = reader.line_num
            if row := trimmed([unguard(value) for value in values]):
                yield number, row
    except csv.Error as error:
        raise UnreadableLedger(
            _("The text table cannot be cut into rows. Save the ledger as .xlsx.")
        ) from error


def _check_quotes(lines: list[str], number: int, delimiter: str, width: int) -> None:
    """Raises UnreadableLedger where a row of several lines comes from a quote that was left open.

    Such a quote ends at the end of the file, at another one that does not end a cell, or with
    whole rows inside.
    """
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        is_sound = False
    else:
        commas = max(width - 1, _MIN_DELIMITERS)
        is_sound = all(line.count(delimiter) < commas for line in lines[1:-1])
    if not is_sound:
        raise UnreadableLedger(
            _(
                'Row %(row)d has a quotation mark (") that is not closed, and the rows below it '
                "would be lost in it. Close it or remove it, and try again."
            )
            % {"row": number}
        )
