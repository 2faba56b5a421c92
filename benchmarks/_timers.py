"""viewflow's own timers, fired by its own dispatcher: what a ladder on them would cost."""

import time
from datetime import timedelta
from typing import Any

from django.test.utils import modify_settings
from django.utils import timezone
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.timers import fire_due_timers


class TimerFlow(flow.Flow):  # type: ignore[misc]  # viewflow ships no types
    """A limit with one rung: wait, note that it fired, end."""

    process_class = Process

    start = flow.StartHandle().Next(this.wait)
    wait = flow.Timer(timedelta(days=1)).Next(this.speak)
    speak = flow.Function(this.note).Next(this.end)
    end = flow.End()

    def note(self, _activation: Any) -> None:
        """The record is viewflow's own row of this task."""


def rate(count: int) -> float:
    """Timers fired in a second, of `count` that are due."""
    # viewflow finds a flow by the app it is in.
    with modify_settings(INSTALLED_APPS={"append": ["benchmarks"]}):
        return _rate(count)


def _rate(count: int) -> float:
    past = timezone.now() - timedelta(hours=1)
    processes = Process.objects.bulk_create(
        Process(flow_class=TimerFlow, status=PROCESS.NEW) for _ in range(count)
    )
    Task.objects.bulk_create(
        Task(
            process=process,
            flow_task=TimerFlow.wait,
            flow_task_type="TIMER",
            status=STATUS.SCHEDULED,
            scheduled=past,
        )
        for process in processes
    )
    began = time.perf_counter()
    fired = fire_due_timers()
    return float(fired / (time.perf_counter() - began))
