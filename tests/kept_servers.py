"""The servers and the tables that `bin/test --fast` keeps from one run to the next.

They are made anew when what the tables are made from has changed, and after a run that was killed:
the digest is put aside at the start and written back by a run that ends in order.
"""

import fcntl
import hashlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.control import remove_data
from launcher.lease import USERS
from launcher.paths import find

ROOT = Path(__file__).parents[1]
MADE_FROM = ("*/migrations/*.py", "*/data/*", "requirements/base.txt")
"""Migrations load rows from data files and from packages."""


def digest_of_tables() -> str:
    """What the tables are made from, as one digest."""
    digest = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """Hold the data folder `folder` alone while the block runs; empty where its tables are old."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    stamp, digest = folder / "tables.sha256", digest_of_tables()
    # Beside the folder, which may be removed; closed by the kernel when the run is killed.
    with folder.with_suffix(".lock").open("a") as lock:
        _wait_for(lock.fileno())
        if not stamp.exists() or stamp.read_text() != digest:
            _remove(folder)
        else:
            _empty(folder)
            stamp.unlink()
        yield
        stamp.write_text(digest)


def _wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write("Another bin/test --fast is running: waiting for it.\n")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _remove(folder: Path) -> None:
    if (folder / USERS).exists():
        remove_data(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _empty(folder: Path) -> None:
    """Remove what an earlier run left beside the tables: files, and whatever the broker holds."""
    shutil.rmtree(folder / "media", ignore_errors=True)
    shutil.rmtree(find(folder).valkey, ignore_errors=True)
