"""One cell of a ledger: what the office typed, and the same thing as readable text."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_SPACE_AROUND_LINES = re.compile(r"[^\S\n]*\n[^\S\n]*")
_ESCAPED_RETURN = "_x000D_"
"""How Excel writes the carriage return of a line end inside a cell."""
_FORMAT = "Cf"
"""The category of what nobody sees: marks of direction, blanks without width, a byte order mark."""
_EXCEL_DIGITS = 15
"""Excel keeps fifteen significant digits of a number and replaces the rest by zeros."""
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` as a person would read it, cleaned; `value` as the file held it (None if blank)."""

    text: str
    value: object

    @property
    def has_cut_digits(self) -> bool:
        """Whether a spreadsheet has replaced the last digits of a long number by noughts."""
        if _SCIENTIFIC.fullmatch(self.text):
            return True
        return isinstance(self.value, int | float) and abs(self.value) >= 10**_EXCEL_DIGITS


EMPTY = Cell("", None)


def clean_text(text: str) -> str:
    """Without control and format characters and blanks at the ends; one kind of line end."""
    if text.isprintable() and text == text.strip() and _ESCAPED_RETURN not in text:
        return text
    lines = text.replace(_ESCAPED_RETURN, "").replace("\r\n", "\n").replace("\r", "\n")
    lines = _CONTROL.sub("", lines.replace("\u2028", "\n").replace("\x85", "\n"))
    if not lines.replace("\n", "").isprintable():
        lines = "".join(c for c in lines if unicodedata.category(c) != _FORMAT)
    return _SPACE_AROUND_LINES.sub("\n", lines).strip()


def fold(text: str) -> str:
    """For comparing: full-width forms made narrow, no white space, lower case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def to_cell(value: object) -> Cell:
    """A cell from whatever a file reader yields; blank strings become EMPTY."""
    text = text_of(value)
    return Cell(text, value) if text else EMPTY


def text_of(value: object) -> str:
    """`True` is 是, whole numbers have no decimal point, dates are ISO, midnight is not shown."""
    if isinstance(value, str):
        return clean_text(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return format(value, f".{_EXCEL_DIGITS}g") if abs(value) < 10**_EXCEL_DIGITS else str(value)
    if isinstance(value, dt.datetime):
        return _instant_text(value)
    return clean_text(str(value))


def _instant_text(value: dt.datetime) -> str:
    if value.time() == dt.time.min:
        return value.date().isoformat()
    return value.strftime("%Y-%m-%d %H:%M")
