"""Many cases out of a few: every row of a case copied in SQL, as often as wanted.

The copies differ from their originals in their ids, their unique texts and, by seconds, in their
instants. No trigger runs and no foreign key is checked, for which the account must be a superuser.
"""
# the only names put together are those of our own tables

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.apps import apps
from django.db import connection, models, transaction

from workflows.models import Case, CaseScope
from workflows.models.case_scope import CHANGED_FUNCTION

Model = type[models.Model]
ROOM: Final = 10_000_000
"""So many rows can still be numbered by the sequences before they come to the first copies."""
DIGITS: Final = 12
"""What the number of a copy may take of a text that must differ."""


def multiply(copies: int, *, leave: Iterable[str] = ()) -> None:
    """Copy all cases `copies` times with what hangs on them, but for the tables in `leave`."""
    tables = _without(set(leave))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        stride = ROOM + max(_largest(cursor, model) for model in tables)
        for model in tables:
            cursor.execute(_copying(model, tables, stride), [copies])
        cursor.execute(f"ANALYZE {', '.join(tables_of_a_case())}")
        cursor.execute(f"SELECT {CHANGED_FUNCTION}(ARRAY(SELECT id FROM workflows_case))")
        # From here on keys are checked again; those of the scopes alone would take minutes.
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"ANALYZE {CaseScope._meta.db_table}")


def _of_a_case() -> list[Any]:
    """The tables whose rows belong to a case, directly or through others of them."""
    found: list[Any] = [Case]
    for model in found:
        for other in apps.get_models():
            if other not in found and _is_numbered(other) and _owner(other) is model:
                found.append(other)
    return found


def _without(left: set[str]) -> list[Any]:
    """The tables of a case but for those in `left` and those with one row for each of theirs."""
    tables = [model for model in _of_a_case() if model._meta.db_table not in left]
    return [model for model in tables if not {*_beside(model)} & left]


def _beside(model: Model) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.OneToOneField):
            yield field.related_model._meta.db_table


def _is_numbered(model: Model) -> bool:
    return not model._meta.proxy and isinstance(model._meta.pk, models.BigAutoField)


def tables_of_a_case() -> list[str]:
    """Their names."""
    return [model._meta.db_table for model in (*_of_a_case(), CaseScope)]


def _owner(model: Model) -> Model | None:
    """The table that the first foreign key to something copied leads to."""
    keys = (f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey))
    owners = [key.related_model for key in keys if not key.null or key.name == "case"]
    return next((o for o in owners if o is Case or (o is not model and _owner(o))), None)


def _copying(model: Model, tables: list[Any], stride: int) -> str:
    fields = model._meta.concrete_fields
    table, columns = model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(field, tables, stride) for field in fields)
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values}"
        f" FROM {table} AS was CROSS JOIN generate_series(1, %s) AS copy"
    )


def _value(field: Any, tables: list[Any], stride: int) -> str:
    column = f'was."{field.column}"'
    if field.primary_key:
        return f"{column} + copy::bigint * {stride}"
    if isinstance(field, models.ForeignKey) and field.related_model in tables:
        return f"{column} + copy::bigint * {stride}"
    if isinstance(field, models.CharField) and _must_differ(field):
        return f"left({column}, {(field.max_length or 0) - DIGITS}) || '-' || copy"
    if isinstance(field, models.DateTimeField):
        return f"{column} - copy * interval '1 second'"
    return column


def _must_differ(field: Any) -> bool:
    of_many = (c.fields for c in field.model._meta.constraints if hasattr(c, "fields"))
    return field.unique or any(field.name == names[-1] == "number" for names in of_many)


def _largest(cursor: Any, model: Model) -> int:
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}")
    return int(cursor.fetchone()[0])
