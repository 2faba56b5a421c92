"""bin/run as a person meets it: one command, an address, and nothing left behind."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from launcher.run import _answered_hosts, arguments
from launcher.startup_banner import announce
from tests.launcher.conftest import (
    ROOT,
    Python,
    Started,
    free_port,
    is_alive,
    own_environment,
    servers_of,
    started,
    wait_for,
)

# The tables of the tests are copied: they have to be there.
pytestmark = [pytest.mark.usefixtures("alone"), pytest.mark.django_db]

# What takes a tenth of a second and more to load, and a sum of days never needs.
LARGE = {"av", "docx", "highspy", "numpy", "openpyxl", "pygal", "pypdfium2", "xlsxwriter"}


def get(port: int, path: str = "/healthz") -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()


def answers(port: int) -> bool:
    try:
        return get(port)[0] == 200
    except OSError:
        return False


def bin_run(*given: str | Path) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [ROOT / "bin" / "run", *given]
    return subprocess.run(
        command, env=own_environment(), capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def system(used: Path) -> Iterator[Started]:
    """One start for whatever is asked of a running system; the last test that asks stops it."""
    with started(used) as running:
        yield running


@pytest.mark.slow
def test_it_answers_with_its_processes_and_says_where_the_data_is(system: Started) -> None:
    status, body = get(system.port)
    assert (status, b'"broker": "ok"' in body) == (200, True)
    told = " ".join(word for process in system.below() for word in process.cmdline())
    assert [name for name in (" worker ", " beat", "config.wsgi") if name not in told] == []
    assert system.said(f"Data folder: {system.data}")


@pytest.mark.slow
def test_it_runs_once_a_folder(system: Started) -> None:
    second = bin_run("--data", system.data, "--port", str(system.port))
    assert second.returncode == 1
    assert f"already being run by process {system.process.pid}" in second.stderr


@pytest.mark.slow
def test_a_process_that_dies_is_started_again_and_so_is_a_server(system: Started) -> None:
    system.named("config.wsgi").kill()
    wait_for(lambda: system.said("web was killed by signal 9; it is started again in 1 s"))
    wait_for(lambda: answers(system.port))
    broker = servers_of(system.data)[1]
    broker.kill()
    wait_for(lambda: system.said("Valkey had died and runs again"))
    wait_for(lambda: answers(system.port))
    assert system.process.poll() is None


@pytest.mark.slow
def test_while_it_runs_a_limit_is_answered_by_what_runs(system: Started) -> None:
    """From its tables, by one process that loads nothing large: `bin/bench command` times it."""
    command = [str(ROOT / "bin" / "manage"), "deadline", "handle", "--start", "2026-08-03"]
    environment = own_environment(JIANJIAN_DATA=str(system.data), PYTHONPROFILEIMPORTTIME="1")
    servers = servers_of(system.data)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert servers_of(system.data) == servers
    assert "2026-10-08" in done.stdout
    lines = done.stderr.splitlines()
    assert [line for line in lines if not line.startswith("import time:")] == []
    loaded = {line.rpartition("|")[2].strip() for line in lines}
    assert "workflows.counting.due_date" in loaded
    assert LARGE & loaded == set()


@pytest.mark.slow
def test_status_names_what_runs_and_stop_ends_it(system: Started) -> None:
    data = system.data
    said = bin_run("--status", "--data", data)
    assert said.returncode == 0
    assert f"process {system.process.pid}, http://127.0.0.1:{system.port}/" in said.stdout
    assert all(f"process {server.pid}" in said.stdout for server in servers_of(data))
    assert bin_run("--remove-data", "--data", data).returncode == 1
    assert bin_run("--stop", "--data", data).returncode == 0
    assert system.process.wait(10) == 0
    assert servers_of(data) == []
    assert bin_run("--status", "--data", data).returncode == 1


@pytest.mark.slow
def test_nothing_survives_a_killed_run_and_the_next_one_leaves_nothing_when_told_to_stop(
    used: Path,
) -> None:
    with started(used) as running:
        everything = [*running.below(), *servers_of(used)]
        running.process.kill()
        wait_for(lambda: not any(is_alive(process.pid) for process in everything), seconds=30)
    with started(used) as again:
        assert answers(again.port)
        everything = again.below()
        again.process.send_signal(signal.SIGTERM)
        assert again.process.wait(60) == 0
    assert servers_of(used) == []
    assert [process for process in everything if is_alive(process.pid)] == []
    assert not answers(again.port)


def test_a_port_that_is_taken_is_named_before_anything_starts(folder: Path, python: Python) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = python("-m", "launcher.run", "--data", str(folder), "--port", port)
    assert done.returncode == 1
    assert "Choose another --port" in done.stderr
    assert not folder.exists()


@pytest.mark.parametrize(
    "given", [["--port", "many"], ["--status", "--stop"]], ids=["port", "two at once"]
)
def test_wrong_usage_exits_with_two(given: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        arguments(given)
    assert refused.value.code == 2


def test_an_address_of_the_network_is_answered_for_only_when_asked() -> None:
    assert _answered_hosts("127.0.0.1") == "localhost,127.0.0.1,[::1]"
    assert _answered_hosts("::1") == "localhost,127.0.0.1,[::1]"
    assert socket.gethostname() in _answered_hosts("0.0.0.0").split(",")


def test_nothing_is_announced_while_nothing_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("launcher.startup_banner.PATIENCE_SECONDS", 0.2)
    announce("127.0.0.1", free_port(), "registrar\t登记员")
    said = capsys.readouterr()
    assert said.out == ""
    assert "has not answered" in said.err
