"""Statements that a process puts together once and a connection plans once.

What an act or a page asks differs from the last time in a few values. Putting the same query
together again costs Django more time than answering it costs the database, and planning it as
much once more. Rows are given as one document, so that the text is one for any number of them.
"""

import enum
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache, cached_property
from itertools import chain, zip_longest
from operator import itemgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.db.models.expressions import DatabaseDefault
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from psycopg import Cursor
from psycopg.sql import Literal
from psycopg.types.numeric import Int8

Row = TypeVar("Row")
_Param = Callable[[Sequence[Any]], Any]
IGNORING: Final = "pgtrigger.runtime"
"""Puts the names of the triggers to be ignored before each statement."""
_MARKS: Final[dict[type, Callable[[int], Any]]] = {
    int: lambda n: 2**52 + n,
    str: lambda n: f"\x01value {n}",
    date: lambda n: date(1, 1, n + 1),
    datetime: lambda n: datetime(1, 1, 1, microsecond=n + 1, tzinfo=UTC),
}
"""What stands for the n-th value while a query is put together: nothing that is ever asked."""


class _PreparingCursor(Cursor[Any]):
    """Has the server keep the plan of each statement it is given."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        return super().execute(query, params, **how | {"prepare": True})


@contextmanager
def preparing_cursor() -> Iterator[Any]:
    """A cursor whose statements are planned once for a connection: their texts must be few.

    Their values are typed by the server from where they stand. While statements are written down,
    or have another one put before them, values stand in the text, as everywhere.
    """
    connection.ensure_connection()
    ignores = any(each.__module__ == IGNORING for each in connection.execute_wrappers)
    if connection.queries_logged or ignores:
        with connection.cursor() as logged:
            yield logged
        return
    made: Any = _PreparingCursor(connection.connection)
    with connection.make_cursor(made) as cursor:
        yield cursor


def answer(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement of constant text gives for the values."""
    with preparing_cursor() as cursor:
        cursor.execute(sql, _typed(values))
        return list(cursor.fetchall())


def execute(sql: str, *values: Any) -> None:
    """The same of a statement that gives no rows."""
    with preparing_cursor() as cursor:
        cursor.execute(sql, _typed(values))


def _typed(values: Sequence[Any]) -> list[Any]:
    """An id is one of the same type, however small it is: else each would be a new statement."""
    return [Int8(value) if type(value) is int else value for value in values]


class PreparedQuery(Generic[Row]):
    """A queryset that is put together at its first call, and asked for other values at each.

    `build` makes it from values of the `kinds`: int, str, date or datetime. Of many ids it takes
    the text that `Among` takes.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *kinds: type) -> None:
        self._build, self._kinds = build, kinds

    def __call__(self, *values: Any) -> list[Row]:
        sql, params, shape = self._made
        return shape(answer(sql, *(param(values) for param in params)))

    def first(self, *values: Any) -> Row | None:
        return next(iter(self(*values)), None)

    @cached_property
    def _made(self) -> tuple[str, Sequence[_Param], Callable[[list[Any]], list[Row]]]:
        connection.ensure_connection()
        marks = [_MARKS[kind](n) for n, kind in enumerate(self._kinds)]
        asked = self._build(*marks)
        compiler = asked.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        plain = [_plain(param) for param in params]
        lost = [mark for mark in marks if mark not in plain and [mark] not in plain]
        assert not lost, f"{self._kinds[marks.index(lost[0])]} is not asked for"  # noqa: S101
        found = [_param(each, marks) for each in plain]
        told = zip(plain, found, strict=True)
        written = ["%s" if param else _literal(value) for value, param in told]
        text = "".join(chain(*zip_longest(sql.split("%s"), written, fillvalue="")))
        return text, [param for param in found if param], _shaping(asked, compiler)


def _param(value: Any, marks: Sequence[Any]) -> _Param | None:
    """What finds a parameter among the values of a call: one of them, or an array of it; None for
    what is the same at each.
    """
    if value in marks:
        return itemgetter(marks.index(value))
    if isinstance(value, list) and len(value) == 1 and value[0] in marks:
        place = marks.index(value[0])
        return lambda values: [values[place]]
    return None


def _literal(value: Any) -> str:
    """What is the same at each call stands in the text: a condition of an index may be about it."""
    return Literal(value).as_string(connection.connection).replace("%", "%%")


def _shaping(asked: QuerySet[Any, Any], compiler: SQLCompiler) -> Callable[[list[Any]], list[Any]]:
    """What makes of the rows what iterating over the queryset would have given."""
    converters = compiler.get_converters([each[0] for each in compiler.select])

    def converted(rows: list[Any]) -> Iterable[Any]:
        return compiler.apply_converters(rows, converters) if converters else rows

    kind = asked._iterable_class
    if kind is FlatValuesListIterable:
        return lambda rows: [row[0] for row in converted(rows)]
    if kind is not ModelIterable:
        return lambda rows: [tuple(row) for row in converted(rows)]
    made = _InstanceMaker(compiler)
    return lambda rows: [made(row) for row in converted(rows)]


class _InstanceMaker:
    """Instances with what was selected along with them, as `ModelIterable` makes them."""

    def __init__(self, compiler: SQLCompiler) -> None:
        told: Any = compiler.klass_info
        columns = told["select_fields"]
        self._model, self._columns = told["model"], slice(columns[0], columns[-1] + 1)
        self._names = [each[0].target.attname for each in compiler.select[self._columns]]
        populators: Any = get_related_populators
        self._related = populators(told, compiler.select, connection.alias)
        self._annotations = dict(compiler.annotation_col_map or {})

    def __call__(self, row: Sequence[Any]) -> Any:
        made = self._model.from_db(connection.alias, self._names, row[self._columns])
        for related in self._related:
            related.populate(row, made)
        for name, place in self._annotations.items():
            setattr(made, name, row[place])
        return made


class _Writing(NamedTuple):
    """The statements that write rows of a model."""

    fields: Sequence["Field[Any, Any]"]
    insert: str
    update: str


@cache
def _writing(model: type[Model]) -> _Writing:
    meta, quoted = model._meta, connection.ops.quote_name
    key = meta.pk
    fields = [field for field in meta.concrete_fields if field is not key]
    table, own = quoted(meta.db_table), quoted(str(key.column))
    names = ", ".join(quoted(str(field.column)) for field in fields)
    typed = ", ".join(f"{quoted(str(f.column))} {_given_as(f)}" for f in fields)
    given = f"json_to_recordset(%s) AS given ({own} bigint, {typed})"
    told = ", ".join(_read(field, f"given.{quoted(str(field.column))}") for field in fields)
    insert = f"INSERT INTO {table} ({names}) SELECT {told} FROM {given} RETURNING {own}"  # noqa: S608
    update = (
        f"UPDATE {table} SET ({names}) = ROW({told}) FROM {given} WHERE {table}.{own} = given.{own}"  # noqa: S608
    )
    return _Writing(fields, insert, update)


def _given_as(field: "Field[Any, Any]") -> str:
    return "text" if isinstance(field, SearchVectorField) else str(field.db_type(connection))


def _read(field: "Field[Any, Any]", given: str) -> str:
    """What is stored of what was given: of words to be searched for, their index."""
    return f"to_tsvector('simple', {given})" if isinstance(field, SearchVectorField) else given


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model, in their order, as `bulk_create` would; sets their ids."""
    if not rows:
        return
    written = _writing(type(rows[0]))
    ids = sorted(pk for (pk,) in answer(written.insert, document(rows, written.fields)))
    for row, pk in zip(rows, ids, strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias


def update(row: Model) -> None:
    """Write all fields of a row that is there, as `save` would; no signal is sent."""
    written = _writing(type(row))
    execute(written.update, document([row], written.fields))


def document(rows: Iterable[Model], fields: Sequence["Field[Any, Any]"]) -> str:
    """The rows as the statements take them: their keys and these fields, by column."""
    told = [{"id": row.pk, **{f.column: _stored(f, row) for f in fields}} for row in rows]
    return json.dumps(told, default=_as_text)


def _stored(field: "Field[Any, Any]", row: Model) -> Any:
    """What is written of a field: its value, its default in the database, words to be found."""
    value = field.pre_save(row, add=not row.pk)
    if isinstance(value, DatabaseDefault):
        return value.expression.value  # type: ignore[attr-defined]  # of a plain default
    if isinstance(value, SearchVector):
        return value.get_source_expressions()[0].value
    return _plain(field.get_prep_value(value))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, enum.Enum) else value


def _as_text(value: Any) -> str:
    """What JSON has no form for, as the database reads it."""
    return value.isoformat() if isinstance(value, date) else str(value)
