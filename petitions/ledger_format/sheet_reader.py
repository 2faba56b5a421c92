"""Reading a ledger: from a file in any office's shape to rows under our own column names."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from petitions.ledger_format.cells import EMPTY, Cell, to_cell
from petitions.ledger_format.column_mapping import checked_mapping
from petitions.ledger_format.columns import ANCHORS, COLUMNS
from petitions.ledger_format.delimited_files import delimited_grids
from petitions.ledger_format.file_types import contents, is_workbook
from petitions.ledger_format.grids import MAX_ROWS, Grid, NumberedRow, UnreadableLedger
from petitions.ledger_format.headings import (
    HEADER_SEARCH_ROWS,
    Header,
    HeadingColumn,
    Meanings,
    find_header,
)
from petitions.ledger_format.ledger_dates import date_in, year_in
from petitions.ledger_format.non_case_rows import Leftover, Leftovers
from petitions.ledger_format.other_workbooks import is_other_workbook, other_workbook_grids
from petitions.ledger_format.workbooks import workbook_grids

__all__ = [
    "Cell", "HeadingColumn", "Ledger", "Sheet", "SheetRow", "Skipped", "UnreadableLedger", "read",
]  # fmt: skip

_IDENTIFYING = ("sequence", "external_number", "number")
_OWN_MATTER = ANCHORS - {"region"}
_EXAMPLES = ("external_number", "received_on", "region", "text")
_JOIN = "\n"


class NoHeader(UnreadableLedger):
    """No line of a sheet, or of a file, has headings that we recognise."""

    def __init__(self, *, has_rows: bool = False) -> None:
        super().__init__(
            _(
                "No header was found: the ledger needs a line with headings such as %(headings)s. "
                "Other headings can be given in a mapping file."
            )
            % {"headings": "、".join(COLUMNS[key].heading for key in _EXAMPLES)}
        )
        self.has_rows = has_rows


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One case. `number` is the row as the office sees it; `cells` has every known column, and
    `others` what stands under the headings that are not known.
    """

    number: int
    cells: Mapping[str, Cell]
    others: Mapping[str, str] = field(default_factory=dict)

    def cell(self, key: str) -> Cell:
        """The cell of a column, EMPTY if the ledger has no such column."""
        return self.cells.get(key, EMPTY)

    def text(self, key: str) -> str:
        return self.cell(key).text


@dataclass(frozen=True, slots=True)
class Skipped:
    """A filled row that is no case, and why."""

    number: int
    kind: Leftover


@dataclass(frozen=True)
class Sheet:
    """One sheet as read. `unknown` are columns not understood; `skipped` says what was left out.

    `dated_on` is the only day that its title names, `year` the only year.
    """

    name: str
    title: str
    columns: tuple[HeadingColumn, ...]
    unknown: tuple[HeadingColumn, ...]
    rows: tuple[SheetRow, ...]
    skipped: tuple[Skipped, ...] = ()
    dated_on: date | None = None
    year: int | None = None

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(column.key for column in self.columns)


@dataclass(frozen=True)
class Ledger:
    """A file as read: the sheets that are ledgers, and the names of those that are not.

    `hidden` sheets are not looked into; `headless` ones have no heading that we recognise.
    """

    sheets: tuple[Sheet, ...]
    headless: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @cached_property
    def headings(self) -> Mapping[str, Mapping[str, str]]:
        """By the name of each sheet our columns as it prints them."""
        return {each.name: {c.key: c.heading for c in each.columns} for each in self.sheets}


def read(
    source: Path | BinaryIO,
    *,
    filename: str,
    mapping: Mapping[str, str] | None = None,
    learnt: Mapping[str, str] | None = None,
    only: Collection[str] = (),
) -> Ledger:
    """All sheets of the file that have a header we recognise, or `only` those with these names.

    `mapping` gives for our columns the headings of this ledger, over our own guesses; `learnt` what
    folded headings were taken for before.
    Raises UnreadableLedger, with what to do, if there is no such sheet; OSError from the source.
    """
    meanings = Meanings(checked_mapping(mapping or {}), learnt or {})
    data = contents(source)
    with warnings.catch_warnings():
        # openpyxl warns of features that it would lose on saving: we do not save.
        warnings.filterwarnings("ignore", module="openpyxl")
        if is_other_workbook(data):
            return _ledger(other_workbook_grids(data), meanings, only)
        if is_workbook(data):
            return _ledger(workbook_grids(data), meanings, only)
        return _text_ledger(delimited_grids(data, name=Path(filename).stem), meanings)


def _ledger(grids: Iterable[Grid], meanings: Meanings, only: Collection[str]) -> Ledger:
    sheets, headless, hidden, room = list[Sheet](), list[str](), list[str](), MAX_ROWS
    for grid in grids:
        if grid.hidden:
            hidden.append(grid.name)
        elif not only or grid.name in only:
            try:
                sheet = _sheet(grid, meanings, room)
            except NoHeader as refusal:
                headless += [grid.name] if refusal.has_rows else []
                continue
            sheets.append(sheet)
            room -= len(sheet.rows)
    if not sheets:
        raise NoHeader
    return Ledger(tuple(sheets), tuple(headless), tuple(hidden))


def _text_ledger(grids: Iterable[Grid], meanings: Meanings) -> Ledger:
    """The first way of cutting a text that shows a header."""
    refusal: UnreadableLedger = NoHeader()
    for grid in grids:
        try:
            return Ledger((_sheet(grid, meanings, MAX_ROWS),))
        except UnreadableLedger as other:
            refusal = other
    raise refusal


def _sheet(grid: Grid, meanings: Meanings, room: int) -> Sheet:
    """Raises UnreadableLedger."""
    rows = iter(grid.rows)
    first = list(islice(rows, HEADER_SEARCH_ROWS))
    header = find_header(first, meanings)
    if header is None:
        raise NoHeader(has_rows=bool(first))
    return _Reading(grid, header).sheet(_limited(chain(first[header.rows_used :], rows), room))


@dataclass
class _Reading:
    """The state of one pass over a grid: merged values still open, and rows read so far."""

    grid: Grid
    header: Header
    rows: list[SheetRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    open_spans: dict[int, tuple[int, Cell]] = field(default_factory=dict)

    @cached_property
    def _ours(self) -> frozenset[int]:
        return frozenset(column.index for column in self.header.columns)

    def sheet(self, rows: Iterable[NumberedRow]) -> Sheet:
        leftovers = Leftovers(self.header)
        for number, values in rows:
            raw = [to_cell(value) for value in values]
            raw += [EMPTY] * (self.header.width - len(raw))
            kind = leftovers.kind([cell.text for cell in raw])
            if kind is None and self._continues(number, raw):
                self._add_to_last(raw)
                kind = "continuation"
            if kind is None:
                self.rows.append(self._row(number, raw))
            else:
                self.skipped.append(Skipped(number, kind))
        titles = self.header.titles
        named = " ".join((*titles, self.grid.name))
        return Sheet(
            self.grid.name,
            titles[0] if titles else "",
            self.header.columns,
            tuple(HeadingColumn("", name, index) for index, name in self.header.unknown.items()),
            tuple(self.rows),
            tuple(self.skipped),
            date_in(named),
            year_in(named),
        )

    def _continues(self, number: int, raw: Sequence[Cell]) -> bool:
        """Whether this row is more of the case above: one number merged over both, no own matter.

        A number merged over rows that each have a matter of their own counts groups, not cases.
        """
        if not self.rows or not self.open_spans:
            return False
        columns = self.header.columns
        own = {column.key for column in columns if raw[column.index].text}
        return not own & {*_IDENTIFYING, *_OWN_MATTER} and any(
            self.open_spans[column.index][0] >= number
            for column in columns
            if column.key in _IDENTIFYING and column.index in self.open_spans
        )

    def _add_to_last(self, raw: Sequence[Cell]) -> None:
        last = self.rows[-1]
        cells = dict(last.cells)
        for column in self.header.columns:
            more, held = raw[column.index].text, cells[column.key].text
            if more and more != held:
                cells[column.key] = to_cell(_and(held, more))
        others = self._others(((i, cell.text) for i, cell in enumerate(raw)), last.others)
        self.rows[-1] = SheetRow(last.number, cells, others)

    def _row(self, number: int, raw: Sequence[Cell]) -> SheetRow:
        cells: dict[str, Cell] = {}
        for column in self.header.columns:
            cell = self._merged(number, column.index, raw[column.index])
            if self.grid.serial_shift and COLUMNS[column.key].kind == "date":
                cell = self._on_our_epoch(cell)
            cells[column.key] = cell
        texts = ((i, self._merged(number, i, cell).text) for i, cell in enumerate(raw))
        return SheetRow(number, cells, self._others(texts, {}))

    def _others(
        self, texts: Iterable[tuple[int, str]], held: Mapping[str, str]
    ) -> Mapping[str, str]:
        """What stands in columns that are not ours; one without a heading goes by its place."""
        found = dict(held)
        for index, text in texts:
            if text and index not in self._ours:
                heading = self.header.unknown.get(index) or f"第{index + 1}列"
                found[heading] = _and(found.get(heading, ""), text)
        return found

    def _merged(self, number: int, index: int, cell: Cell) -> Cell:
        """The cell itself, or the merged one which covers this row."""
        last_row = self.grid.spans.get((number, index))
        if last_row is not None:
            self.open_spans[index] = (last_row, cell)
        elif not cell.text and index in self.open_spans:
            end, above = self.open_spans[index]
            return above if end >= number else cell
        return cell

    def _on_our_epoch(self, cell: Cell) -> Cell:
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            return to_cell(cell.value + self.grid.serial_shift)
        return cell


def _and(held: str, more: str) -> str:
    return held if more == held else _JOIN.join(filter(None, (held, more)))


def _limited(rows: Iterable[NumberedRow], room: int) -> Iterator[NumberedRow]:
    for count, row in enumerate(rows):
        if count >= room:
            raise UnreadableLedger(
                _("The ledger has more than %(rows)d rows. Split it into several ledgers.")
                % {"rows": MAX_ROWS}
            )
        yield row
