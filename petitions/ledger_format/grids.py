"""What every kind of ledger file is turned into before anybody looks for a heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MEBIBYTE = 1024 * 1024
MAX_FILE_BYTES = 64 * MEBIBYTE
MAX_ROWS = 200_000
MAX_COLUMNS = 128
NumberedRow = tuple[int, Sequence[object]]


class UnreadableLedger(ValueError):
    """The file cannot be taken in as a whole. The message, translated, says what to do."""


@dataclass(frozen=True)
class Grid:
    """One sheet, raw. Rows are numbered as the office sees them, from 1, and blank ones left out.

    `spans` maps the top cell of a range merged downwards, (row, column index from 0), to its last
    row. `serial_shift` is added to date serials: days between the file's epoch and 1900's.
    `hidden` sheets are told of and not taken.
    """

    name: str
    rows: Iterable[NumberedRow]
    spans: Mapping[tuple[int, int], int] = field(default_factory=dict)
    serial_shift: int = 0
    hidden: bool = False


def trimmed(values: Sequence[object]) -> list[object]:
    """The row as far as its last filled cell, and never wider than MAX_COLUMNS."""
    width = min(len(values), MAX_COLUMNS)
    while width and _is_blank(values[width - 1]):
        width -= 1
    return list(values[:width])


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
