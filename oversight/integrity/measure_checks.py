"""Measures: none left open on a case that has ended, each with a limit, each as its steps say."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, Subquery

from oversight.integrity.case_checks import OPEN_CLOCK
from oversight.integrity.check import FaultyCase, Round, named
from workflows.models import UNDER_LIMIT, Clock, Measure, MeasureStep
from workflows.states import OPEN

NUMBER = "case__number"


def open_after_the_end(_round: Round) -> Iterable[FaultyCase]:
    left = Measure.objects.filter(state__in=UNDER_LIMIT)
    return named(left.exclude(case__status__in=OPEN), NUMBER)


def without_clock(_round: Round) -> Iterable[FaultyCase]:
    """Neither being done within a limit nor waiting for a verification within one."""
    clock = Clock.objects.filter(measure=OuterRef("pk"), state__in=OPEN_CLOCK)
    left = Measure.objects.filter(~Exists(clock), state__in=UNDER_LIMIT)
    return named(left.filter(case__status__in=OPEN), NUMBER)


def other_state(_round: Round) -> Iterable[FaultyCase]:
    last = MeasureStep.objects.filter(measure=OuterRef("pk")).order_by("-pk").values("state")[:1]
    rows = Measure.objects.annotate(told=Subquery(last))
    return named(rows.filter(~Q(state=F("told")) | Q(told__isnull=True)), NUMBER)
