"""Starts and stops the PostgreSQL and the Valkey of one data folder."""

import os
import shlex
import signal
import socket
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

import psutil

from launcher.account import EmbeddedError
from launcher.paths import Paths
from launcher.programmes import POSTGRES, VALKEY, programme

DATABASE = "jianjian"
START_SECONDS = 60
STOP_SECONDS = 30
PID_SECONDS = 5
"""In so long a server that goes into the background has written its number or is dead."""
LAST_LINES = 5
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(paths: Paths, wanted: Collection[str], *, durable: bool) -> list[str]:
    """Start what is `wanted` (DATABASE_URL, BROKER_URL) and does not run; what was started."""
    started = []
    if "DATABASE_URL" in wanted and not postgres_pid(paths):
        _start_postgres(paths, durable=durable)
        started.append("PostgreSQL")
    if "BROKER_URL" in wanted and not valkey_pid(paths):
        _start_valkey(paths)
        started.append("Valkey")
    return started


def stop(paths: Paths) -> None:
    """Stop whichever of the two runs; what is written stays. Raises EmbeddedError."""
    # PostgreSQL's SIGINT is a fast shutdown: sessions are ended, nothing is lost.
    asked = [
        (pid_of, pid)
        for pid_of, number in ((valkey_pid, signal.SIGTERM), (postgres_pid, signal.SIGINT))
        if (pid := _signal(pid_of(paths), number))
    ]
    deadline = time.monotonic() + STOP_SECONDS
    while any(pid_of(paths) == pid for pid_of, pid in asked):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"The servers in {paths.servers} do not stop.")
        time.sleep(0.02)


def _signal(pid: int | None, number: signal.Signals) -> int | None:
    with suppress(ProcessLookupError):
        if pid:
            os.kill(pid, number)
    return pid


def postgres_pid(paths: Paths) -> int | None:
    return _running(
        paths.postgres / "postmaster.pid", lambda process: paths.postgres.samefile(process.cwd())
    )


def valkey_pid(paths: Paths) -> int | None:
    return _running(
        paths.valkey / "valkey.pid",
        lambda process: str(paths.valkey_socket) in " ".join(process.cmdline()),
    )


def _running(pid_file: Path, is_ours: Callable[[psutil.Process], bool]) -> int | None:
    """The process number in `pid_file` if that process runs and is the server meant."""
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        alive = process.status() != psutil.STATUS_ZOMBIE
        return pid if alive and is_ours(process) else None
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def _start_postgres(paths: Paths, *, durable: bool) -> None:
    folder = paths.account.make_folder(paths.postgres)
    programmes = programme(POSTGRES, paths).parent
    if not (folder / "PG_VERSION").exists():
        paths.account.run(
            programmes / "initdb", "-N", "-A", "trust", "-E", "UTF8", "-U", DATABASE,
            "--locale-provider=builtin", "--locale=C.UTF-8", "-D", folder,
        )  # fmt: skip
    # A number in a stale file may belong to another process by now, and PostgreSQL would then
    # believe itself running.
    (folder / "postmaster.pid").unlink(missing_ok=True)
    for stale in paths.sockets.glob(".s.PGSQL.*"):
        stale.unlink()
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(paths.sockets),
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
    } | ({} if durable else UNSAFE_BUT_FAST)
    log = folder / "server.log"
    # `pg_ctl` hands the path of the log to a shell: a name alone is safe in any folder.
    started = paths.account.run(
        programmes / "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-l", log.name,
        "-o", shlex.join(f"--{name}={value}" for name, value in settings.items()),
        folder=folder, environment={"PGDATA": str(folder)}, check=False,
    )  # fmt: skip
    if started.returncode:
        raise EmbeddedError(f"PostgreSQL does not start:\n{_end_of(log) or started.stderr}")
    _create_database(programmes, paths)


def _create_database(programmes: Path, paths: Paths) -> None:
    arguments = ("-h", paths.sockets, "-U", DATABASE, "--maintenance-db=postgres", DATABASE)
    created = paths.account.run(programmes / "createdb", *arguments, check=False)
    if created.returncode and "already exists" not in created.stderr:
        raise EmbeddedError(f"The database cannot be created:\n{created.stderr.strip()}")


def _start_valkey(paths: Paths) -> None:
    folder = paths.account.make_folder(paths.valkey)
    paths.valkey_socket.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(paths.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "pidfile": str(folder / "valkey.pid"),
        "logfile": str(folder / "server.log"),
        "daemonize": "yes",
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    paths.account.run(programme(VALKEY, paths), *arguments)
    begun = time.monotonic()
    while not _answers(paths.valkey_socket):
        waited = time.monotonic() - begun
        dead = waited > PID_SECONDS and not valkey_pid(paths)
        if dead or waited > START_SECONDS:
            raise EmbeddedError(f"Valkey does not start:\n{_end_of(folder / 'server.log')}")
        time.sleep(0.02)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
        client.settimeout(1)
        client.connect(str(path))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False


def _end_of(log: Path) -> str:
    """The last lines of a server's log, which give the reason."""
    with suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-LAST_LINES:])
    return ""
