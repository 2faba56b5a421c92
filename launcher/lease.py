"""Who is using the embedded servers of one data folder.

Each user holds a shared lock; the last one to leave is the one who can make it exclusive, and
stops the servers. The locks are the kernel's, so a killed user leaves no stale claim behind, and
whoever waits for the exclusive lock learns that the last user was killed (`launcher.watcher`).
"""

import fcntl
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

USERS = "users.lock"


@contextmanager
def gate(data: Path) -> Iterator[None]:
    """One starter or stopper at a time."""
    with (data / "gate.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def lease(data: Path, *, start: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    """Call `start`, hold the servers while the block runs; the last holder calls `stop`."""
    with (data / USERS).open("a") as handle:
        # Before the gate, as the watcher does: nobody inside the gate waits for a user.
        fcntl.flock(handle, fcntl.LOCK_SH)
        try:
            with gate(data):
                start()
            yield
        finally:
            stop_unless_used(data, stop, own=handle)


def stop_unless_used(data: Path, stop: Callable[[], None], *, own: IO[str] | None = None) -> bool:
    """Give up one's `own` hold and call `stop` if there is no other; whether it was called."""
    with gate(data), (data / USERS).open("a") as handle:
        if own is not None:
            fcntl.flock(own, fcntl.LOCK_UN)
        if _has_users(handle):
            return False
        stop()
        return True


def stop_when_unused(data: Path, stop: Callable[[], None]) -> None:
    """Wait until nobody uses the servers any more, and call `stop` before anybody does again."""
    with (data / USERS).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with gate(data):
            stop()


def _has_users(handle: IO[str]) -> bool:
    """Whether the lock is shared. Called inside the gate.

    Whoever holds it alone there is a watcher that waits for the gate: then there are no users.
    """
    for kind, meaning in ((fcntl.LOCK_EX, False), (fcntl.LOCK_SH, True)):
        with suppress(BlockingIOError):
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return meaning
    return False


def leave_when_terminated() -> None:
    """Make a termination signal an ordinary exit, so that the lease is given back."""
    signal.signal(signal.SIGTERM, _leave)


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)
