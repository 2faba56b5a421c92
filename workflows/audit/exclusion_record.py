"""What the record of readings is used for: refusals, and what the excluded had read before."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from organizations.models import Person, Tenure
from workflows.audit.read_log import Reading, record
from workflows.models import Case, CaseExclusion, CaseRead, Part
from workflows.states import Kind


def note_read(
    case: Case, person: Person | None, part: Part, *, at: datetime, why: str = ""
) -> None:
    """Write down that somebody read a tip-off (规则 47, 52); petitions keep no such record."""
    if case.kind == Kind.TIP_OFF and person is not None:
        record(case, person, Reading(part, why), at=at)


def note_refused(number: str, person: Person, *, at: datetime) -> None:
    """Somebody asked for a tip-off that he may not know of."""
    case = Case.objects.filter(number=number, kind=Kind.TIP_OFF).first()
    if case is not None:
        record(case, person, Reading(Part.ENVELOPE, refused=True), at=at)


def note_passing(case_id: int, person: Person | None, *, act: str, at: datetime) -> None:
    """Somebody tried to send a tip-off to a party that is shut out of it."""
    if person is not None:
        case = Case.objects.get(pk=case_id)
        record(case, person, Reading(Part.PASSING, act, refused=True), at=at)


def excluded_parties(case: Case) -> Sequence[CaseExclusion]:
    """Who is shut out, in the order in which they were named."""
    rows = case.exclusions.filter(desk__isnull=True)
    return list(rows.select_related("person", "unit").order_by("pk"))


def read_before(case: Case) -> Sequence[CaseRead]:
    """What those who are now shut out had read while they still could."""
    seats = Tenure.objects.filter(person=OuterRef(OuterRef("reader"))).values("post__unit")
    against = CaseExclusion.objects.against(OuterRef("reader"), seats)
    later = Exists(against.filter(case=case, since__gte=OuterRef("at")))
    reads = CaseRead.objects.filter(later, case=case, refused=False)
    return list(reads.select_related("reader").order_by("pk"))
