"""Which units have a part in a case, kept in step with the envelope's own fields."""

from datetime import datetime
from typing import Final

from workflows.models import Case, CaseUnit

PARTS: Final = (
    ("intake_unit_id", CaseUnit.Part.INTAKE),
    ("sender_unit_id", CaseUnit.Part.SENDER),
    ("holding_unit_id", CaseUnit.Part.HOLDER),
    ("review_unit_id", CaseUnit.Part.REVIEW),
)


def note_parts(case: Case, at: datetime) -> None:
    """Keep the list of units with a part in step with the envelope's own fields."""
    known = {(p.unit_id, p.part): p for p in case.parts.all()}
    wanted = {(getattr(case, field), part) for field, part in PARTS if getattr(case, field)}
    wanted.discard((case.intake_unit_id, CaseUnit.Part.SENDER))
    left = [p for key, p in known.items() if p.part == CaseUnit.Part.HOLDER and key not in wanted]
    # Back with a unit that had sent it on, it is held there and no longer sent.
    back = [p for p in known.values() if (p.unit_id, p.part) == _sent_by(case.holding_unit_id)]
    if gone := left + back:
        CaseUnit.objects.filter(pk__in=[p.pk for p in gone]).delete()
        staying = {case.intake_unit_id, case.sender_unit_id}
        wanted |= {(p.unit_id, CaseUnit.Part.FORMER) for p in left if p.unit_id not in staying}
    new = [
        CaseUnit(case_id=case.pk, unit_id=unit, part=part, since=at)
        for unit, part in wanted
        if (unit, part) not in known
    ]
    if new or left or back:
        CaseUnit.objects.bulk_create(new, ignore_conflicts=True)
        case.forget("parts")


def _sent_by(unit_id: int) -> tuple[int, str]:
    return unit_id, CaseUnit.Part.SENDER


def end_tasks(case: Case, at: datetime) -> None:
    """What assisting units were asked for is asked no more once the case has ended."""
    if any(part.is_open_task for part in case.parts.all()):
        case.parts.filter(part=CaseUnit.Part.ASSISTING, finished_at=None).update(finished_at=at)
