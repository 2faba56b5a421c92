"""bin/run as a person meets it: one command, an address, and nothing left behind."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from launcher.run import _answered_hosts, arguments
from launcher.startup_banner import announce
from tests.launcher.conftest import ROOT, Python, servers_of

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def running(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """bin/run on a new folder, once it has said where it is."""
    command = [str(ROOT / "bin" / "run"), "--empty", "--port", str(port), "--data", str(folder)]
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DJANGO_SETTINGS_MODULE", "JIANJIAN_DATA")
    }
    with subprocess.Popen(
        command,
        env=environment | {"JIANJIAN_ENV": "development"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"件件 Jianjian: http://127.0.0.1:{port}/\n"
        yield process
        process.terminate()


def get(port: int, path: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()


def processes_under(parent: int) -> list[psutil.Process]:
    children = psutil.Process(parent).children(recursive=True)
    return [child for child in children if child.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.slow
def test_it_runs_once_a_folder_and_leaves_nothing_when_told_to_stop(
    running: subprocess.Popen[str], folder: Path, port: int, python: Python
) -> None:
    status, body = get(port, "/healthz")
    assert (status, b'"broker": "ok"' in body) == (200, True)
    started = processes_under(running.pid)
    told = " ".join(word for process in started for word in process.cmdline())
    assert [name for name in (" worker ", " beat", "config.wsgi") if name not in told] == []

    second = python("-m", "launcher.run", "--data", str(folder), "--port", "0")
    assert second.returncode == 1
    assert "already being run" in second.stderr
    assert len(servers_of(folder)) == 2

    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 0
    assert servers_of(folder) == []
    assert [process for process in started if process.is_running()] == []
    with pytest.raises(ConnectionRefusedError):
        get(port, "/healthz")


def test_a_port_that_is_taken_is_named_before_anything_starts(folder: Path, python: Python) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = python("-m", "launcher.run", "--data", str(folder), "--port", port)
    assert done.returncode == 1
    assert "Choose another --port" in done.stderr
    assert not folder.exists()


def test_wrong_usage_exits_with_two() -> None:
    with pytest.raises(SystemExit) as refused:
        arguments(["--port", "many"])
    assert refused.value.code == 2


def test_an_address_of_the_network_is_answered_for_only_when_asked() -> None:
    assert _answered_hosts("127.0.0.1") == "localhost,127.0.0.1,[::1]"
    assert _answered_hosts("::1") == "localhost,127.0.0.1,[::1]"
    assert socket.gethostname() in _answered_hosts("0.0.0.0").split(",")


def test_nothing_is_announced_while_nothing_answers(
    port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("launcher.startup_banner.PATIENCE_SECONDS", 0.2)
    announce("127.0.0.1", port, "registrar\t登记员")
    said = capsys.readouterr()
    assert said.out == ""
    assert "has not answered" in said.err
