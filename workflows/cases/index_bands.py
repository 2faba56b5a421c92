"""Ranges of an index that differ by the values of some columns alone, asked in one short statement.

To put a SELECT together costs Django more than the database needs to answer it, and the database
plans each one of a UNION anew. So what the ranges have in common is written down once, and asked
for each of their values: `FROM (VALUES …) CROSS JOIN LATERAL (SELECT …)`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

SQL = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Band:
    """What `rows` holds in each range: where the columns have one of the tuples of values.

    Without columns it is one range.
    """

    rows: QuerySet[Any]
    columns: tuple[str, ...] = ()
    values: Sequence[tuple[Any, ...]] = ((),)

    @classmethod
    def of(
        cls, rows: QuerySet[Any], columns: tuple[str, ...], values: Iterable[tuple[Any, ...]]
    ) -> Self:
        """The ranges of the rows; a slice of them is a slice of each range."""
        told = tuple(values)
        if len(told) == 1:
            return cls(rows.filter(**dict(zip(columns, told[0], strict=True))))
        each: dict[str, Any] = {
            name: RawSQL(f"band.{name}", ())  # noqa: S611  # names of our own
            for name in columns
        }
        return cls(rows.filter(**each), columns, told)

    def holding(self, rows: QuerySet[Any]) -> Self:
        """The same ranges with other rows, which come from those of this band."""
        return replace(self, rows=rows)

    def statement(self) -> SQL | None:
        """None where nothing can be found."""
        try:
            sql, params = self.rows.query.sql_with_params()
        except EmptyResultSet:
            return None
        if not self.columns or not self.values:
            return (f"({sql})", [*params]) if self.values else None
        one = f"({', '.join(['%s'] * len(self.columns))})"
        told = f"(VALUES {', '.join([one] * len(self.values))}) AS band ({', '.join(self.columns)})"
        return (
            f"(SELECT found.* FROM {told} CROSS JOIN LATERAL ({sql}) AS found)",  # noqa: S608  # names of our own
            [*chain.from_iterable(self.values), *params],
        )


def together(bands: Iterable[Band]) -> SQL | None:
    """The rows of all ranges, as their querysets ask for them; one statement, or None."""
    asked = [told for band in bands if (told := band.statement())]
    if not asked:
        return None
    return " UNION ALL ".join(sql for sql, _ in asked), [p for _, given in asked for p in given]


def fetched(asked: SQL | None) -> list[tuple[Any, ...]]:
    """What a statement finds."""
    if asked is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def count(asked: SQL | None) -> int:
    """How many different rows it finds."""
    if asked is None:
        return 0
    sql, params = asked
    told = f"SELECT COUNT(*) FROM (SELECT DISTINCT * FROM ({sql}) AS told) AS each_once"  # noqa: S608  # the same
    return int(fetched((told, params))[0][0])
