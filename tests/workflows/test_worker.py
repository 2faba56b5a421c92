"""The ladder through a real worker process that dies half-way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from config.celery import app
from tests.office import open_office
from tests.workflows.test_sweep import database_url, many_due
from workflows.models import Alarm, CaseEvent
from workflows.tasks import sweep_clocks

PATIENCE_S = 120


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "1"],
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until, "the worker did not get there"
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_and_doubles_nothing() -> None:
    app.control.purge()
    total = many_due(open_office(), copies=100)
    with worker():
        sweep_clocks.delay()
        wait_for(Alarm.objects.filter(state=Alarm.State.FIRED).exists)
    with worker():
        sweep_clocks.delay()
        wait_for(lambda: not Alarm.objects.filter(state=Alarm.State.PENDING).exists())
    assert Alarm.objects.filter(state=Alarm.State.FIRED).count() == total
    assert CaseEvent.objects.filter(actor_kind="timer").count() == total
