"""A real web server that is asked more than it can do: it refuses early, and is back at once."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from typing import Final

import pytest
from django.db import connection, transaction

from tests.config.conftest import ROOT
from tests.config.test_production import this_database
from tests.launcher.conftest import free_port, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
COMMAND: Final = ("-m", "gunicorn", "config.wsgi", "--config", "config/gunicorn.py")
ONE_THREAD: Final = {
    "JIANJIAN_ENV": "development",
    "DEBUG": "1",  # static files as they are, without a collecting step
    "PROCESS_ROLE": "web",
    "WEB_CONCURRENCY": "1",
    "WEB_THREADS": "1",
    "LONGEST_QUEUE_S": "0.5",
    "LOCK_TIMEOUT_S": "60",
    "STATEMENT_TIMEOUT_S": "60",
}
WAITING: Final = 20


@contextmanager
def web(**settings: str) -> Iterator[int]:
    """The port of a web server, of one thread by itself, on the tables of the tests."""
    port = free_port()
    environment = os.environ | ONE_THREAD | {"DATABASE_URL": this_database()} | settings
    command = [sys.executable, *COMMAND, "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
        try:
            wait_for(lambda: ask(port, "/livez") == 200 or server.poll() is not None, seconds=120)
            yield port
        finally:
            server.terminate()


def ask(port: int, path: str) -> int:
    return _asked(port, path)[0]


def _asked(port: int, path: str) -> tuple[int, str]:
    client = HTTPConnection("127.0.0.1", port, timeout=120)
    with suppress(OSError, HTTPException):
        client.request("GET", path)
        answer = client.getresponse()
        text = answer.read().decode()
        client.close()
        return answer.status, text
    return 0, ""


def _waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'organizations_unit'::regclass"
        )
        return cursor.fetchone() is not None


def test_who_waited_too_long_is_refused_and_the_next_is_served() -> None:
    with web() as port, ThreadPoolExecutor(WAITING + 1) as clients:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE organizations_unit")
            first: Future[int] = clients.submit(ask, port, "/portal/submit/")
            wait_for(_waits)
            others = [clients.submit(ask, port, "/portal/submit/") for _n in range(WAITING)]
            cursor.execute("SELECT pg_sleep(2)")  # four times as long as anybody is to wait
        assert first.result() == 200
        assert Counter(each.result() for each in others) == {503: WAITING}
        assert ask(port, "/portal/submit/") == 200


def test_whichever_process_is_asked_tells_what_all_have_answered() -> None:
    with web(WEB_CONCURRENCY="2", LONGEST_QUEUE_S="60") as port:
        for _n in range(WAITING):
            assert ask(port, "/readyz") == 200
        counted = 'jianjian_request_seconds_count{method="GET",route="readyz",status="200"} 20.0'
        for _n in range(WAITING):
            assert counted in _asked(port, "/metrics")[1]
