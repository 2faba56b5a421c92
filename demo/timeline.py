"""Acts of many cases in the order of time, with a sweep whenever a rung is due between them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final

from demo.loading import refresh_statistics
from demo.progress import Progress
from workflows.escalation.alarm_sweep import backlog
from workflows.escalation.rung_effects import sweep

REFRESHED: Final = (20, 100, 500)
"""After so many acts the database counts its rows anew, to choose its ways well."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done at an instant."""

    at: datetime
    do: Callable[[], object]


def play(steps: Iterable[Step], *, until: datetime, progress: Progress) -> int:
    """Do all steps, those of one instant as they stand; returns how many."""
    ordered = sorted(steps, key=attrgetter("at"))
    for done, step in enumerate(ordered, start=1):
        _sweep_until(step.at)
        step.do()
        if done in REFRESHED:
            refresh_statistics()
        progress.step(done)
    _sweep_until(until)
    sweep(until)
    return len(ordered)


def _sweep_until(at: datetime) -> None:
    """As the beat does: every rung at the instant that its ladder names."""
    while (since := backlog(at).since) is not None:
        sweep(since)
