"""Keeping: nothing went without two people and a certificate, nothing waits for ever."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import DateField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast, TruncDate

from oversight.integrity.check import FaultyCase, Round, named
from workflows.counting.work_calendar import SHANGHAI
from workflows.models import Case, CaseEvent, Destruction, Document
from workflows.petition.retention_acts import DESTROY
from workflows.retention import retention_periods
from workflows.retention.erasure import CERTIFICATE
from workflows.states import Kind

REVIEW_WITHIN: Final = timedelta(days=180)
"""This office's own figure: so long content may lie on the shelf after its term."""


def destroyed_improperly(_round: Round) -> Iterable[FaultyCase]:
    """Content gone without a review by another, before its day, or without a certificate."""
    paper = Document.objects.filter(case_event=OuterRef("done"), kind=CERTIFICATE)
    day = Cast(TruncDate("at", tzinfo=SHANGHAI), DateField())
    proper = Destruction.objects.filter(
        ~Q(reviewed_by=F("destroyed_by")),
        Exists(paper),
        case=OuterRef("pk"),
        reviewed__act="review_retention",
        reviewed__details__decision=DESTROY,
        reviewed__actor=F("reviewed_by"),
        done__act="destroy",
        due_on__lte=day,
    )
    return named(Case.objects.filter(~Exists(proper), destroyed_on__isnull=False))


def review_overdue(this: Round) -> Iterable[FaultyCase]:
    reviewed = CaseEvent.objects.filter(case=OuterRef("pk"), act="review_retention")
    waiting = retention_periods.due(Case.objects.all(), at=this.at - REVIEW_WITHIN)
    return named(waiting.filter(~Exists(reviewed)))


def named_not_shut_out(this: Round) -> Iterable[FaultyCase]:
    """Somebody whose name stands on a tip-off could still find it."""
    return named(Case.objects.filter(pk__in=this.unmatched, kind=Kind.TIP_OFF))


def accused_can_see(this: Round) -> Iterable[FaultyCase]:
    """条例 30③: an accusation that whom it accuses could find, or has to work on."""
    return named(Case.objects.filter(pk__in=this.unmatched, kind=Kind.PETITION))
