"""Looking for words where none should be: in every row of every table, as text and as bytes."""

from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import quote

from django.db import connection


def spelled(words: Iterable[str]) -> list[str]:
    """The words as a row or a file may have them: plain, escaped, quoted, in hex or Base64."""
    found = []
    for word in words:
        escaped = word.encode("ascii", "backslashreplace").decode()
        found += [word, escaped, quote(word)]
        if len(word) > 1:
            found += [word.encode().hex(), *_in_base64(word), *_in_base64(escaped)]
    return list(dict.fromkeys(found))


def _in_base64(word: str) -> list[str]:
    """What stands in Base64 wherever the word begins: three ways, without the ends."""
    found = []
    for before in range(3):
        text = b64encode(b" " * before + word.encode()).decode().rstrip("=")
        whole = (before + len(word.encode())) % 3 == 0
        found.append(text[-(-before * 4 // 3) :][: None if whole else -1])
    return found


def tables_with(words: Iterable[str]) -> list[str]:
    """The tables of which a row, written out whole, has one of the words."""
    wanted = [word.lower() for word in spelled(words)]
    return [table for table in _tables() if _holds(table, wanted)]


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor]


def _holds(table: str, words: list[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT EXISTS (SELECT 1 FROM "{table}" AS held'
            " JOIN unnest(%s::text[]) AS word ON strpos(lower(held::text), word) > 0)",
            [words],
        )
        row = cursor.fetchone()
        return bool(row and row[0])
