"""The record of who read a tip-off, and who was refused (规则 47, 52)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q

from organizations.models import Person
from workflows.models import Case, CaseAccess, CaseExclusion
from workflows.states import Kind


def note(
    case_id: int, person: Person | None, what: CaseAccess.What, *, at: datetime, detail: str = ""
) -> None:
    """Write one line of the record; the petitioner and the timer leave their traces elsewhere."""
    if person is not None:
        CaseAccess.objects.create(
            case_id=case_id, person=person, what=what, detail=detail[:60], at=at
        )


def note_read(
    case: Case, person: Person | None, what: CaseAccess.What, *, at: datetime, detail: str = ""
) -> None:
    """The same for a reading: petitions keep no such record."""
    if case.kind == Kind.TIP_OFF:
        note(case.pk, person, what, at=at, detail=detail)


def note_refused(number: str, person: Person, *, at: datetime) -> None:
    """Somebody asked for a tip-off that he may not know of."""
    case = Case.objects.filter(number=number, kind=Kind.TIP_OFF).values_list("pk", flat=True)
    if (pk := case.first()) is not None:
        note(pk, person, CaseAccess.What.REFUSED_READ, at=at)


def excluded_parties(case: Case) -> Sequence[CaseExclusion]:
    """Who is shut out, in the order in which they were named."""
    return list(case.exclusions.select_related("person", "unit").order_by("pk"))


def read_before(case: Case) -> Sequence[CaseAccess]:
    """What those who are now shut out had read while they still could."""
    mine = Q(case__exclusions__person=F("person"))
    theirs = Q(case__exclusions__unit=F("person__tenures__post__unit"))
    reads = CaseAccess.objects.filter(
        mine | theirs, case=case, at__lte=F("case__exclusions__since")
    ).exclude(what__in=(CaseAccess.What.REFUSED_READ, CaseAccess.What.REFUSED_PASS))
    return list(reads.select_related("person").order_by("pk").distinct())
