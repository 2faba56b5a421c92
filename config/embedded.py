"""A real PostgreSQL and a real Valkey out of their wheels, for one data folder.

`services(data)` brings up what DATABASE_URL and BROKER_URL do not already name, yields the
addresses, and stops the servers when the last user of that folder has left: each user holds a
shared lock, and only who can change it into an exclusive one is alone.
"""

import fcntl
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil
import psycopg
import redis
from psycopg import sql

from config.account import EmbeddedError
from config.places import Places, find

START_SECONDS = 30
STOP_SECONDS = 30
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def services(data: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Yield the environment of `data`: DATABASE_URL, BROKER_URL and SECRET_KEY where not set.

    `durable=False` gives up safety against a power cut, for tests.
    """
    wants_database = not os.environ.get("DATABASE_URL")
    wants_broker = not os.environ.get("BROKER_URL")
    places = find(data)
    environment = {"JIANJIAN_DATA": str(places.data)} | _secret_key(places.data)
    with _lease(places, stop=lambda: _stop(places)):
        if wants_database:
            environment["DATABASE_URL"] = places.database_url
        if wants_broker:
            environment["BROKER_URL"] = places.broker_url
        with _gate(places):
            if wants_database:
                start_postgres(places, durable=durable)
            if wants_broker:
                start_valkey(places)
        yield environment


@contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    with path.open("a") as handle:
        yield handle


@contextmanager
def _gate(places: Places) -> Iterator[None]:
    """One starter or stopper at a time."""
    with (places.data / "gate.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def _lease(places: Places, *, stop: Callable[[], None]) -> Iterator[None]:
    """Hold the servers for as long as the block runs; the last holder calls `stop`."""
    with (places.data / "users.lock").open("a") as handle:
        with _gate(places):
            fcntl.flock(handle, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _gate(places):
                fcntl.flock(handle, fcntl.LOCK_UN)
                with suppress(BlockingIOError):
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    stop()


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
