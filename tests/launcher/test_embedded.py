"""The embedded servers: real ones, on sockets alone, kept as long as somebody uses them."""

import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from launcher.embedded import services
from launcher.paths import find
from tests.launcher.conftest import ROOT, is_alive, servers_of, wait_for

pytestmark = pytest.mark.usefixtures("alone")


def rows(url: str) -> list[tuple[str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def keep(url: str, word: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def user_of(folder: Path) -> subprocess.Popen[str]:
    """Another process that uses the servers of `folder` until its standard input closes."""
    code = (
        "import sys; from pathlib import Path; from launcher.embedded import services\n"
        "with services(Path(sys.argv[1]), durable=False):\n"
        "    print('up', flush=True); sys.stdin.read()"
    )
    user = subprocess.Popen(
        [sys.executable, "-P", "-c", code, str(folder)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "up\n"
    return user


def test_both_servers_answer_on_sockets_in_a_closed_folder_and_on_no_port(folder: Path) -> None:
    with services(folder, durable=False) as environment:
        keep(environment["DATABASE_OWNER_URL"], "件件")
        sockets = find(folder).sockets
        with redis.Redis(unix_socket_path=str(sockets / "valkey.sock")) as broker:
            assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            assert broker.config_get("appendonly") == {"appendonly": "yes"}
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        listening = [c for s in servers_of(folder) for c in s.net_connections("inet")]
    assert listening == []


def test_data_and_key_are_kept_and_nothing_runs_after_leaving(folder: Path) -> None:
    with services(folder, durable=False) as environment:
        keep(environment["DATABASE_OWNER_URL"], "first")
        key = environment["SECRET_KEY"]
        assert len(servers_of(folder)) == 2
    assert servers_of(folder) == []
    with services(folder, durable=False) as environment:
        assert rows(environment["DATABASE_OWNER_URL"]) == [("first",)]
        assert environment["SECRET_KEY"] == key


def test_the_first_to_leave_does_not_stop_the_servers_of_the_other(folder: Path) -> None:
    other = user_of(folder)
    with services(folder, durable=False) as environment:
        keep(environment["DATABASE_OWNER_URL"], "shared")
    assert len(servers_of(folder)) == 2
    other.communicate()
    assert other.returncode == 0
    assert servers_of(folder) == []


def test_the_servers_of_a_killed_user_end_and_can_be_started_again(folder: Path) -> None:
    other = user_of(folder)
    running = servers_of(folder)
    other.kill()
    other.communicate()
    wait_for(lambda: not any(is_alive(server.pid) for server in running))
    with services(folder, durable=False):
        assert len(servers_of(folder)) == 2
    assert servers_of(folder) == []


def test_a_killed_user_does_not_take_the_servers_from_the_other(folder: Path) -> None:
    with services(folder, durable=False):
        other = user_of(folder)
        other.kill()
        other.communicate()
        time.sleep(1)
        assert len(servers_of(folder)) == 2
    assert servers_of(folder) == []


def names(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        return str(folder) in process.cmdline()
    return False


def test_users_who_come_and_go_at_once_leave_nothing_behind(folder: Path) -> None:
    for _n in range(3):
        users = [user_of(folder) for _m in range(2)]
        users[0].kill()
        for user in users:
            user.communicate()
    wait_for(lambda: servers_of(folder) == [])
    watching = [process for process in psutil.process_iter() if names(process, folder)]
    wait_for(lambda: not any(is_alive(process.pid) for process in watching))


def test_pid_files_of_killed_servers_that_now_name_another_process_are_survived(
    folder: Path,
) -> None:
    other = user_of(folder)
    for server in servers_of(folder):
        server.send_signal(signal.SIGKILL)
    other.kill()
    other.communicate()
    time.sleep(0.5)
    paths = find(folder)
    pid_file = paths.postgres / "postmaster.pid"
    stale = pid_file.read_text().splitlines(keepends=True)
    pid_file.write_text("".join([f"{os.getpid()}\n", *stale[1:]]))
    (paths.valkey / "valkey.pid").write_text(f"{os.getpid()}\n")
    with services(folder, durable=False) as environment:
        keep(environment["DATABASE_OWNER_URL"], "again")
        assert len({server.pid for server in servers_of(folder)} - {os.getpid()}) == 2


def test_what_the_environment_names_is_not_started(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/x")
    monkeypatch.setenv("BROKER_URL", "redis://elsewhere/0")
    with services(folder) as environment:
        assert environment.keys() == {"SECRET_KEY", "JIANJIAN_DATA"}
        assert servers_of(folder) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root starts servers as another account")
def test_started_as_root_the_servers_run_as_another_account(folder: Path) -> None:
    with services(folder, durable=False):
        owners = {server.uids().real for server in servers_of(folder)}
    assert 0 not in owners
    assert len(owners) == 1
