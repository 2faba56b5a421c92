"""Where a data folder may lie, and who may enter it."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from kombu import Connection

from launcher.account import EmbeddedError
from launcher.control import remove, remove_data
from launcher.embedded import services
from launcher.paths import find
from launcher.programmes import POSTGRES, VALKEY, Wheel, _copied
from tests.launcher.conftest import ROOT, own_environment

pytestmark = pytest.mark.usefixtures("alone")
LONG = "/".join(["a" * 100, "b" * 100, "c" * 60])


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["路 径", "a b", "a%20b", "a&b=c", "a,b", "a'b", "a$HOME", LONG],
    ids=["chinese", "blank", "percent", "ampersand", "comma", "quote", "dollar", "260 characters"],
)
def test_both_servers_answer_in_a_folder_called(name: str, folder: Path) -> None:
    data = folder / name
    with umask(0o022):
        data.parent.mkdir(parents=True, exist_ok=True)
    with services(data, durable=False) as environment:
        with psycopg.connect(environment["DATABASE_OWNER_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with Connection(environment["BROKER_URL"]) as broker:
            broker.ensure_connection(max_retries=1, timeout=5)
    remove(data)


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077], ids=oct)
@pytest.mark.parametrize(
    ("wheel", "programme"),
    [(POSTGRES, "initdb"), (POSTGRES, "postgres"), (VALKEY, "valkey-server")],
    ids=["initdb", "postgres", "valkey-server"],
)
def test_a_copy_runs_with_its_libraries_for_another_account(
    wheel: Wheel, programme: str, mask: int, folder: Path
) -> None:
    paths = find(folder)
    with umask(mask):
        copy = wheel.programme_in(_copied(wheel.installed(), paths))
    assert "." in paths.account.run(copy.with_name(programme), "--version").stdout
    closed = [p for p in (paths.servers / "programmes").rglob("*") if not _open_to_all(p)]
    assert closed == []


def _open_to_all(path: Path) -> bool:
    mode = path.stat().st_mode
    return bool(mode & stat.S_IROTH and (not path.is_dir() or mode & stat.S_IXOTH))


@pytest.mark.skipif(os.getuid() != 0, reason="an ordinary user's servers pass their own folders")
@pytest.mark.parametrize("mask", [0o022, 0o077], ids=oct)
def test_as_root_a_closed_home_is_not_opened_but_the_servers_move_out(
    mask: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    with umask(mask), services(closed / "data", durable=False) as environment:
        psycopg.connect(environment["DATABASE_OWNER_URL"]).close()
        outside = find(closed / "data").servers
        assert not outside.is_relative_to(closed)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    with services(closed / "data", durable=False):
        assert find(closed / "data").servers == outside
    assert remove_data(closed / "data") == 0
    assert f"Removed {outside}" in capsys.readouterr().err
    assert not outside.exists() and not (closed / "data").exists()


def test_what_is_no_data_folder_is_not_removed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    assert remove_data(folder) == 1
    assert "nothing was removed" in capsys.readouterr().err
    assert (folder / "letter.txt").exists()


def test_data_in_use_is_not_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with services(folder, durable=False):
        assert remove_data(folder) == 1
    assert "is using the servers" in capsys.readouterr().err


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_socket_folder_of_another_account_is_refused(folder: Path) -> None:
    with services(folder, durable=False):
        sockets = find(folder).sockets
    os.chown(sockets, 12345, 12345)
    with pytest.raises(EmbeddedError, match="belongs to another account"):
        find(folder)


def test_sockets_do_not_depend_on_the_temporary_folder_of_the_user(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = find(folder / "a b")
    monkeypatch.setenv("TMPDIR", str(folder / "elsewhere"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "elsewhere"))
    assert find(folder / "a b") == odd
    remove(folder / "a b")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_named_with_what_to_do(folder: Path) -> None:
    folder.mkdir(mode=0o711)
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0711", "none", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this container may not mount a disk")
    try:
        command = [sys.executable, "-P", "-m", "launcher.run", "--data", str(folder), "--port", "0"]
        environment = own_environment(PYTHONPATH=str(ROOT))
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    assert done.returncode == 1
    assert "There is no room left on the disk" in done.stderr
    assert "Traceback" not in done.stderr
