"""Makes the tables of a new database once, whoever comes first."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection


@contextmanager
def _alone(data: Path) -> Iterator[Path]:
    """One maker of tables at a time; the file that says that they have been made."""
    with (data / "tables.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield data / "tables-made"


def migrate(data: Path) -> None:
    """Bring the tables up to date. Django is set up afterwards."""
    with _alone(data) as made:
        _migrate(made)


def migrate_if_new(data: Path) -> None:
    """Make the tables unless they were made before, waiting for whoever makes them now."""
    if (data / "tables-made").exists():
        return
    with _alone(data) as made:
        if not made.exists():
            _migrate(made)


def _migrate(made: Path) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    if not made.exists():
        # Let the planner see new tables at once: the regions alone are thousands of rows.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE organizations_region")
    made.touch()
