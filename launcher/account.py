"""Which operating-system account the embedded servers run as, and what it can reach.

PostgreSQL refuses to run as root. Only the servers change account: a Python under /root could
not be run by anybody else.
"""

import os
import pwd
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ACCOUNTS = ("postgres", "nobody")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class EmbeddedError(Exception):
    """The embedded servers cannot be started or used; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """The account of the servers; `changes` when it is not the one running this Python."""

    uid: int
    gid: int
    changes: bool

    def run(
        self,
        *command: str | Path,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        check: bool = True,
    ) -> subprocess.CompletedProcess[str]:
        """Run a server's own programme as this account, away from the terminal's signals."""
        done = subprocess.run(  # noqa: S603 - fixed programmes out of installed wheels
            [str(part) for part in command],
            cwd=folder or "/",
            env=ENVIRONMENT | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,
            check=False,
            user=self.uid if self.changes else None,
            group=self.gid if self.changes else None,
            extra_groups=[] if self.changes else None,
        )
        if check and done.returncode:
            raise EmbeddedError(f"{command[0]} failed:\n{done.stdout}{done.stderr}".strip())
        return done

    def owns(self, folder: Path) -> bool:
        return folder.stat().st_uid == self.uid

    def make_folder(self, folder: Path, *, mode: int = 0o700) -> Path:
        """Create `folder` for this account alone, or refuse one that belongs to another."""
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        if self.changes and folder.lstat().st_uid == os.getuid():
            os.chown(folder, self.uid, self.gid)
        if folder.is_symlink() or not self.owns(folder):
            raise EmbeddedError(
                f"{folder} belongs to another account. Run as that account, or name another "
                "data folder with --data or JIANJIAN_DATA."
            )
        folder.chmod(mode)
        return folder

    def reaches(self, path: Path) -> bool:
        """Whether this account may pass every folder on the way to `path`."""
        return not self.changes or self.run("test", "-x", path, check=False).returncode == 0


def of_servers(existing: Path) -> Account:
    """The account that owns `existing` data; for new data as root the first known of ACCOUNTS."""
    if os.getuid() != 0:
        return Account(os.getuid(), os.getgid(), changes=False)
    if existing.exists() and existing.stat().st_uid != 0:
        owner = existing.stat()
        return Account(owner.st_uid, owner.st_gid, changes=True)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, changes=True)
    raise EmbeddedError(
        "Started as root, PostgreSQL needs an account to run as; there is neither "
        f"{' nor '.join(ACCOUNTS)}. Create one, or run as an ordinary user."
    )
