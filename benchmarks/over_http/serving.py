"""Web servers under measurement: gunicorn with two workers of four threads, as in the Procfile."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psutil
from django.db import connection

from benchmarks.over_http.load import Report
from benchmarks.over_http.steps import Step, Steps
from config.environment import BASE_DIR

APPLICATION: Final = "benchmarks.over_http.counting:application"
PLAIN: Final = ("--workers", "2", "--threads", "4", "--preload", "--log-level", "warning")
OURS: Final = ("--config", "config/gunicorn.py")
START_S, STOP_S = 60, 15
MEGABYTE: Final = 2**20
LOG_SHOWN: Final = 4000


class MeasurementError(Exception):
    """A server did not start, or an answer was not a good one."""


@dataclass(slots=True)
class Side:
    """One application that answers, and what it is asked."""

    name: str
    port: int
    process: psutil.Process
    log: Path
    steps: Steps
    connections: int
    numbers: int = 0

    def drive(self, step: Step, seconds: float) -> Report:
        """Have a process of its own make the visits of a step for so long."""
        return self._load(step, seconds=seconds, count=False)

    def count_statements(self, step: Step) -> int:
        return self._load(step, seconds=START_S, count=True).statements

    def _load(self, step: Step, **how: Any) -> Report:
        connections = 1 if step.alone else self.connections
        plan = {
            "port": self.port, "connections": connections, "first": self.numbers,
            "step": asdict(step), **how,
        }  # fmt: skip
        done = subprocess.run(  # our own programme
            [sys.executable, "-P", "-m", "benchmarks.over_http.load"],
            input=json.dumps(plan),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=os.environ | {"PYTHONPATH": str(BASE_DIR)},
        )
        report = Report(**json.loads(done.stdout))
        if report.bad:
            raise MeasurementError(f"{self.name}: {report.bad}\n{_end(self.log)}")
        self.numbers += len(report.took) + connections + 2
        return report

    def worker_mb(self) -> int:
        """The memory of the larger worker."""
        return max(child.memory_info().rss for child in self.process.children()) // MEGABYTE


def cpu_seconds(first: psutil.Process | None) -> float:
    """What a process and all it started have used, those that have ended included."""
    if first is None:
        return 0.0
    used = sum(first.cpu_times()[:4])
    for child in first.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            used += sum(child.cpu_times()[:4])
    return float(used)


def database_server() -> psutil.Process | None:
    """The server's first process; None where it doesn't run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        found = psutil.Process(pid).parent()
    except psutil.NoSuchProcess:
        return None
    return found if found and found.name().startswith("postgres") else None


@contextmanager
def serving(
    options: tuple[str, ...],
    environment: Mapping[str, str],
    *,
    log: Path,
    python: str | Path = sys.executable,
) -> Iterator[tuple[int, psutil.Process]]:
    """A web server on a free port: the port and the first process."""
    port = _free_port()
    command = [str(python), "-m", "gunicorn", APPLICATION, *options, "--bind", f"127.0.0.1:{port}"]
    told = {**os.environ, "PYTHONPATH": str(BASE_DIR), **environment}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # gunicorn out of an installed wheel
            command, cwd=BASE_DIR, env=told, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait(process, port, log)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_S)
        with closing(connection), suppress(ConnectionError):
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        time.sleep(0.1)
    raise MeasurementError(f"The server does not answer:\n{_end(log)}")


def _end(log: Path) -> str:
    return log.read_text()[-LOG_SHOWN:]
