"""Data folders for servers of a test's own, and `bin/run` as a person starts it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from django.db import connection

from launcher.control import remove
from launcher.embedded import services
from launcher.paths import find
from launcher.programmes import POSTGRES, programme
from tests.config.conftest import ROOT, Python, python

__all__ = ["ROOT", "Python", "python"]

START_SECONDS = 400
"""Making the tables takes half a minute of work, on a busy machine many times as long."""
SHARED = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "PROCESS_ROLE",
    "BROKER_URL",
    "SECRET_KEY",
    "DJANGO_SETTINGS_MODULE",
    "JIANJIAN_DATA",
)


@contextmanager
def passable_folder() -> Iterator[Path]:
    """A new folder on a short path that another account may pass through."""
    home = Path(tempfile.mkdtemp(prefix="jj-"))
    home.chmod(0o711)
    yield home
    shutil.rmtree(home)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that does not exist yet."""
    with passable_folder() as home:
        yield home / "data"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the addresses of the servers that the run shares."""
    _set_apart(monkeypatch)


def _set_apart(patch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "BROKER_URL", "SECRET_KEY"):
        patch.delenv(name, raising=False)


def own_environment(**changes: str) -> dict[str, str]:
    """This environment without what the run of the tests shares."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in SHARED and not name.startswith("PYTEST_XDIST")
    }
    return kept | {"JIANJIAN_ENV": "development"} | changes


def servers_of(data: Path) -> list[psutil.Process]:
    """The PostgreSQL and the Valkey that run on `data`, by their pid files."""
    found = []
    for name in ("postgres/postmaster.pid", "valkey/valkey.pid"):
        path = data / "servers" / name
        if path.exists():
            pid = int(path.read_text().splitlines()[0])
            if is_alive(pid):
                found.append(psutil.Process(pid))
    return found


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_for(condition: Callable[[], object], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Started:
    """A `bin/run` that has said where it is."""

    process: subprocess.Popen[bytes]
    data: Path
    port: int
    log: Path

    def said(self, words: str) -> bool:
        return words in self.log.read_text()

    def below(self) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if is_alive(child.pid)]

    def named(self, words: str) -> psutil.Process:
        """The oldest process of it whose command line has these words."""
        return next(child for child in self.below() if words in " ".join(child.cmdline()))


@contextmanager
def started(
    data: Path,
    *,
    command: Path = ROOT / "bin" / "run",
    user: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Started]:
    port, log = free_port(), data.parent / f"{data.name}.log"
    answer = log.with_suffix(".out")
    with (
        log.open("w") as errors,
        answer.open("w") as output,
        subprocess.Popen(
            [command, "--empty", "--port", str(port), "--data", data],
            env=own_environment(**(environment or {})),
            stdout=output,
            stderr=errors,
            user=user,
            group=user,
        ) as process,
    ):
        try:
            wait_for(
                lambda: answer.read_text() or process.poll() is not None, seconds=START_SECONDS
            )
            first = answer.read_text().partition("\n")[0]
            assert first == f"件件 Jianjian: http://127.0.0.1:{port}/", log.read_text()
            yield Started(process, data, port, log)
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def used(django_db_setup: None) -> Iterator[Path]:
    """A data folder on which the tests of a module start the system one after the other.

    Its tables are those of the tests, copied; `test_anywhere.py` starts where there are none.
    """
    with passable_folder() as home:
        copy_tables(home / "data")
        yield home / "data"
        remove(home / "data")


def copy_tables(data: Path) -> None:
    """Give a new data folder the tables that this run has made, with the rows of migrations."""
    name, dump = connection.settings_dict["NAME"], data.parent / "tables"
    ours = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with pytest.MonkeyPatch.context() as patch:
        _set_apart(patch)
        with services(data, durable=False) as environment:
            pg_dump = programme(POSTGRES, find(data)).with_name("pg_dump")
            pg_restore, theirs = pg_dump.with_name("pg_restore"), environment["DATABASE_OWNER_URL"]
            subprocess.run([pg_dump, "-Fc", "--file", dump, ours], check=True)
            subprocess.run([pg_restore, "--exit-on-error", "-d", theirs, dump], check=True)
    (data / "tables-made").touch()
