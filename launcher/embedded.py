"""A real PostgreSQL and a real Valkey out of their wheels, for one data folder.

`services(data)` brings up what DATABASE_URL and BROKER_URL do not already name, yields the
addresses, and stops the servers when the last user of that folder has left.
"""

import os
import secrets
import shlex
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import redis
from psycopg import sql
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.vault_keys import keep_ring
from launcher.account import EmbeddedError
from launcher.lease import lease
from launcher.paths import Places, find

DATABASE = "jianjian"
START_SECONDS = 60
STOP_SECONDS = 30
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def services(data: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Yield the environment variables of `data`; those already set stay as they are.

    They are DATABASE_URL, BROKER_URL, SECRET_KEY (never in production) and JIANJIAN_DATA.
    `durable=False` gives up safety against a power cut, for tests.
    """
    wanted = {name for name in ("DATABASE_URL", "BROKER_URL") if not os.environ.get(name)}
    places = find(data)

    def start() -> None:
        if "DATABASE_URL" in wanted:
            _start_postgres(places, durable=durable)
        if "BROKER_URL" in wanted:
            _start_valkey(places)

    with lease(places.data, start=start, stop=lambda: _stop(places)):
        addresses = {"DATABASE_URL": places.database_url, "BROKER_URL": places.broker_url}
        yield (
            {name: addresses[name] for name in wanted}
            | _keys(places.data)
            | {"JIANJIAN_DATA": str(places.data)}
        )


def _start_postgres(places: Places, *, durable: bool) -> None:
    programmes, folder = places.postgres_programmes, places.postgres
    places.account.make_folder(folder)
    if not (folder / "PG_VERSION").exists():
        places.account.run(
            programmes / "initdb", "-N", "-A", "trust", "-E", "UTF8", "-U", DATABASE,
            "--locale-provider=builtin", "--locale=C.UTF-8", "-D", folder,
        )  # fmt: skip
    if not _running(folder / "postmaster.pid", folder):
        # A number in a stale file may belong to another process by now, and PostgreSQL
        # would then believe itself running.
        (folder / "postmaster.pid").unlink(missing_ok=True)
        for stale in places.sockets.glob(".s.PGSQL.*"):
            stale.unlink()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(places.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
        } | ({} if durable else UNSAFE_BUT_FAST)
        places.account.run(
            programmes / "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", folder,
            "-l", folder / "server.log",
            "-o", shlex.join(f"--{name}={value}" for name, value in settings.items()),
        )  # fmt: skip
    _create_database(places)


def _create_database(places: Places) -> None:
    server = f"postgresql://{DATABASE}@/postgres?host={places.sockets}"
    with psycopg.connect(server, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _start_valkey(places: Places) -> None:
    folder = places.account.make_folder(places.valkey)
    if _running(folder / "valkey.pid", places.valkey_socket):
        return
    places.valkey_socket.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(places.valkey_socket),
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
    places.account.run(places.valkey_programme, *arguments)
    _wait_for_valkey(places)


def _wait_for_valkey(places: Places) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with (
            suppress(redis.ConnectionError),
            redis.Redis(
                unix_socket_path=str(places.valkey_socket), retry=Retry(NoBackoff(), 0)
            ) as client,
        ):
            client.ping()
            return
        time.sleep(0.02)
    raise EmbeddedError(f"Valkey does not answer; see {places.valkey / 'server.log'}.")


def _stop(places: Places) -> None:
    """Stop whichever of the two runs; what is written stays."""
    valkey_pid = _running(places.valkey / "valkey.pid", places.valkey_socket)
    if valkey_pid:
        os.kill(valkey_pid, signal.SIGTERM)
    if _running(places.postgres / "postmaster.pid", places.postgres):
        places.account.run(
            places.postgres_programmes / "pg_ctl", "stop", "-m", "fast", "-w",
            "-t", str(STOP_SECONDS), "-D", places.postgres,
        )  # fmt: skip
    if valkey_pid:
        with suppress(psutil.NoSuchProcess):
            psutil.Process(valkey_pid).wait(STOP_SECONDS)


def _running(pid_file: Path, evidence: Path) -> int | None:
    """The process number in `pid_file` if that process runs and names `evidence`."""
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        alive = process.status() != psutil.STATUS_ZOMBIE
        return pid if alive and str(evidence) in " ".join(process.cmdline()) else None
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None


def _keys(data: Path) -> dict[str, str]:
    """The SECRET_KEY, and a key ring of the vault beside it; never in production."""
    changes = _secret_key(data)
    if os.environ.get("JIANJIAN_ENV") != "production":
        # What was digested before there was a vault is recognised by the key of then.
        worked_before = (data / "tables-made").exists()
        secret = os.environ.get("SECRET_KEY") or changes["SECRET_KEY"]
        keep_ring(data / "vault_keys.json", former_secret=secret if worked_before else "")
    return changes


def _secret_key(data: Path) -> dict[str, str]:
    """A key kept with the data, so that sessions outlive a restart; never in production."""
    if os.environ.get("SECRET_KEY") or os.environ.get("JIANJIAN_ENV") == "production":
        return {}
    path = data / "secret_key"
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(50))
    return {"SECRET_KEY": path.read_text()}
