"""Which units have a part in a case, kept in step with the envelope's own fields."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection

from organizations.models import Unit
from workflows.models import Case, CaseUnit

PARTS: Final = (
    ("intake_unit_id", CaseUnit.Part.INTAKE),
    ("sender_unit_id", CaseUnit.Part.SENDER),
    ("holding_unit_id", CaseUnit.Part.HOLDER),
    ("review_unit_id", CaseUnit.Part.REVIEW),
)

WRITE: Final = """
    WITH gone AS (DELETE FROM workflows_caseunit WHERE id = ANY(%s))
    INSERT INTO workflows_caseunit (case_id, unit_id, part, since)
    SELECT %s, unit_id, part, %s FROM json_to_recordset(%s) AS given (unit_id bigint, part text)
    ON CONFLICT DO NOTHING
"""


def note_parts(case: Case, at: datetime) -> None:
    """Keep the list of units with a part in step with the envelope's own fields."""
    known = {(p.unit_id, p.part): p for p in case.parts.all()}
    wanted = {(getattr(case, field), part) for field, part in PARTS if getattr(case, field)}
    wanted.discard((case.intake_unit_id, CaseUnit.Part.SENDER))
    left = [p for key, p in known.items() if p.part == CaseUnit.Part.HOLDER and key not in wanted]
    # Back with a unit that had sent it on, it is held there and no longer sent.
    back = [p for p in known.values() if (p.unit_id, p.part) == _sent_by(case.holding_unit_id)]
    if left:
        staying = {case.intake_unit_id, case.sender_unit_id}
        wanted |= {(p.unit_id, CaseUnit.Part.FORMER) for p in left if p.unit_id not in staying}
    new = [{"unit_id": unit, "part": part} for unit, part in wanted - known.keys()]
    if new or left or back:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [[p.pk for p in left + back], case.pk, at, json.dumps(new)])
        case.forget("parts")


def _sent_by(unit_id: int) -> tuple[int, str]:
    return unit_id, CaseUnit.Part.SENDER


def admit(case: Case, organs: Iterable[Unit], at: datetime) -> None:
    """Let the organs that the petitioner may now turn to see the case, to take that up."""
    new = [{"unit_id": organ.pk, "part": CaseUnit.Part.COMPETENT} for organ in organs]
    if new:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [[], case.pk, at, json.dumps(new)])
        case.forget("parts")


def end_tasks(case: Case, at: datetime) -> None:
    """What assisting units were asked for is asked no more once the case has ended."""
    if any(part.is_open_task for part in case.parts.all()):
        case.parts.filter(part=CaseUnit.Part.ASSISTING, finished_at=None).update(finished_at=at)
