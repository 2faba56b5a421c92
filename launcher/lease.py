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
        try:
            with gate(data):
                fcntl.flock(handle, fcntl.LOCK_SH)
                start()
            yield
        finally:
            with gate(data):
                fcntl.flock(handle, fcntl.LOCK_UN)
            stop_unless_used(data, stop)


def wait_until_unused(data: Path) -> None:
    """Return once nobody uses the servers; somebody may again a moment later."""
    with (data / USERS).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)


def stop_unless_used(data: Path, stop: Callable[[], None]) -> bool:
    """Call `stop` if nobody uses the servers, with new users kept out meanwhile; whether it did."""
    with gate(data), (data / USERS).open("a") as handle, suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        stop()
        return True
    return False


def leave_when_terminated() -> None:
    """Make a termination signal an ordinary exit, so that the lease is given back."""
    signal.signal(signal.SIGTERM, _leave)


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)
