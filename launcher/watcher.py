"""`python -m launcher.watcher DATA FD`: stops the servers whose last user was killed.

A user who leaves in order stops them himself and dismisses the watcher. It waits in the kernel
for the lock that every user shares, so it never polls. FD is its own lock, which it inherits
held: there is one watcher of a data folder at most, and no moment without one.
"""

import fcntl
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from launcher import servers
from launcher.lease import stop_when_unused
from launcher.paths import find

LOCK = "watcher.lock"


def start(data: Path) -> None:
    """Start the watcher of `data` if there is none. Called inside the gate."""
    with (data / LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        os.set_inheritable(lock.fileno(), True)  # noqa: FBT003 - positional alone
        command = [sys.executable, "-P", "-m", "launcher.watcher", str(data), str(lock.fileno())]
        nowhere = [
            (os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0o600) for number in (0, 1, 2)
        ]
        pid = os.posix_spawn(sys.executable, command, os.environ, file_actions=nowhere, setsid=True)
        lock.truncate(0)
        lock.write(str(pid))


def dismiss(data: Path) -> None:
    """End the watcher of `data`, if there is one. Called inside the gate."""
    with (data / LOCK).open("a+") as lock, suppress(ProcessLookupError, ValueError):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            os.kill(int(lock.read()), signal.SIGTERM)
            fcntl.flock(lock, fcntl.LOCK_EX)


def main(data: Path, lock: int) -> int:
    """Return once the servers have been stopped."""
    paths = find(data)

    def stop() -> None:
        servers.stop(paths)
        # Inside the gate: whoever starts the servers next starts a watcher too.
        fcntl.flock(lock, fcntl.LOCK_UN)

    stop_when_unused(data, stop)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), int(sys.argv[2])))
