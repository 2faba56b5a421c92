"""The clocks of a case as plain values, each with the proof of its last day."""

from typing import Any

from django.db.models import QuerySet

from workflows.clocks import clock_reckoning
from workflows.models import Clock


def explained(clocks: QuerySet[Clock]) -> list[dict[str, Any]]:
    """Clocks of a case in the order they were started, computed anew from their events.

    As `Deadline.as_json`, with the unit whose limit it is and, under `stored`, the cached date
    that lists and alarms go by; the two differ only if the calendar has changed since.
    """
    whole = clocks.select_related("rule", "unit__region").prefetch_related("events")
    return [_explained(clock) for clock in whole]


def _explained(clock: Clock) -> dict[str, Any]:
    return clock_reckoning.explain(clock).as_json() | {
        "responsible": {"code": clock.unit.code, "name": clock.unit.name},
        "stored": {
            "due_on": clock.due_on.isoformat() if clock.due_on else None,
            "state": clock.state,
        },
    }
