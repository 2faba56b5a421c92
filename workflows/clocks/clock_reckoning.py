"""What the events of a clock come to: the date on its row, and the alarms of its ladder."""

import json
from collections.abc import Collection
from typing import Any

from organizations.bulk_lookup import Among
from organizations.prepared_statements import execute
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting import due_date
from workflows.counting.due_date import Deadline, EventKind
from workflows.models import Clock, ClockEvent

# Written as a set, in one statement: an act has one clock or two, a sweep has hundreds.
SET_ALARMS = """
    INSERT INTO workflows_alarm (clock_id, ladder_id, rung, term, fires_at, state)
    SELECT place, ladder_id, rung, term, fires_at, 'pending'
    FROM json_to_recordset(%s) AS alarm (
        place bigint, ladder_id bigint, rung text, term smallint, fires_at timestamptz)
"""


def explain(clock: Clock, almanac: DeadlineContext | None = None) -> Deadline:
    """The due date of a clock with its day-by-day proof, from its events alone."""
    return (almanac or DeadlineContext()).deadline(clock, events_of(clock))


def events_of(clock: Clock) -> list[due_date.Event]:
    """The events of a clock as the count of days takes them."""
    return [as_event(row) for row in clock.events.all()]


def events_by_clock(clock_ids: Collection[int]) -> dict[int, list[due_date.Event]]:
    """The same for many clocks; one query."""
    events: dict[int, list[due_date.Event]] = {clock_id: [] for clock_id in clock_ids}
    rows = ClockEvent.objects.filter(Among("clock", clock_ids)).order_by("pk")
    fields = ("clock_id", "kind", "on", "days", "reason", "document", "was")
    for clock_id, kind, *facts in rows.values_list(*fields):
        events[clock_id].append(due_date.Event(EventKind(kind), *facts))
    return events


def as_event(row: ClockEvent) -> due_date.Event:
    """A row as the count of days takes it; it need not be written yet."""
    return due_date.Event(
        EventKind(row.kind),
        row.on,
        days=row.days,
        reason=row.reason,
        document=row.document,
        was=row.was,
    )


def note_result(clock: Clock, result: Deadline) -> None:
    """Put what was counted on the row, which is not written here."""
    clock.due_on, clock.due_at = result.due_on, result.due_at
    clock.provisional = result.provisional
    clock.calendar_version = result.calendar_version


def set_alarms(clock: Clock, almanac: DeadlineContext) -> None:
    """Write the alarms of a clock that goes on."""
    if rows := alarm_rows(clock.pk, clock, almanac):
        execute(SET_ALARMS, json.dumps(rows))


def alarm_rows(place: int, clock: Clock, almanac: DeadlineContext) -> list[dict[str, Any]]:
    """One row for each rung of its ladder, for its present term."""
    return [
        {
            "place": place,
            "ladder_id": ladder.pk,
            "rung": rung.key,
            "term": clock.term,
            "fires_at": fires_at.isoformat(),
        }
        for ladder, rung, fires_at in almanac.rungs(clock)
    ]
