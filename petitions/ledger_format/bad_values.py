"""What is wrong with one value of a ledger, said so that a clerk can put it right."""

from __future__ import annotations

from django.utils.translation import gettext as _

from petitions.ledger_format.cells import Cell, to_cell
from petitions.ledger_format.columns import COLUMNS
from petitions.ledger_format.id_masking import mask_id_number

TOO_SHORT = 8
"""Up to so many characters a text can't be an identity number; the clerk sees it as it is."""


DECIDING = frozenset({"received_on", "subject", "text"})
"""Columns on whose values a row stands or falls; a word of any other is kept beside it."""


class BadValue(ValueError):
    """One value refused: the column (our name), the value as read, and a sentence what to do.

    The middle of an identity number is masked: refusals are printed, mailed and logged.
    `instead` is what may be taken in its place, and `note` what is kept of it beside that: all of
    it, unless said otherwise.
    """

    def __init__(
        self,
        column: str,
        value: str,
        reason: str,
        *,
        instead: object = None,
        note: str | None = None,
    ) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        is_identity = column == "petitioner_id" and len(value) > TOO_SHORT
        self.value = mask_id_number(value) if is_identity else value
        self.reason = reason
        self.instead = instead
        self.note = self.value if note is None else note

    @property
    def costs_the_row(self) -> bool:
        """Whether the row can't be taken in with this value."""
        return self.column in DECIDING

    @property
    def heading(self) -> str:
        """The column's Chinese heading, for people."""
        return COLUMNS[self.column].heading if self.column in COLUMNS else self.column


class CutDigits(BadValue):
    """A spreadsheet has cut the last digits of a number: nobody knows what stood there."""

    def __init__(self, column: str, value: str) -> None:
        reason = _(
            "The spreadsheet has cut the last digits. Make the column text and enter it again."
        )
        super().__init__(column, value, reason)

    @property
    def costs_the_row(self) -> bool:
        return True


def refuse_cut(source: Cell | str, column: str) -> None:
    """Raises CutDigits."""
    cell = source if isinstance(source, Cell) else to_cell(source)
    if cell.has_cut_digits:
        raise CutDigits(column, cell.text)


def reason_text(source: Cell | str) -> str:
    return source.text if isinstance(source, Cell) else source.strip()
