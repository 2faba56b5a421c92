"""Data folders for servers of a test's own, beside the ones that the whole run shares."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.config.conftest import ROOT, Python, python

__all__ = ["ROOT", "Python", "python"]


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
