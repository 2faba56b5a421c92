"""After a test that committed: only tables that hold its rows are emptied, not all of them.

Django truncates every table, a file each, and writes permissions, regions and rules anew. Here the
tables that hold rows from the start are compared, row version by row version, with what they were:
where a test has changed one, Django's way is taken after all.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from django.db import connection, transaction
from django.test import TransactionTestCase

Versions = dict[str, str]
"""By table a digest of the versions of its rows, of those tables that hold any."""
PLAINLY: Final = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # not for the public


class FirstRows:
    """Knows the tables as they were before the first test."""

    def __init__(self) -> None:
        self._first = row_versions()
        self._may = _is_superuser()

    def restore(self, case: TransactionTestCase) -> None:
        """Empty what that test has written, or everything where it has changed a first row."""
        now = row_versions() if self._may else {}
        if any(now.get(table) != version for table, version in self._first.items()):
            PLAINLY(case)
            self._first = row_versions()
        else:
            _empty(now.keys() - self._first.keys())


def row_versions() -> Versions:
    """A row that is written again has another place or another transaction."""
    digest = "md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid))"
    parts = (f"SELECT '{name}', {digest} FROM {_quoted(name)}" for name in _tables())
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {name: version for name, version in cursor.fetchall() if version}


def _empty(tables: Iterable[str]) -> None:
    """Without the triggers that keep what may not be deleted, and without a look at keys."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in tables:
            cursor.execute(f"DELETE FROM {_quoted(name)}")


@cache
def _tables() -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=True))


def _quoted(name: str) -> Any:
    return connection.ops.quote_name(name)


def _is_superuser() -> bool:
    """Whether triggers may be silenced; on a server that was named to the tests maybe not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def flush_what_was_written() -> None:
    """From here on in this process; the tables are as every test shall find them."""
    known = FirstRows()

    def teardown(case: TransactionTestCase) -> None:
        known.restore(case)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
