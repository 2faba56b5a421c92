"""Reading a ledger: from a file in any office's shape to rows under our own column names."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from petitions.ledger_format.headings import HEADER_SEARCH_ROWS, Header, HeadingColumn, find_header
from petitions.ledger_format.non_case_rows import Leftover, Leftovers
from petitions.ledger_format.workbooks import workbook_grids

__all__ = ["Cell", "HeadingColumn", "Sheet", "SheetRow", "Skipped", "UnreadableLedger", "read"]

_IDENTIFYING = ("sequence", "external_number", "number")
_OWN_MATTER = ANCHORS - {"region"}
_EXAMPLES = ("external_number", "received_on", "region", "text")
_JOIN = "\n"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One case. `number` is the row as the office sees it; `cells` has every known column."""

    number: int
    cells: Mapping[str, Cell]

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
    """A ledger as read. `unknown` are headings not understood; `skipped` says what was left out."""

    name: str
    title: str
    columns: tuple[HeadingColumn, ...]
    unknown: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    skipped: tuple[Skipped, ...] = ()


def read(
    source: Path | BinaryIO, *, filename: str, mapping: Mapping[str, str] | None = None
) -> Sheet:
    """The first sheet of the file that has a header we recognise.

    `mapping` gives for our columns the headings of this ledger, over our own guesses.
    Raises UnreadableLedger, with what to do, if there is no such sheet; OSError from the source.
    """
    chosen = checked_mapping(mapping or {})
    data = contents(source)
    with warnings.catch_warnings():
        # openpyxl warns of features that it would lose on saving: we do not save.
        warnings.filterwarnings("ignore", module="openpyxl")
        grids = (
            workbook_grids(data)
            if is_workbook(data)
            else delimited_grids(data, name=Path(filename).stem)
        )
        return _first_ledger(grids, chosen)


def _first_ledger(grids: Iterable[Grid], mapping: Mapping[str, str]) -> Sheet:
    for grid in grids:
        rows = iter(grid.rows)
        first = list(islice(rows, HEADER_SEARCH_ROWS))
        header = find_header(first, mapping)
        if header is not None:
            return _Reading(grid, header).sheet(chain(first[header.rows_used :], rows))
    raise UnreadableLedger(
        _(
            "No header was found: the ledger needs a line with headings such as %(headings)s. "
            "Other headings can be given in a mapping file."
        )
        % {"headings": "、".join(COLUMNS[key].heading for key in _EXAMPLES)}
    )


@dataclass
class _Reading:
    """The state of one pass over a grid: merged values still open, and rows read so far."""

    grid: Grid
    header: Header
    rows: list[SheetRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    open_spans: dict[int, tuple[int, Cell]] = field(default_factory=dict)

    def sheet(self, rows: Iterable[NumberedRow]) -> Sheet:
        leftovers = Leftovers(self.header)
        for number, values in _limited(rows):
            raw = [to_cell(value) for value in values]
            raw += [EMPTY] * (self.header.width - len(raw))
            kind = leftovers.kind([cell.text for cell in raw])
            if kind is None and self._continues(number, raw):
                self._add_to_last(raw)
                kind = "continuation"
            if kind is None:
                self.rows.append(SheetRow(number, self._cells(number, raw)))
            else:
                self.skipped.append(Skipped(number, kind))
        title = self.header.titles[0] if self.header.titles else ""
        return Sheet(
            self.grid.name,
            title,
            self.header.columns,
            self.header.unknown,
            tuple(self.rows),
            tuple(self.skipped),
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
                cells[column.key] = to_cell(_JOIN.join(filter(None, (held, more))))
        self.rows[-1] = SheetRow(last.number, cells)

    def _cells(self, number: int, raw: Sequence[Cell]) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for column in self.header.columns:
            cell = self._merged(number, column.index, raw[column.index])
            if self.grid.serial_shift and COLUMNS[column.key].kind == "date":
                cell = self._on_our_epoch(cell)
            cells[column.key] = cell
        return cells

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


def _limited(rows: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
    for count, row in enumerate(rows):
        if count >= MAX_ROWS:
            raise UnreadableLedger(
                _("The ledger has more than %(rows)d rows. Split it into several ledgers.")
                % {"rows": MAX_ROWS}
            )
        yield row
