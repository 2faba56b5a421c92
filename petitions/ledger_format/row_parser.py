"""A row of a ledger as values of the system, with the words that were not understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from petitions.ledger_format.bad_values import BadValue
from petitions.ledger_format.cell_values import (
    check_order,
    is_blank,
    parse_channel,
    parse_count,
    parse_date,
    parse_finished,
    parse_id_number,
    parse_phone,
    parse_reference,
    parse_satisfaction,
    parse_text,
    parse_yes_no,
)
from petitions.ledger_format.cells import Cell
from petitions.ledger_format.columns import COLUMNS, Kind
from petitions.ledger_format.sheet_reader import SheetRow

Parser = Callable[..., object]

_PARSERS: Mapping[Kind, Parser] = MappingProxyType(
    {
        "line": parse_text,
        "text": parse_text,
        "reference": parse_reference,
        "channel": parse_channel,
        "yes_no": parse_yes_no,
        "finished": parse_finished,
        "satisfaction": parse_satisfaction,
        "count": parse_count,
        "phone": parse_phone,
        "identity": parse_id_number,
    }
)


@dataclass(frozen=True)
class ParsedRow:
    """One row. `values` by our column names, blank cells left out; take it only if no `faults`.

    `kept` are values that were not understood and don't cost the row: its remarks keep them.

    date for received_on and finished_on, bool for key_case, int for people_count, codes for
    channel, finished and satisfaction, str for the rest.
    """

    number: int
    values: Mapping[str, object]
    faults: tuple[BadValue, ...]
    kept: tuple[BadValue, ...] = ()

    def text(self, key: str) -> str:
        """A value as text; nothing where the cell was blank."""
        return str(self.values.get(key, ""))


def parse_row(row: SheetRow, *, today: dt.date, year: int | None = None) -> ParsedRow:
    """All values of a row, and every fault, in the order of the columns. Never raises BadValue.

    `year` is the one of days that are written without.
    """
    values: dict[str, object] = {}
    faults: list[BadValue] = []
    kept: list[BadValue] = []
    for key, cell in row.cells.items():
        if _says_nothing(key, cell):
            continue
        try:
            values[key] = _parser(key, today, year)(cell, column=key)
        except BadValue as fault:
            (faults if fault.costs_the_row else kept).append(fault)
            if fault.instead is not None:
                values[key] = fault.instead
    try:
        check_order(_day(values, "received_on"), _day(values, "finished_on"))
    except BadValue as fault:
        kept.append(fault)
        del values["finished_on"]
    return ParsedRow(row.number, MappingProxyType(values), tuple(faults), tuple(kept))


def _parser(key: str, today: dt.date, year: int | None) -> Parser:
    kind = COLUMNS[key].kind
    return partial(parse_date, not_after=today, year=year) if kind == "date" else _PARSERS[kind]


def _says_nothing(key: str, cell: Cell) -> bool:
    """无 in 是否重点 is an answer; elsewhere it stands for an empty cell."""
    return not cell.text if COLUMNS[key].kind == "yes_no" else is_blank(cell)


def _day(values: Mapping[str, object], key: str) -> dt.date | None:
    value = values.get(key)
    return value if isinstance(value, dt.date) else None
