"""Looking for words where none should be: in every row of every table, as text and as bytes."""

from collections.abc import Iterable

from django.db import connection


def spelled(words: Iterable[str]) -> list[str]:
    """The words as a row or a file may have them: plain, escaped, and the hex of their bytes."""
    found = []
    for word in words:
        escaped = word.encode("ascii", "backslashreplace").decode()
        found += [word, escaped, word.encode().hex()]
    return list(dict.fromkeys(found))


def tables_with(words: Iterable[str]) -> list[str]:
    """The tables of which a row, written out whole, has one of the words."""
    patterns = [f"%{word}%".replace("\\", "\\\\") for word in spelled(words)]
    return [table for table in _tables() if _holds(table, patterns)]


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor]


def _holds(table: str, patterns: list[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT EXISTS (SELECT 1 FROM "{table}" AS held'
            " WHERE held::text ILIKE ANY (%s::text[]))",
            [patterns],
        )
        row = cursor.fetchone()
        return bool(row and row[0])
