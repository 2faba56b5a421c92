"""Where the embedded servers of a data folder keep their data and their sockets."""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account, EmbeddedError, of_servers

SOCKET_PATH_LIMIT = 107  # bytes in sockaddr_un, less the closing zero
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
# What a URL, a list of folders and a shell all take as it stands.
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")
SHORT_HOME = Path("/tmp")  # noqa: S108 - a folder for its owner alone is made in it
UNREACHABLE_HOME = Path("/var/lib/jianjian")
PASSABLE = 0o711
POINTER = "servers.path"


@dataclass(frozen=True)
class Paths:
    """The folders of one pair of servers and the account that owns them."""

    data: Path
    servers: Path
    sockets: Path
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
    def addresses(self) -> dict[str, str]:
        """DATABASE_URL, DATABASE_OWNER_URL and BROKER_URL of these servers."""
        return {
            "DATABASE_URL": f"postgresql://jianjian_runs@/jianjian?host={self.sockets}",
            "DATABASE_OWNER_URL": f"postgresql://jianjian@/jianjian?host={self.sockets}",
            "BROKER_URL": f"redis+socket://{self.valkey_socket}",
        }


def find(data: Path) -> Paths:
    """The paths of the data folder `data`, which is created when missing.

    Raises EmbeddedError when nothing can be created there.
    """
    data = Path(os.path.abspath(data))
    try:
        _make_data_folder(data)
        servers = servers_of(data)
        account = of_servers(servers / "postgres")
        _make_passable(servers)
    except PermissionError as error:
        raise EmbeddedError(
            f"{error.filename} cannot be written by this account. Name a data folder of your own "
            "with JIANJIAN_DATA (bin/run also takes --data)."
        ) from error
    if not account.reaches(servers):
        servers = _elsewhere(data / POINTER)
    sockets = account.make_folder(_socket_folder(servers, account))
    return Paths(data=data, servers=servers, sockets=sockets, account=account)


def servers_of(data: Path) -> Path:
    """The folder of the servers: inside the data folder, or where its pointer says."""
    pointer = data / POINTER
    return Path(pointer.read_text().strip()) if pointer.exists() else data / "servers"


def _make_data_folder(data: Path) -> None:
    if not data.exists():
        data.mkdir(parents=True)
        # Others may pass through to what is theirs when the servers change account, no more.
        data.chmod(PASSABLE if os.getuid() == 0 else 0o700)
        (data / "mail").mkdir(mode=0o700)


def _make_passable(folder: Path) -> None:
    """Create `folder` so that others may pass through it, whatever the umask."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(PASSABLE)


def _elsewhere(pointer: Path) -> Path:
    """A folder outside a closed home such as /root, remembered in the data folder.

    Its name is random, so that a deleted data folder never finds old servers again.
    """
    _make_passable(UNREACHABLE_HOME)
    servers = UNREACHABLE_HOME / secrets.token_hex(8)
    _make_passable(servers)
    pointer.write_text(f"{servers}\n")
    return servers


def _socket_folder(servers: Path, account: Account) -> Path:
    """Beside the data, or in a short place when a socket's path would be too long or odd there.

    The same for everybody who uses these servers, whatever his TMPDIR.
    """
    beside = servers / "run"
    short = len(os.fsencode(beside)) + 1 + len(LONGEST_SOCKET_NAME) <= SOCKET_PATH_LIMIT
    if short and PLAIN.fullmatch(str(beside)):
        return beside
    digest = hashlib.sha256(os.fsencode(servers)).hexdigest()[:16]
    return SHORT_HOME / f"jianjian-{account.uid}-{digest}"
