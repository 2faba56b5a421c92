"""Scopes: whether lists show each case to whom the access table shows it, and where in order."""

from collections.abc import Iterable

from django.db.models import Prefetch

from oversight.integrity.check import FaultyCase, Round
from petitions.clocks.nearest_limits import duty_due
from workflows.cases import access
from workflows.models import Case, DeskTask
from workflows.models.desk import WAITING

READ_AT_ONCE = 1_000


def scopes_differ(_round: Round) -> Iterable[FaultyCase]:
    """Each case is where `access` would put it, with the order keys of its envelope and limits."""
    waiting = Prefetch("desk_tasks", DeskTask.objects.filter(status__in=WAITING), to_attr="waiting")
    cases = (
        Case.objects.annotate(due=duty_due())
        .select_related("holding_unit__region")
        .prefetch_related("parts", "scopes", waiting)
        .order_by("number")
    )
    for case in cases.iterator(chunk_size=READ_AT_ONCE):
        keys = (case.status, case.registered_at, case.received_on, case.due)
        kept = {
            row.scope: (row.status, row.registered_at, row.received_on, row.due_on)
            for row in case.scopes.all()
        }
        desks = {task.due_on for task in case.waiting}
        if kept != dict.fromkeys(access.scopes_of(case), keys) or desks - {case.due}:
            yield FaultyCase(case.number)
