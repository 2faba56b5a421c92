"""`bin/run --status`, `--stop` and `--remove-data`."""

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from config.environment import in_production
from launcher import servers, watcher
from launcher.lease import USERS, stop_unless_used
from launcher.paths import POINTER, UNREACHABLE_HOME, Paths, find, servers_of
from launcher.run_lock import holder

STOP_SECONDS = 60


def whereabouts(data: Path) -> str:
    """Where the data is, told at each start."""
    return "\n".join(filter(None, [f"Data folder: {data}", outside(data)]))


def outside(data: Path) -> str:
    """A sentence on the folder of the servers where it is not inside the data folder, or ""."""
    if not (data / POINTER).exists():
        return ""
    return (
        f"The database is outside the data folder, in {servers_of(data)}: the servers' account "
        f"cannot enter {data}. bin/run --remove-data removes both."
    )


def status(data: Path) -> int:
    """Print who runs and where everything is; 0 while it runs, 1 when it doesn't."""
    run = holder(data)
    lines = [f"data      {data}" + ("" if data.exists() else " (does not exist yet)")]
    if data.exists():
        paths = find(data)
        lines += [f"servers   {paths.servers}", f"sockets   {paths.sockets}"]
        lines += [f"database  {_process(servers.postgres_pid(paths))}"]
        lines += [f"broker    {_process(servers.valkey_pid(paths))}"]
    lines += [f"bin/run   {f'process {run.pid}, {run.address}' if run else 'does not run'}"]
    sys.stdout.write("\n".join([*lines, *filter(None, [outside(data)])]) + "\n")
    return 0 if run else 1


def _process(pid: int | None) -> str:
    return f"process {pid}" if pid else "does not run"


def stop(data: Path) -> int:
    """End the `bin/run` of `data` and servers that nobody uses; 0 when neither runs any more."""
    run = holder(data)
    if run:
        with suppress(ProcessLookupError):
            os.kill(run.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while holder(data) == run:
            if time.monotonic() > deadline:
                sys.stderr.write(f"Process {run.pid} has not ended in {STOP_SECONDS} seconds.\n")
                return 1
            time.sleep(0.1)
    if (data / USERS).exists() and not _stop_servers(find(data)):
        sys.stderr.write("The servers go on: another command is using them.\n")
    sys.stderr.write("Stopped.\n" if run else f"Nobody runs {data}.\n")
    return 0


def _stop_servers(paths: Paths) -> bool:
    def stop() -> None:
        servers.stop(paths)
        watcher.dismiss(paths.data)

    return stop_unless_used(paths.data, stop)


def remove_data(data: Path) -> int:
    """Delete the data folder and what it has outside; 1 where that is refused."""
    refusal = _refusal_to_remove(data)
    if refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    removed = remove(data)
    sys.stderr.write("".join(f"Removed {folder}\n" for folder in removed))
    return 0


def _refusal_to_remove(data: Path) -> str:
    if in_production():
        return "In production no data is removed by a command."
    if not data.exists():
        return f"{data} does not exist."
    if not (data / USERS).exists():
        return f"{data} is no data folder of this system: nothing was removed."
    run = holder(data)
    if run:
        return f"Process {run.pid} is running on {data}: bin/run --stop ends it."
    if not _stop_servers(find(data)):
        return f"Another command is using the servers of {data}."
    return ""


def remove(data: Path) -> list[Path]:
    """Delete the data folder, the servers' folder outside and the sockets; what was deleted."""
    paths = find(data)
    folders = [paths.sockets, data]
    if paths.servers.is_relative_to(UNREACHABLE_HOME):
        folders.insert(0, paths.servers)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder for folder in folders if not folder.exists()]
