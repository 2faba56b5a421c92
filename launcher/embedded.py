"""A real PostgreSQL and a real Valkey out of their wheels, for one data folder.

`services(data)` brings up what DATABASE_URL and BROKER_URL do not already name, yields the
addresses, and stops the servers when the last user of that folder has left.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.vault_keys import keep_ring
from launcher import servers, watcher
from launcher.lease import gate, lease
from launcher.paths import Paths, find

ADDRESSES = ("DATABASE_URL", "BROKER_URL")
GIVEN = {"DATABASE_URL": ("DATABASE_URL", "DATABASE_OWNER_URL"), "BROKER_URL": ("BROKER_URL",)}
"""The variables of each server."""


@dataclass(frozen=True)
class Embedded:
    """The servers of a data folder that the environment does not replace, and its variables."""

    paths: Paths
    wanted: frozenset[str]
    environment: dict[str, str]
    durable: bool = True

    def start(self) -> None:
        servers.start(self.paths, self.wanted, durable=self.durable)
        if self.wanted:
            watcher.start(self.paths.data)

    def stop(self) -> None:
        servers.stop(self.paths)
        watcher.dismiss(self.paths.data)

    def restart(self) -> list[str]:
        """Start again what has died; its names."""
        with gate(self.paths.data):
            return servers.start(self.paths, self.wanted, durable=self.durable)


def embedded(data: Path, *, durable: bool = True) -> Embedded:
    """The servers of `data`, not started. Makes the folder and, but in production, its keys.

    `environment` has DATABASE_URL with DATABASE_OWNER_URL, and BROKER_URL, unless those are set
    already, SECRET_KEY (never in production) and JIANJIAN_DATA. `durable=False` gives up safety
    against a power cut, for tests. Raises EmbeddedError.
    """
    wanted = frozenset(name for name in ADDRESSES if not os.environ.get(name))
    paths = find(data)
    environment = (
        {name: paths.addresses[name] for server in wanted for name in GIVEN[server]}
        | _keys(paths.data)
        | {"JIANJIAN_DATA": str(paths.data)}
    )
    return Embedded(paths, wanted, environment, durable)


@contextmanager
def running(system: Embedded) -> Iterator[Embedded]:
    """Keep the servers up while the block runs."""
    with lease(system.paths.data, start=system.start, stop=system.stop):
        yield system


@contextmanager
def services(data: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Yield the environment variables of `data` while its servers run."""
    with running(embedded(data, durable=durable)) as system:
        yield system.environment


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
