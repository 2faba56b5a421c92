"""What a report is made of: figures with the numbers behind them, and tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.timezone import localtime

TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")
NO_VALUE = "—"


def percent(numerator: int, denominator: int, *, to: Decimal = TENTH) -> Decimal | None:
    """A share in per cent, rounded half up; None of nothing."""
    if not denominator:
        return None
    return (Decimal(100 * numerator) / denominator).quantize(to, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate: `formula` names how it is made, `parts` are all the counts it was made from."""

    name: str
    label: str
    formula: str
    numerator: int
    denominator: int
    parts: Mapping[str, int]

    @property
    def value(self) -> Decimal | None:
        """Per cent, to one decimal, half up."""
        return percent(self.numerator, self.denominator)

    @property
    def precise(self) -> Decimal | None:
        """Per cent, to two decimals, half up."""
        return percent(self.numerator, self.denominator, to=HUNDREDTH)

    @property
    def text(self) -> str:
        return NO_VALUE if self.value is None else f"{self.value} %"

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "label": str(self.label),
            "formula": self.formula,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": plain(self.value),
            "precise": plain(self.precise),
            "parts": dict(self.parts),
        }


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of a table: its key in the rows, its heading, and whether it is an amount.

    A `whole` text is never broken over two lines.
    """

    key: str
    heading: str
    amount: bool = True
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain values by column key; a share in per cent is a Decimal, unknown is None."""

    name: str
    title: str
    columns: Sequence[ReportColumn]
    rows: Sequence[Mapping[str, Any]]

    def lines(self) -> Iterable[list[str]]:
        """The rows as texts, in the order of the columns."""
        for row in self.rows:
            yield [shown(row.get(column.key)) for column in self.columns]


@dataclass(frozen=True, slots=True)
class Report:
    """One report as of an instant; `scope` says in words what it covers."""

    kind: str
    title: str
    scope: str
    at: datetime
    since: date | None
    until: date | None
    counts: Mapping[str, int]
    figures: Sequence[Figure]
    tables: Sequence[Table]
    labels: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "title": str(self.title),
            "scope": self.scope,
            "as_of": self.at.isoformat(),
            "from": self.since.isoformat() if self.since else None,
            "to": self.until.isoformat() if self.until else None,
            "counts": dict(self.counts),
            "figures": [figure.as_json() for figure in self.figures],
            "tables": {table.name: _rows(table) for table in self.tables},
            "notes": [str(note) for note in self.notes],
        }

    @property
    def as_of(self) -> str:
        return localtime(self.at).strftime("%Y-%m-%d %H:%M")

    def label(self, part: str) -> str:
        """A count or part in words."""
        return str(self.labels.get(part, part))


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return NO_VALUE
    return f"{value} %" if isinstance(value, Decimal) else str(value)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return float(value) if isinstance(value, Decimal) else value


def _rows(table: Table) -> list[dict[str, Any]]:
    return [{key: plain(value) for key, value in row.items()} for row in table.rows]
