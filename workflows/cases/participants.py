"""Which units have a part in a case, kept in step with the envelope's own fields."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from notifications.services import withdraw
from organizations.bulk_lookup import as_array
from organizations.models import Tenure, Unit
from organizations.prepared_statements import execute
from workflows.cases.flows import ReplyFlow
from workflows.models import Case, CaseUnit, Clock
from workflows.states import Kind

PARTS: Final = (
    ("intake_unit_id", CaseUnit.Part.INTAKE),
    ("sender_unit_id", CaseUnit.Part.SENDER),
    ("holding_unit_id", CaseUnit.Part.HOLDER),
    ("review_unit_id", CaseUnit.Part.REVIEW),
)

WRITE: Final = """
    WITH gone AS (DELETE FROM workflows_caseunit WHERE id = ANY(%s::bigint[])
        RETURNING unit_id, part, since)
    INSERT INTO workflows_caseunit (case_id, unit_id, part, since)
    SELECT %s, given.unit_id, given.part, COALESCE(gone.since, %s)
    FROM json_to_recordset(%s) AS given (unit_id bigint, part text)
    LEFT JOIN gone
        ON gone.unit_id = given.unit_id AND (given.part, gone.part) = ('former', 'holder')
    ON CONFLICT DO NOTHING
"""
"""A unit that held the case has its part as such since the day on which it got it."""
RUNNING: Final = (Clock.State.RUNNING, Clock.State.PAUSED)


def note_parts(case: Case, at: datetime, *, sealing: bool = False) -> None:
    """Keep the list of units with a part in step with the envelope's own fields.

    Whoever holds a petition whose letter is sealed has nothing more to do on it: to that unit it
    looks as if it had been recalled, but for the one that took it in or sent it.
    """
    known = {(p.unit_id, p.part): p for p in case.parts.all()}
    wanted = {(getattr(case, field), part) for field, part in PARTS if getattr(case, field)}
    wanted.discard((case.intake_unit_id, CaseUnit.Part.SENDER))
    staying = {case.intake_unit_id, case.sender_unit_id}
    is_sealed = case.kind == Kind.PETITION and (sealing or case.sealed)
    if is_sealed and case.holding_unit_id not in staying:
        wanted.discard((case.holding_unit_id, CaseUnit.Part.HOLDER))
    left = [p for key, p in known.items() if p.part == CaseUnit.Part.HOLDER and key not in wanted]
    # Back with a unit that had sent it on, it is held there and no longer sent.
    back = [p for p in known.values() if (p.unit_id, p.part) == _sent_by(case.holding_unit_id)]
    if left:
        gone = {p.unit_id for p in left} - staying
        wanted |= _as_left(case, gone, at)
    new = [{"unit_id": unit, "part": part} for unit, part in wanted - known.keys()]
    if new or left or back:
        execute(WRITE, as_array(p.pk for p in left + back), case.pk, at, json.dumps(new))
        case.forget("parts")


def _as_left(case: Case, units: set[int], at: datetime) -> set[tuple[int, CaseUnit.Part]]:
    """The parts of units that the case leaves: they find nothing of it any more, in lists or in
    their inboxes, unless they owe an answer.
    """
    if not units:
        return set()
    running = case.clocks.filter(unit__in=units, state__in=RUNNING)
    replies = running.filter(rule__key__in=ReplyFlow.outliving)
    owing = set(replies.values_list("unit_id", flat=True))
    seated = Tenure.objects.at(at).filter(post__unit__in=units - owing)
    withdraw(list(seated.values_list("person_id", flat=True)), about=case.number)
    return {(unit, CaseUnit.Part.FORMER) for unit in units} | {
        (unit, CaseUnit.Part.OWES) for unit in owing
    }


def _sent_by(unit_id: int) -> tuple[int, str]:
    return unit_id, CaseUnit.Part.SENDER


def admit(case: Case, organs: Iterable[Unit], at: datetime) -> None:
    """Let the organs that the petitioner may now turn to see the case, to take that up."""
    new = [{"unit_id": organ.pk, "part": CaseUnit.Part.COMPETENT} for organ in organs]
    if new:
        execute(WRITE, as_array(()), case.pk, at, json.dumps(new))
        case.forget("parts")


def end_tasks(case: Case, at: datetime) -> None:
    """What assisting units were asked for is asked no more once the case has ended."""
    if any(part.is_open_task for part in case.parts.all()):
        case.parts.filter(part=CaseUnit.Part.ASSISTING, finished_at=None).update(finished_at=at)
