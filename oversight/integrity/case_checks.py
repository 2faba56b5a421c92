"""Envelopes: their letter, their status, who holds them and who leads them."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from organizations.models import Role, Tenure
from oversight.integrity.check import FaultyCase, Round, named
from workflows.acts import served_papers
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent, CaseUnit, Clock, ClockEvent, DeskTask
from workflows.petition.review_tiers import WINDOWS
from workflows.states import IN_CHECK, OPEN, Kind, Status

OPEN_CLOCK: Final = (Clock.State.RUNNING, Clock.State.PAUSED)
WITHOUT_LIMIT: Final = (*IN_CHECK, Status.REPORTED, Status.HELD)
"""The law sets no limit for checking a clue, nor for one that is held (规则 17, 21)."""

AFTER_THE_END: Final = frozenset(
    key
    for acts in ACTS.values()
    for act in acts.values()
    if not set(act.sources) <= set(OPEN)
    for key in act.satisfies
)
"""What may still be used or done once a case has ended, as rating it, or carrying it out."""

RETURNS: Final = 2
"""After so many returns the common superior designates who accepts (条例 24)."""


def without_letter(_round: Round) -> Iterable[FaultyCase]:
    """A tip-off keeps its letter in the petition that it came from."""
    return named(Case.objects.filter(kind=Kind.PETITION, letter__isnull=True))


def without_desk(_round: Round) -> Iterable[FaultyCase]:
    desk = DeskTask.objects.waiting().of_cases().filter(case=OuterRef("pk"))
    return named(Case.objects.filter(~Exists(desk), status__in=OPEN))


def without_clock(_round: Round) -> Iterable[FaultyCase]:
    clock = Clock.objects.filter(case=OuterRef("pk"), state__in=OPEN_CLOCK)
    limited = [status for status in OPEN if status not in WITHOUT_LIMIT]
    return named(Case.objects.filter(~Exists(clock), status__in=limited))


def other_status(_round: Round) -> Iterable[FaultyCase]:
    last = CaseEvent.objects.filter(case=OuterRef("pk")).order_by("-pk").values("target")[:1]
    cases = Case.objects.annotate(told=Subquery(last))
    return named(cases.filter(~Q(status=F("told")) | Q(told__isnull=True)))


def ended_with_clock(_round: Round) -> Iterable[FaultyCase]:
    clocks = Clock.objects.filter(state__in=OPEN_CLOCK).exclude(case__status__in=OPEN)
    return named(
        clocks.exclude(rule__key__in=AFTER_THE_END | {*served_papers.NOTICE_LIMITS}), "case__number"
    )


def ended_with_desk(_round: Round) -> Iterable[FaultyCase]:
    desks = DeskTask.objects.waiting().of_cases().filter(case__isnull=False)
    return named(desks.exclude(case__status__in=OPEN), "case__number")


def ended_with_part(_round: Round) -> Iterable[FaultyCase]:
    """条例 24: the main unit answers for the whole, so no part is left behind."""
    tasks = CaseUnit.objects.filter(part=CaseUnit.Part.ASSISTING, finished_at__isnull=True)
    return named(tasks.exclude(case__status__in=OPEN), "case__number")


def closed_within_window(_round: Round) -> Iterable[FaultyCase]:
    """Closed while the petitioner could still apply, and he had neither applied nor waived it."""
    earlier = {"pk__lt": OuterRef("pk"), "case": OuterRef("case")}
    waived = CaseEvent.objects.filter(act="waive_review", **earlier)
    ended = ClockEvent.objects.filter(
        clock=OuterRef("pk"), kind__in=("satisfy", "void"), case_event__lt=OuterRef(OuterRef("pk"))
    )
    open_windows = Clock.objects.filter(
        ~Exists(ended),
        case=OuterRef("case"),
        rule__key__in=WINDOWS,
        events__case_event__lt=OuterRef("pk"),
        due_at__gt=OuterRef("at"),
    )
    closed = CaseEvent.objects.filter(Exists(open_windows), ~Exists(waived), act="close")
    return named(closed, "case__number")


def in_closed_unit(this: Round) -> Iterable[FaultyCase]:
    """Held by a unit that was closed, or on a desk of one."""
    desk = DeskTask.objects.waiting().filter(case=OuterRef("pk"), unit__closed_on__lte=this.today)
    closed = Q(holding_unit__closed_on__lte=this.today) | Exists(desk)
    return named(Case.objects.filter(closed, status__in=OPEN))


def leader_gone(this: Round) -> Iterable[FaultyCase]:
    """A case under somebody who is no leader any more."""
    leads = Tenure.objects.at(this.at).filter(
        person=OuterRef("leader"), post__roles__contains=[Role.LEADER]
    )
    return named(Case.objects.filter(~Exists(leads), leader__isnull=False, status__in=OPEN))


def returned_too_often(_round: Round) -> Iterable[FaultyCase]:
    """Sent to and fro with nobody above designating who accepts."""
    own = CaseEvent.objects.filter(case=OuterRef("case"), act="designate")
    designated = own.order_by("-pk").values("pk")[:1]
    returns = CaseEvent.objects.filter(
        act="uphold_objection", pk__gt=Coalesce(Subquery(designated), 0), case__status__in=OPEN
    )
    often = returns.order_by().values("case__number").annotate(times=Count("pk"))
    return named(often.filter(times__gt=RETURNS), "case__number")
