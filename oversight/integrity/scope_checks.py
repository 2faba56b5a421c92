"""Scopes: whether lists show each case to whom the access table shows it, and where in order."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from oversight.integrity.check import FaultyCase, Round
from workflows.cases import access
from workflows.cases.flows import FLOW_OF_RULE
from workflows.counting.due_date import Nature
from workflows.models import Case, CaseScope, Clock, DeskTask
from workflows.models.case import IN_SCOPES

READ_AT_ONCE = 2_000
NEVER = date.max
"""Stands for no last day where days are compared."""


def scopes_differ(_round: Round) -> Iterable[FaultyCase]:
    """Each case is where `access` would put it, with the order keys of its envelope and limits.

    So is each desk, with the last day of the limit that its work goes by.
    """
    numbers = {*_in_other_scopes(), *_under_other_keys(), *_on_desks_of_another_day()}
    return [FaultyCase(number) for number in sorted(numbers)]


def _in_other_scopes() -> Iterator[str]:
    listed = CaseScope.objects.filter(case=OuterRef("pk")).values("scope")
    cases = Case.objects.only("kind", "number", *IN_SCOPES).annotate(listed=ArraySubquery(listed))
    whole = cases.order_by().prefetch_related("parts", "holding_unit__region")
    for case in whole.iterator(chunk_size=READ_AT_ONCE):
        listed_in: list[str] = case.listed  # type: ignore[attr-defined]  # annotated
        if set(listed_in) != access.scopes_of(case):
            yield case.number


def _under_other_keys() -> Iterator[str]:
    due, first = Coalesce("due_on", NEVER), _first_days(_duties())
    keys = ("status", "registered_at", "received_on")
    same = Q(**{key: F(f"case__{key}") for key in keys})
    rows = CaseScope.objects.order_by().values_list("case_id", "case__number")
    found = rows.annotate(others=Count("scope", filter=~same), first=Min(due), last=Max(due))
    for pk, number, others, earliest, latest in found:
        if others or not earliest == latest == first.get(pk, NEVER):
            yield number


def _on_desks_of_another_day() -> Iterator[str]:
    first = _first_days(_duties().exclude(rule__key__in=FLOW_OF_RULE))
    running = Q(clock__state=Clock.State.RUNNING, clock__case=F("case"))
    waiting = DeskTask.objects.waiting().select_related("case", "clock")
    for task in waiting.annotate(is_timed=running).iterator(chunk_size=READ_AT_ONCE):
        if case := task.case:
            own = task.clock.due_on if task.clock and task.is_timed else None
            if task.due_on != (first.get(case.pk) if task.is_step_of_case else own):
                yield case.number


def _duties() -> QuerySet[Clock]:
    return Clock.objects.filter(
        state=Clock.State.RUNNING, rule__nature=Nature.DUTY, due_on__isnull=False
    )


def _first_days(clocks: QuerySet[Clock]) -> Mapping[int, date]:
    """Case → the first last day of its limits."""
    return dict(clocks.order_by().values_list("case_id").annotate(Min("due_on")))
