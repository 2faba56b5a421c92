"""What a caller sees: his cases, and of each as much as he may read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Prefetch, QuerySet

from organizations.prepared_statements import PreparedQuery
from petitions.models import Petition, Petitioner
from workflows.acts.act_refusals import NotFound
from workflows.acts.actors import Actor
from workflows.audit import exclusion_record
from workflows.cases import access
from workflows.cases.access import cases_for
from workflows.models import Case, Clock, Part
from workflows.models.clock import ClockQuerySet
from workflows.states import Kind

UNITS = ("intake_unit__region", "sender_unit", "holding_unit__region", "review_unit", "leader")


NUMBERED: Final = PreparedQuery(
    lambda number: Case.objects.filter(number=number).select_related(*UNITS).order_by(), str
)


def one(actor: Actor, number: str, *, at: datetime) -> Case:
    """The case with this number. Raises `NotFound` alike for none and for somebody else's."""
    # PostgreSQL refuses text with a zero character, which an address may hold.
    case = NUMBERED.first(number) if number.isprintable() else None
    found = _open_to(actor, case, at)
    if found is None:
        if actor.person and number.isprintable():
            exclusion_record.note_refused(number, actor.person, at=at)
        raise NotFound
    exclusion_record.note_read(found, actor.person, Part.LETTER, at=at, why="interface")
    return found


def find(actor: Actor, cases: QuerySet[Case], *, at: datetime) -> Case | None:
    """The one case of the query, if the caller may know of it; a petitioner's code opens one."""
    return _open_to(actor, cases.select_related(*UNITS).first(), at)


def _open_to(actor: Actor, case: Case | None, at: datetime) -> Case | None:
    if actor.person is None:
        return case if case and case.pk == actor.case_id else None
    return access.seen(actor.person, case, at=at)


def duties() -> ClockQuerySet:
    """Running clocks that somebody has to meet, the nearest first."""
    return Clock.objects.running_duties().order_by("due_at")


@dataclass(frozen=True, slots=True)
class Shown:
    """What goes with a page of envelopes: the letters the caller may open, the nearest limits."""

    letters: dict[int, Petition] = field(default_factory=dict)
    due: dict[int, date] = field(default_factory=dict)
    late: frozenset[int] = frozenset()


def shown(cases: Iterable[Case], actor: Actor, *, at: datetime) -> Shown:
    """The same number of queries however many cases there are."""
    ids = [case.pk for case in cases]
    return _shown(ids, _letters(ids, actor, at), actor, at)


def shown_of(case: Case, actor: Actor, *, at: datetime) -> Shown:
    """The same of one case, about which `access` answers from its row."""
    if actor.person is None:
        return shown([case], actor, at=at)
    opens = access.may(actor, access.READ_LETTER, case, at=at)
    inside = _letters_inside([case]) if opens else {}
    return _shown([case.pk], _open_letters(inside), actor, at)


def _shown(ids: list[int], letters: dict[int, Petition], actor: Actor, at: datetime) -> Shown:
    open_duties = duties().filter(case__in=ids)
    if actor.person is None:
        open_duties = open_duties.for_petitioner()
    late = open_duties.overdue(at).values_list("case_id", flat=True)
    return Shown(letters, nearest(open_duties), frozenset(late.order_by("case_id")))


def nearest(clocks: QuerySet[Clock]) -> dict[int, date]:
    """Case id → the last day of the first of these clocks to end."""
    due: dict[int, date] = {}
    for case_id, due_on in clocks.values_list("case_id", "due_on"):
        if due_on:
            due.setdefault(case_id, due_on)
    return due


def _letters(ids: list[int], actor: Actor, at: datetime) -> dict[int, Petition]:
    if actor.person is None:
        own = _whole_letters().filter(case_id__in=ids, case__sealed=False)
        return {letter.case_id: letter for letter in own}
    inside: dict[int, int] = {}
    for kind in Kind:
        open_to = cases_for(actor.person, at=at, permission=access.READ_LETTER, kind=kind)
        inside |= _letters_inside(open_to.filter(pk__in=ids).only("kind", "source_case"))
    return _open_letters(inside)


def _letters_inside(cases: Iterable[Case]) -> dict[int, int]:
    """Id of the case that a letter came with → id of the case that it is read in."""
    inside: dict[int, int] = {}
    for case in cases:
        inside[case.pk] = case.pk
        if case.source_case_id and case.kind == Kind.TIP_OFF:
            inside[case.source_case_id] = case.pk
    return inside


def _open_letters(inside: dict[int, int]) -> dict[int, Petition]:
    letters = _whole_letters().filter(case_id__in=inside) if inside else ()
    return {inside[letter.case_id]: letter for letter in letters}


def _whole_letters() -> QuerySet[Petition]:
    return Petition.objects.select_related("region", "unit_complained").prefetch_related(
        Prefetch("petitioners", Petitioner.objects.order_by("pk"))
    )
