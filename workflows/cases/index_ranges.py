"""Lists read as ranges of indexes: pages that go on from a place, and counts that stop.

What a page costs follows from how much of it is shown, never from how much there is. A condition
that no index answers is looked for among so many rows at a time: a page may then end early, and
the next one goes on from where it ended.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, Model, Q, Value

from ui.numbers import read_number
from workflows.cases import index_bands
from workflows.cases.index_bands import SQL, Band

COUNTED: Final = 10_000
"""As far as anything is counted, and as many rows a condition is looked for in at a time."""
GLANCE: Final = 500
"""Rows looked at first: most pages are full by then."""


class Beyond(Func):
    """Rows behind a place in an order: `filter(Beyond(("since", "pk"), (since, 7), ">"))`.

    Written as one comparison of rows, which an index on the columns answers as a range.
    """

    output_field = BooleanField()

    def __init__(self, columns: tuple[str, str], place: tuple[Any, int], sign: str) -> None:
        super().__init__(*map(F, columns), *map(Value, place))
        self.sign = sign

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:
        compiled = [compiler.compile(each) for each in self.get_source_expressions()]
        first, second, value, row = (sql for sql, _params in compiled)
        params = [param for _sql, given in compiled for param in given]
        return f"(({first}, {second}) {self.sign} ({value}, {row}))", params


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of an order: the rows that meet `where`, by `key` and then by their ids."""

    key: str
    descending: bool = False
    where: Q = field(default_factory=Q)

    def turned(self) -> "Phase":
        return Phase(self.key, not self.descending, self.where)


Order = tuple[Phase, ...]


class Place(NamedTuple):
    """Where a row stands in an order."""

    phase: int
    value: Any
    row: int

    def __str__(self) -> str:
        value = self.value
        instant = value.astimezone(UTC) if isinstance(value, datetime) else value
        return f"{self.phase}~{instant.isoformat()}~{self.row}"

    @classmethod
    def read(cls, text: str, order: Order, model: type[Model]) -> Self | None:
        """The place that `str` has told; None for anything else."""
        try:
            first, value, last = text.split("~")
            phase, row = read_number(first), read_number(last)
            if phase is None or row is None or not text.isprintable():
                return None
            key: Any = model._meta.get_field(order[phase].key)
            told = key.to_python(value)
            return cls(phase, told, row) if told else None
        except (ValueError, IndexError, ValidationError):
            return None


class Count(NamedTuple):
    """How many rows there are; `exact` is False where counting stopped before the end."""

    number: int
    exact: bool = True

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        return f"{self.number}{'' if self.exact else '+'}"


@dataclass(frozen=True, slots=True)
class Page:
    """Ids in order, and the places from which the pages before and behind them go on."""

    ids: tuple[int, ...] = ()
    before: Place | None = None
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Ranges:
    """The rows of a list: ranges of an index, merged; a row may stand in more than one.

    `narrow` is a condition that the index doesn't answer; `row` names the id of what is listed.
    """

    model: type[Model]
    parts: Sequence[Band]
    order: Order
    row: str = "id"
    narrow: Q = field(default_factory=Q)
    window: int = COUNTED
    _asked: dict[Hashable, SQL | None] = field(default_factory=dict, init=False, compare=False)
    """What no place changes is put together once, for whoever keeps the ranges."""

    def heads(self, size: int) -> list[tuple[int, ...]]:
        """The first ids of each of the parts, whatever their number together; one statement."""
        told = self._statement(("heads", size), lambda: self._heads(size))
        found = set(index_bands.fetched(told))
        return [self._head(part, found)[:size] for part in range(len(self.parts))]

    def _heads(self, size: int) -> Iterator[Band]:
        keys = [phase.key for phase in self.order]
        for stage, phase in enumerate(self.order):
            for number, part in enumerate(self._within(phase, None)):
                row: Any = (Value(number), Value(stage), *keys, self.row)
                yield part.holding(part.rows[:size].values_list(*row))

    def _head(self, part: int, found: Collection[tuple[Any, ...]]) -> tuple[int, ...]:
        ids: list[int] = []
        for stage, phase in enumerate(self.order):
            own = [(row[2 + stage], row[-1]) for row in found if row[:2] == (part, stage)]
            ids += [row for _key, row in sorted(own, reverse=phase.descending)]
        return tuple(ids)

    def _statement(self, key: Hashable, bands: Callable[[], Iterable[Band]]) -> SQL | None:
        if key not in self._asked:
            self._asked[key] = index_bands.together(bands())
        return self._asked[key]

    def page(self, size: int, *, after: Place | None = None, before: Place | None = None) -> Page:
        """The rows behind a place, or those before it; from the top without one."""
        if before is None:
            rows, goes_on = self._walk(self.order, size, after)
            back = rows[0] if rows else after
            return Page(tuple(place.row for place in rows), after and back, goes_on)
        turned = tuple(phase.turned() for phase in reversed(self.order))
        mirror = len(turned) - 1
        start = before._replace(phase=mirror - before.phase)
        found, goes_on = self._walk(turned, size, start)
        rows = [place._replace(phase=mirror - place.phase) for place in reversed(found)]
        if not rows:
            return self.page(size)
        return Page(tuple(place.row for place in rows), goes_on and rows[0], rows[-1])

    def count(self, upto: int | None = None) -> Count:
        """How many rows there are, counted as far as `upto`, or `window`."""
        if not self.narrow:
            most = upto or self.window
            number = index_bands.count(self._statement(("count", most), lambda: self._all(most)))
            return Count(min(number, most), number <= most)
        each = [self._counted(phase) for phase in self.order]
        return Count(sum(c.number for c in each), all(c.exact for c in each))

    def _all(self, most: int) -> Iterator[Band]:
        # In order, or the planner may gather a whole range to count its beginning.
        for phase in self.order:
            for part in self._within(phase, None):
                yield part.holding(part.rows.values(self.row)[: most + 1])

    def _counted(self, by: Phase) -> Count:
        parts = self._within(by, None)
        stop = self._stop(parts, by, self.window)
        most = self.window + 1
        narrowed = self._narrowed(parts, by, stop)
        rows = [each.holding(each.rows.values(self.row)[:most]) for each in narrowed]
        return Count(index_bands.count(index_bands.together(rows)), stop is None)

    def _walk(
        self, order: Order, size: int, start: Place | None
    ) -> tuple[list[Place], Place | None]:
        """As many rows as fit a page, and where it goes on."""
        rows: list[Place] = []
        for number, phase in enumerate(order):
            if start and number < start.phase:
                continue
            if len(rows) == size:
                return rows, rows[-1] if self._in_phase(phase, 1, None)[0] else None
            from_here = start[1:] if start and number == start.phase else None
            found, stop = self._in_phase(phase, size - len(rows), from_here)
            rows += [Place(number, *key) for key in found]
            if stop:
                return rows, Place(number, *stop)
        return rows, None

    def _in_phase(
        self, phase: Phase, size: int, start: "Key | None"
    ) -> "tuple[list[Key], Key | None]":
        if not self.narrow:
            found = self._first(phase, size, start)
            return found[:size], found[size - 1] if len(found) > size else None
        parts = self._within(phase, start)
        for window in (GLANCE, self.window):
            stop = self._stop(parts, phase, window)
            narrowed = self._narrowed(parts, phase, stop)
            rows = [part.holding(part.rows[: size + 1]) for part in narrowed]
            found = self._keys(index_bands.together(self._keyed(rows, phase)), phase)
            if len(found) > size:
                return found[:size], found[size - 1]
            if stop is None:
                break
        return found, stop

    def _first(self, phase: Phase, size: int, start: "Key | None") -> "list[Key]":
        def rows() -> Iterator[Band]:
            parts = self._within(phase, start)
            return self._keyed((part.holding(part.rows[: size + 1]) for part in parts), phase)

        asked = index_bands.together(rows()) if start else self._statement((phase, size), rows)
        return self._keys(asked, phase)

    def _within(self, phase: Phase, start: "Key | None") -> list[Band]:
        """What each range holds of a phase behind the start, in order."""
        sign = "-" if phase.descending else ""
        keys = (f"{sign}{phase.key}", f"{sign}{self.row}")
        parts = [part.holding(part.rows.filter(phase.where).order_by(*keys)) for part in self.parts]
        return [self._cut(part, phase, start, "<" if sign else ">") for part in parts]

    def _narrowed(self, parts: Sequence[Band], phase: Phase, stop: "Key | None") -> list[Band]:
        sign = ">=" if phase.descending else "<="
        cut = [self._cut(part, phase, stop, sign) for part in parts]
        return [part.holding(part.rows.filter(self.narrow)) for part in cut]

    def _cut(self, part: Band, phase: Phase, at: "Key | None", sign: str) -> Band:
        if at is None:
            return part
        return part.holding(part.rows.filter(Beyond((phase.key, self.row), at, sign)))

    def _stop(self, parts: Sequence[Band], phase: Phase, window: int) -> "Key | None":
        """Where the first range to do so has shown `window` rows; None if all end before."""
        last = [part.holding(part.rows[window - 1 : window]) for part in parts]
        return next(iter(self._keys(index_bands.together(self._keyed(last, phase)), phase)), None)

    def _keyed(self, parts: Iterable[Band], phase: Phase) -> Iterator[Band]:
        """The rows by their keys and ids alone."""
        return (part.holding(part.rows.values_list(phase.key, self.row)) for part in parts)

    def _keys(self, asked: SQL | None, phase: Phase) -> "list[Key]":
        """The keys and ids that a statement finds, each once and in order."""
        found: Iterable[Any] = index_bands.fetched(asked)
        return sorted(set(found), reverse=phase.descending)


Key = tuple[Any, int]
