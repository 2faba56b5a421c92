"""Databases beside the measured one, on the same server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from psycopg.conninfo import conninfo_to_dict


def address(name: str) -> str:
    """DATABASE_URL for a database of this name."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def settings_of(url: str) -> dict[str, Any]:
    """An entry of Django's DATABASES; connections live as long as ours."""
    told = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": told["dbname"],
        "USER": told.get("user", ""),
        "PASSWORD": told.get("password", ""),
        "HOST": told.get("host", ""),
        "PORT": told.get("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


@contextmanager
def fresh(side: str) -> Iterator[str]:
    """The address of a new database, dropped in the end."""
    name = f"{connection.settings_dict['NAME']}_{side}"
    drop, create = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"'
    _execute(drop, create)
    try:
        yield address(name)
    finally:
        _execute(drop)


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
