"""What came of a ledger: every row in one of four ways, and all that was not understood."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from petitions.ledger_format.columns import COLUMNS
from petitions.ledger_format.sheet_reader import Ledger, Sheet

LEFT_OUT = {
    "total": gettext_lazy("A total or a figure, no matter of its own."),
    "note": gettext_lazy("A note below the table."),
    "header": gettext_lazy("The headings once more."),
    "title": gettext_lazy("The title once more."),
    "unfilled": gettext_lazy("Only the row's number is filled in."),
}
"""Why a filled row is no case; a continuation is part of the case above it."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row left out: its number in the file, the first bad cell, and all that is wrong."""

    row: int
    column: str
    value: str
    reason: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class UnclearValue:
    """A value that was not understood, and stands among the remarks of its case."""

    row: int
    column: str
    value: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A row of an earlier ledger in which other values stand today: the columns that differ."""

    row: int
    number: str
    columns: tuple[str, ...]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no case, or without `row` a whole sheet, and why."""

    sheet: str
    row: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet that is a ledger; `dated_on` stands for the date of receipt that its rows lack."""

    name: str
    title: str
    rows: int
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A heading and the column of ours that it is taken for; None: its values become remarks."""

    heading: str
    understood_as: str | None
    sheet: str = ""

    @property
    def meaning(self) -> str:
        """The column as we print it."""
        return COLUMNS[self.understood_as].heading if self.understood_as else ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A row as the case that it becomes, for whoever decides whether it was understood."""

    sheet: str
    row: int
    received_on: date
    number: str
    title: str
    channel: str
    region: str
    content_class: str
    petitioners: str
    finished: bool


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`rows` = `created` + `updated` + `repeats` + the number of `rejected`."""

    rows: int
    created: int
    updated: int
    repeats: int
    rejected: tuple[Rejected, ...] = ()
    sheets: tuple[SheetRead, ...] = ()
    columns: tuple[ColumnRead, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    kept_words: tuple[UnclearValue, ...] = ()
    changes: tuple[Changed, ...] = ()
    samples: tuple[Sample, ...] = ()
    batch: int | None = None

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Rows, created, updated, repeats, rejected."""
        return self.rows, self.created, self.updated, self.repeats, len(self.rejected)

    def as_json(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return report

    @classmethod
    def from_json(cls, report: Mapping[str, Any]) -> Self:
        parts = {
            name: tuple(part(**_with_days(row)) for row in report[name])
            for name, part in PARTS.items()
        }
        return cls(**{**report, **parts})


PARTS: Final[Mapping[str, type[Any]]] = {
    "rejected": Rejected,
    "sheets": SheetRead,
    "columns": ColumnRead,
    "left_out": LeftOut,
    "kept_words": UnclearValue,
    "changes": Changed,
    "samples": Sample,
}
DAYS: Final = {"dated_on", "received_on"}


def _with_days(row: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(row[name]) for name in DAYS & row.keys() if row[name]}
    return {**row, **days}


def columns_of(ledger: Ledger) -> Iterator[ColumnRead]:
    for sheet in ledger.sheets:
        for column in sorted((*sheet.columns, *sheet.unknown), key=lambda each: each.index):
            yield ColumnRead(column.heading, column.key or None, sheet.name)


def left_out_of(ledger: Ledger) -> Iterator[LeftOut]:
    for sheet in ledger.sheets:
        yield from _rows_left_out(sheet)
    for name in ledger.headless:
        yield LeftOut(name, None, _("No heading of a ledger was found on this sheet."))
    for name in ledger.hidden:
        yield LeftOut(name, None, _("This sheet is hidden. Show it in the workbook to take it in."))


def _rows_left_out(sheet: Sheet) -> Iterator[LeftOut]:
    for row in sheet.skipped:
        if row.kind in LEFT_OUT:
            yield LeftOut(sheet.name, row.number, str(LEFT_OUT[row.kind]))
