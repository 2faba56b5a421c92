"""Makes the tables of a new database once, whoever comes first, and the account that runs.

As the owner of the tables; whoever is another account has it done by a process of its own.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import CommandError, call_command
from django.db import connection

from config.environment import data_folder
from launcher.account import EmbeddedError


@contextmanager
def _alone(data: Path) -> Iterator[Path]:
    """One maker of tables at a time; the file that says that they have been made."""
    with (data / "tables.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield data / "tables-made"


def _accounts_made(data: Path) -> Path:
    """The file that says that the account that runs is there: older folders have none."""
    return data / "accounts-made"


def migrate(data: Path) -> None:
    """Bring the tables up to date. Django is set up afterwards."""
    with _alone(data) as made:
        _migrate(made)
        _accounts_made(data).touch()


def migrate_if_new(data: Path) -> None:
    """Make the tables unless they were made before, waiting for whoever makes them now.

    Raises EmbeddedError, with what to do.
    """
    if (data / "tables-made").exists() and _accounts_made(data).exists():
        return
    done = subprocess.run(
        [sys.executable, "-P", "-m", "launcher.tables"],
        env=os.environ | {"PROCESS_ROLE": "owner"},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise EmbeddedError(done.stderr.strip())


def _make_what_is_missing(data: Path) -> None:
    with _alone(data) as made:
        if not made.exists():
            _migrate(made)
        elif not _accounts_made(data).exists():
            django.setup()
            call_command("db_roles", verbosity=0)
        _accounts_made(data).touch()


def _migrate(made: Path) -> None:
    django.setup()
    # Gives the account that runs its rights at the end (config/database_accounts.py).
    call_command("migrate", verbosity=0)
    if not made.exists():
        # Let the planner see new tables at once: the regions alone are thousands of rows.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE organizations_region")
    made.touch()


if __name__ == "__main__":
    try:
        _make_what_is_missing(data_folder())
    except CommandError as reason:
        raise SystemExit(str(reason)) from reason
