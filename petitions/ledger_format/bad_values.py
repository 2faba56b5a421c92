"""What is wrong with one value of a ledger, said so that a clerk can put it right."""

from __future__ import annotations

from petitions.ledger_format.cells import Cell
from petitions.ledger_format.columns import COLUMNS
from petitions.ledger_format.id_masking import mask_id_number

TOO_SHORT = 8
"""Up to so many characters a text can't be an identity number; the clerk sees it as it is."""


class BadValue(ValueError):
    """One value refused: the column (our name), the value as read, and a sentence what to do.

    The middle of an identity number is masked: refusals are printed, mailed and logged.
    """

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        is_identity = column == "petitioner_id" and len(value) > TOO_SHORT
        self.value = mask_id_number(value) if is_identity else value
        self.reason = reason

    @property
    def heading(self) -> str:
        """The column's Chinese heading, for people."""
        return COLUMNS[self.column].heading if self.column in COLUMNS else self.column


def reason_text(source: Cell | str) -> str:
    return source.text if isinstance(source, Cell) else source.strip()
