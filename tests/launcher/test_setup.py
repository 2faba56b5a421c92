"""`bin/_setup`: what it says when something is missing, and that it writes nothing when current."""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.launcher.conftest import ROOT

NOBODY = 65534
SOURCE = 'LOCKS=base; . "$0"'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with two small locks, of packages that no registry has."""
    tmp_path.chmod(0o755)
    root = tmp_path / "clone"
    (root / "bin").mkdir(parents=True)
    (root / "requirements").mkdir()
    shutil.copy(ROOT / "bin" / "_setup", root / "bin")
    for lock in ("base", "installer"):
        line = f"no-such-package-of-{lock}==1.0 --hash=sha256:{'0' * 64}\n"
        (root / "requirements" / f"{lock}.txt").write_text(line)
    return root


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def set_up(
    clone: Path, user: int | None = None, **changes: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euc", SOURCE, clone / "bin" / "_setup"],
        env=os.environ | {"JIANJIAN_VENV": str(clone / ".venv")} | changes,
        capture_output=True,
        text=True,
        check=False,
        user=user,
    )


def mark_current(clone: Path) -> None:
    """As after an installation: a Python, and the digest of the lock and of that Python."""
    python = script(clone / ".venv" / "bin" / "python", "exit 0")
    lock = (clone / "requirements" / "base.txt").read_bytes()
    stamp = sha256(lock + f"{python.resolve()}\n".encode()).hexdigest()
    (clone / ".venv" / ".installed-base").write_text(f"{stamp}\n")


def test_what_pip_says_is_shown_with_the_way_without_network(clone: Path) -> None:
    script(clone / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    done = set_up(clone, PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert "No matching distribution found for no-such-package-of-base" in done.stderr
    assert "no-such-package-of-installer" in done.stderr
    assert "PIP_FIND_LINKS=FOLDER" in done.stderr


def test_a_python_that_is_gone_is_named_and_nothing_is_advised_that_would_not_help(
    clone: Path,
) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to("/gone/python3.11")
    fails = (
        f'[ "$1" = -m ] && {{ echo "the reason: $*" >&2; exit 1; }}; exec "{sys.executable}" "$@"'
    )
    done = set_up(clone, PYTHON_FOR_VENV=str(script(clone / "python", fails)))
    assert done.returncode == 1
    assert "is gone or broken (/gone/python3.11): making it anew" in done.stderr
    assert "the reason: -m venv --clear" in done.stderr
    assert "apt-get" not in done.stderr


def test_nothing_is_written_when_everything_is_current(clone: Path) -> None:
    mark_current(clone)
    before = sorted(clone.rglob("*"))
    assert set_up(clone).returncode == 0
    assert sorted(clone.rglob("*")) == before


@pytest.mark.skipif(os.getuid() != 0, reason="only root can run something as another account")
@pytest.mark.parametrize("current", [True, False])
def test_another_account_runs_what_is_current_and_is_told_who_must_set_up_the_rest(
    current: bool,  # noqa: FBT001 - a case of the matrix
    clone: Path,
) -> None:
    for folder in (clone, *clone.parents):
        if folder.is_relative_to("/tmp/pytest-of-root"):  # noqa: S108 - pytest's own
            folder.chmod(0o755)
    mark_current(clone)
    if not current:
        (clone / "requirements" / "base.txt").write_text("other==1.0\n")
    done = set_up(clone, NOBODY)
    assert (done.returncode == 0) is current, done.stderr
    assert ("as the account that owns the folder" in done.stderr) is not current


@pytest.mark.parametrize(
    ("settings", "expected"),
    [("", "base embedded"), ("DATABASE_URL=postgresql:///x\nBROKER_URL=redis://x\n", "base ")],
    ids=["servers of its own", "named servers"],
)
def test_named_servers_need_no_embedded_ones(settings: str, expected: str, clone: Path) -> None:
    (clone / ".env").write_text(settings)
    text = 'LOCKS="base servers"; . "$0"; '
    without = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "BROKER_URL")}
    set_up_script = (clone / "bin" / "_setup").read_text().partition("find_python() {")[0]
    (clone / "bin" / "_setup").write_text(set_up_script)
    done = subprocess.run(
        ["bash", "-euc", f'{text} printf "%s" "$LOCKS"', clone / "bin" / "_setup"],
        env=without,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == expected
