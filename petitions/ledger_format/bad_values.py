"""What is wrong with one value of a ledger, said so that a clerk can put it right."""

from __future__ import annotations

from petitions.ledger_format.cells import Cell
from petitions.ledger_format.columns import COLUMNS

_ID_LENGTH = 8
_HEAD, _TAIL = 6, 4


class BadValue(ValueError):
    """One value refused: the column (our name), the value as read, and a sentence what to do.

    The middle of an identity number is masked: refusals are printed, mailed and logged.
    """

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.value = _masked(value) if column == "petitioner_id" else value
        self.reason = reason

    @property
    def heading(self) -> str:
        """The column's Chinese heading, for people."""
        return COLUMNS[self.column].heading if self.column in COLUMNS else self.column


def reason_text(source: Cell | str) -> str:
    return source.text if isinstance(source, Cell) else source.strip()


def _masked(value: str) -> str:
    if len(value) <= _ID_LENGTH:
        return value
    hidden = len(value) - _HEAD - _TAIL
    return value[:_HEAD] + "*" * max(hidden, 0) + value[-_TAIL:]
