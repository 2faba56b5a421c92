"""What a caller sees: his cases, and of each as much as he may read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from petitions.models import Petition, Petitioner
from workflows.acts.act_refusals import NotFound
from workflows.acts.actors import Actor
from workflows.audit import exclusion_record
from workflows.cases import access
from workflows.cases.access import cases_for
from workflows.models import Case, Clock, Part
from workflows.models.clock import ClockQuerySet
from workflows.states import Kind

UNITS = ("intake_unit", "sender_unit", "holding_unit__region", "review_unit", "leader")


def visible(actor: Actor, *, at: datetime) -> QuerySet[Case]:
    """The cases a caller may know of; for a petitioner the one that his code opens."""
    if actor.person is None:
        return Case.objects.filter(pk=actor.case_id or 0)
    petitions = cases_for(actor.person, at=at, kind=Kind.PETITION)
    return petitions | cases_for(actor.person, at=at, kind=Kind.TIP_OFF)


def one(actor: Actor, number: str, *, at: datetime) -> Case:
    """The case with this number. Raises `NotFound` alike for none and for somebody else's."""
    cases = visible(actor, at=at).select_related(*UNITS).prefetch_related("parts", "exclusions")
    # PostgreSQL refuses text with a zero character, which an address may hold.
    found = cases.filter(number=number).first() if number.isprintable() else None
    if found is None:
        if actor.person and number.isprintable():
            exclusion_record.note_refused(number, actor.person, at=at)
        raise NotFound
    exclusion_record.note_read(found, actor.person, Part.LETTER, at=at, why="interface")
    return found


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
    open_duties = duties().filter(case__in=ids)
    if actor.person is None:
        open_duties = open_duties.for_petitioner()
    late = open_duties.overdue(at).values_list("case_id", flat=True)
    return Shown(
        _letters(ids, actor, at), nearest(open_duties), frozenset(late.order_by("case_id"))
    )


def nearest(clocks: QuerySet[Clock]) -> dict[int, date]:
    """Case id → the last day of the first of these clocks to end."""
    due: dict[int, date] = {}
    for case_id, due_on in clocks.values_list("case_id", "due_on"):
        if due_on:
            due.setdefault(case_id, due_on)
    return due


def _letters(ids: list[int], actor: Actor, at: datetime) -> dict[int, Petition]:
    letters = Petition.objects.select_related("region", "unit_complained").prefetch_related(
        Prefetch("petitioners", Petitioner.objects.order_by("pk"))
    )
    if actor.person is None:
        own = letters.filter(case_id__in=ids, case__sealed=False)
        return {letter.case_id: letter for letter in own}
    inside: dict[int, int] = {}
    for kind in Kind:
        open_to = cases_for(actor.person, at=at, permission=access.READ_LETTER, kind=kind)
        for case_id, source_id in open_to.filter(pk__in=ids).values_list("pk", "source_case"):
            inside[case_id] = case_id
            if source_id and kind is Kind.TIP_OFF:
                inside[source_id] = case_id
    return {inside[letter.case_id]: letter for letter in letters.filter(case_id__in=inside)}
