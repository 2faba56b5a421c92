"""Writing down that a member of staff read a tip-off, or was refused it (rules.md C15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from organizations.models import Person
from organizations.selectors import posts_of
from workflows.models import Case, CaseExclusion, CaseRead, Part

WHY_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read and why; `reference` names what allowed it, as `opening/12`."""

    part: Part
    why: str = ""
    refused: bool = False
    reference: str = ""


def record(case: Case, person: Person, reading: Reading, *, at: datetime) -> CaseRead:
    """Write one reading down; one statement. Call it before anything is shown.

    A refused attempt must be written outside the transaction that the refusal rolls back.
    """
    return CaseRead.objects.create(**_row(case, person, reading, at))


def record_many(cases: Iterable[Case], person: Person, reading: Reading, *, at: datetime) -> None:
    """The same for every case of a list or an export; one statement."""
    CaseRead.objects.bulk_create(CaseRead(**_row(case, person, reading, at)) for case in cases)


def _row(case: Case, person: Person, reading: Reading, at: datetime) -> dict[str, object]:
    return {
        "case_id": case.pk,
        "reader": person,
        "reader_unit_id": _reading_unit(case, person, at),
        "at": at,
        "part": reading.part,
        "why": reading.why[:WHY_LENGTH],
        "refused": reading.refused,
        "reference": reading.reference,
    }


def _reading_unit(case: Case, person: Person, at: datetime) -> int | None:
    """The unit the person read for: the holder if he sits there, else that of his first post."""
    units = [post.unit_id for post in posts_of(person, at=at)]
    return case.holding_unit_id if case.holding_unit_id in units else next(iter(units), None)


def readings_of(case: Case, person: Person) -> QuerySet[CaseRead]:
    """What a person read of a case, for when he is named in it later."""
    return CaseRead.objects.filter(case=case, reader=person, refused=False)


def readers_before(exclusion: CaseExclusion) -> QuerySet[CaseRead]:
    """What whoever is excluded read of the case before he or his unit was named."""
    named = Q(reader_id=exclusion.person_id) | Q(reader_unit_id=exclusion.unit_id)
    before = CaseRead.objects.filter(case_id=exclusion.case_id, at__lt=exclusion.since)
    return before.filter(named, refused=False).select_related("reader", "reader_unit")
