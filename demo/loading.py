"""What a load of many rows needs of the interpreter and the database."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

WITH_ROWS: Final = """
    SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
        AND pg_relation_size(oid) > 0
"""


def refresh_statistics() -> None:
    """Tell the database how large the tables have grown: nobody else can see our transaction.

    Not of those that are empty still: where that is known, the check of a foreign key is planned as
    a walk through the whole table, and stays so for this connection while thousands come in.
    """
    with connection.cursor() as cursor:
        cursor.execute(WITH_ROWS)
        cursor.execute(f"ANALYZE {cursor.fetchone()[0]}")


@contextmanager
def without_collecting() -> Iterator[None]:
    """A bulk load makes no garbage in circles worth looking for: a tenth of its time saved."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
