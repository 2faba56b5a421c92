"""Which `bin/run` runs on a data folder: the kernel's lock, and a note in it of who holds it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

LOCK = "run.lock"


@dataclass(frozen=True)
class Run:
    """A running `bin/run`: its process and the address that it serves."""

    pid: int
    address: str


class AlreadyRunning(Exception):
    """Somebody runs this data folder already; `run` is who."""

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.run = run


@contextmanager
def holding(data: Path, address: str) -> Iterator[None]:
    """Hold the lock of `data` for this process. Raises AlreadyRunning."""
    with (data / LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_noted(data)) from None
        lock.truncate(0)
        lock.write(json.dumps(asdict(Run(os.getpid(), address))))
        lock.flush()
        yield


def holder(data: Path) -> Run | None:
    """Who runs `data`, or None."""
    try:
        with (data / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _noted(data)
    return None


def _noted(data: Path) -> Run:
    try:
        return Run(**json.loads((data / LOCK).read_text()))
    except (ValueError, TypeError):  # between the lock and the note
        return Run(0, "")
