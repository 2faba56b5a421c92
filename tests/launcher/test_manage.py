"""`bin/manage`: which commands start servers, and who makes the tables."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from launcher.embedded import services
from tests.launcher.conftest import ROOT, own_environment, servers_of

pytestmark = pytest.mark.usefixtures("alone")


def manage(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """As `bin/manage` runs it."""
    environment = own_environment(JIANJIAN_DATA=str(data), PYTHONPATH=str(ROOT), PYTHONUTF8="1")
    return subprocess.run(
        [sys.executable, "-P", "-m", "launcher.manage", *command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [
        ("deadline", "handle", "--start", "2026-08-03"),
        ("deadline", "--list", "--json"),
        ("describe_acts", "--check"),
        ("makemigrations", "--check", "--dry-run"),
        ("check",),
        ("help",),
        ("report", "--help"),
    ],
    ids=" ".join,
)
def test_a_command_that_looks_at_no_row_starts_nothing(
    command: tuple[str, ...], folder: Path
) -> None:
    done = manage(folder, *command)
    assert done.returncode == 0, done.stderr
    assert not (folder / "servers" / "postgres").exists()
    assert servers_of(folder) == []


def test_without_a_database_a_limit_is_the_same_and_says_what_it_stands_on(folder: Path) -> None:
    done = manage(folder, "deadline", "handle", "--start", "2026-08-03")
    assert done.stdout.rstrip().splitlines()[-1].startswith("2026-10-08")
    assert "数据库没有应答" in done.stderr


def test_an_unknown_rule_or_command_is_named_without_servers(folder: Path) -> None:
    assert manage(folder, "deadline", "nothing", "--start", "today").returncode == 2
    assert "Unknown command: 'nothing'" in manage(folder, "nothing").stderr
    assert not (folder / "servers" / "postgres").exists()


@pytest.mark.slow
def test_the_tables_are_made_once_whoever_comes_first(folder: Path) -> None:
    """A command that comes while bin/run makes them waits, and finds them made."""
    environment = own_environment(JIANJIAN_DATA=str(folder), PYTHONPATH=str(ROOT))
    with services(folder, durable=False) as addresses:
        prepare = subprocess.Popen(
            [sys.executable, "-P", "-m", "launcher.prepare", "--empty"],
            env=environment | addresses | {"PROCESS_ROLE": "owner"},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert prepare.stderr is not None
        assert prepare.stderr.readline() == "Making the tables\n"
        done = manage(folder, "deadline", "handle", "--start", "2026-08-03", "--unit", "none")
        assert "none" in done.stderr
        prepare.communicate()
        assert prepare.returncode == 0
        with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as connection:
            query = "SELECT count(*) FROM django_migrations GROUP BY app, name HAVING count(*) > 1"
            assert connection.execute(query).fetchall() == []
    assert (folder / "tables-made").exists()
