"""Appending to the record of what happened: the one place that writes `CaseEvent` rows."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from organizations.prepared_statements import answer
from workflows.acts.actors import Actor
from workflows.models import CaseEvent

# One statement for one event or for hundreds; ids follow the order in which they are given.
APPEND: Final = """
    INSERT INTO workflows_caseevent (case_id, act, actor_kind, actor_id, actor_unit_id,
        at, recorded_at, source, target, details)
    SELECT case_id, act, actor_kind, actor_id, actor_unit_id, at, recorded_at, source, target,
        details
    FROM json_to_recordset(%s) AS given (case_id bigint, act text, actor_kind text,
        actor_id bigint, actor_unit_id bigint, at timestamptz, recorded_at timestamptz,
        source text, target text, details jsonb)
    RETURNING id
"""

DONE: Final = """
    SELECT details::text FROM workflows_caseevent
    WHERE case_id = %s AND id > %s AND act = %s AND actor_kind = %s
        AND actor_id IS NOT DISTINCT FROM %s ORDER BY id DESC LIMIT 1
"""


def append(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Write new events, in order, within the transaction of what they record; sets their ids."""
    new = list(events)
    if not new:
        return []
    rows = json.dumps([_row(event) for event in new], cls=DjangoJSONEncoder)
    ids = sorted(pk for (pk,) in answer(APPEND, rows))
    for event, pk in zip(new, ids, strict=True):
        event.pk = pk
        event._state.adding, event._state.db = False, connection.alias
    return new


def last_done(actor: Actor, act: str, case_id: int, after: int) -> Mapping[str, Any] | None:
    """What the actor said when he last did this act on the case since that event, if he did."""
    person_id = actor.person.pk if actor.person else None
    found = answer(DONE, case_id, after, act, str(actor.kind), person_id)
    return json.loads(found[0][0]) if found else None


def _row(event: CaseEvent) -> dict[str, Any]:
    return {
        # A case that was saved after its event was made has its id by now.
        "case_id": event.case_id or event.case.pk,
        "act": event.act,
        "actor_kind": event.actor_kind,
        "actor_id": event.actor_id,
        "actor_unit_id": event.actor_unit_id,
        "at": event.at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "source": event.source,
        "target": event.target,
        "details": event.details,
    }
