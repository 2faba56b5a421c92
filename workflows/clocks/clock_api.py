"""Every clock of a case as plain values, each with the proof of its last day."""

from typing import Any

from workflows.clocks import clock_services
from workflows.models import Case, Clock


def explained(case: Case) -> list[dict[str, Any]]:
    """The clocks in the order they were started, computed anew from their events.

    As `Deadline.as_json`, with the unit whose limit it is and, under `stored`, the cached date
    that lists and alarms go by; the two differ only if the calendar has changed since.
    """
    clocks = case.clocks.select_related("rule", "unit__region").prefetch_related("events")
    return [_explained(clock) for clock in clocks]


def _explained(clock: Clock) -> dict[str, Any]:
    return clock_services.explain(clock).as_json() | {
        "responsible": {"code": clock.unit.code, "name": clock.unit.name},
        "stored": {
            "due_on": clock.due_on.isoformat() if clock.due_on else None,
            "state": clock.state,
        },
    }
