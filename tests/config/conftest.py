"""Data folders for servers of a test's own, beside the ones that the whole run shares."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parent.parent.parent
Python = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A new data folder on a short path that another account may pass through."""
    home = Path(tempfile.mkdtemp(prefix="jj-"))
    home.chmod(0o711)
    yield home / "data"
    shutil.rmtree(home)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the addresses of the servers that the run shares."""
    for name in ("DATABASE_URL", "BROKER_URL", "SECRET_KEY"):
        monkeypatch.delenv(name)


@pytest.fixture
def python() -> Python:
    """Run this Python on some code or a module, with changes to the environment."""

    def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(ROOT)} | changes
        return subprocess.run(
            [sys.executable, "-P", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def servers_of(data: Path) -> list[psutil.Process]:
    """The PostgreSQL and the Valkey that run on `data`, by their pid files."""
    found = []
    for name in ("postgres/postmaster.pid", "valkey/valkey.pid"):
        path = data / "servers" / name
        if path.exists():
            pid = int(path.read_text().splitlines()[0])
            if psutil.pid_exists(pid):
                found.append(psutil.Process(pid))
    return found
