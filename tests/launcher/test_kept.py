"""`bin/test --fast`: servers and tables that are kept, and made anew when they have to be."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from launcher.embedded import services
from tests.kept_servers import kept
from tests.launcher.conftest import ROOT, own_environment

ROOM = "tests/workflows/test_document_numbers.py"


@contextmanager
def a_run(folder: Path) -> Iterator[str]:
    """A run on the kept folder; yields the address of its database."""
    with kept(folder), services(folder, durable=False) as environment:
        yield environment["DATABASE_OWNER_URL"]


def has_table(url: str) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT to_regclass('made') IS NOT NULL").fetchone()
    return bool(row and row[0])


def make_table(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE made ()")


@pytest.mark.usefixtures("alone")
def test_tables_are_kept_until_what_they_are_made_from_changes(folder: Path) -> None:
    with a_run(folder) as url:
        make_table(url)
    with a_run(folder) as url:
        assert has_table(url)
    (folder / "tables.sha256").write_text("of other migrations")
    with a_run(folder) as url:
        assert not has_table(url)


@pytest.mark.usefixtures("alone")
def test_after_a_run_that_was_killed_the_tables_are_made_anew(folder: Path) -> None:
    with a_run(folder) as url:
        make_table(url)
    killed = (
        "import os; from pathlib import Path; from tests.launcher.test_kept import a_run\n"
        "with a_run(Path(os.environ['KEPT'])): os.kill(os.getpid(), 9)"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "KEPT": str(folder)}
    run = subprocess.run([sys.executable, "-P", "-c", killed], check=False, env=environment)
    assert run.returncode == -signal.SIGKILL
    with a_run(folder) as url:
        assert not has_table(url)


@pytest.mark.slow
def test_a_second_fast_run_finds_the_tables_of_the_first(folder: Path) -> None:
    environment = own_environment(JIANJIAN_TESTS_KEPT=str(folder))
    made = []
    for _run in range(2):
        done = subprocess.run(
            [ROOT / "bin" / "test", "--fast", "-q", ROOM, "tests/workflows/test_opening.py"],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert "passed" in done.stdout.splitlines()[-1]
        made.append((folder / "servers/postgres/PG_VERSION").stat().st_mtime_ns)
    assert made[0] == made[1]
