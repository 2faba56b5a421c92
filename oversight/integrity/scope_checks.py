"""Scopes: whether lists show each case to whom the access table shows it, and where in order."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch

from oversight.integrity.check import FaultyCase, Round
from workflows.cases import access
from workflows.cases.flows import FLOW_OF_RULE
from workflows.counting.due_date import Nature
from workflows.models import Case, Clock, DeskTask

READ_AT_ONCE = 1_000


def scopes_differ(_round: Round) -> Iterable[FaultyCase]:
    """Each case is where `access` would put it, with the order keys of its envelope and limits.

    So is each desk, with the last day of the limit that its work goes by.
    """
    waiting = Prefetch("desk_tasks", DeskTask.objects.waiting(), to_attr="waiting")
    running = Clock.objects.filter(state=Clock.State.RUNNING).select_related("rule")
    limits = Prefetch("clocks", running, to_attr="running")
    cases = Case.objects.select_related("holding_unit__region").order_by("number")
    whole = cases.prefetch_related("parts", "scopes", waiting, limits)
    for case in whole.iterator(chunk_size=READ_AT_ONCE):
        if _listed_wrongly(case) or any(
            task.due_on != _desk_due(task, case.running) for task in case.waiting
        ):
            yield FaultyCase(case.number)


def _listed_wrongly(case: Case) -> bool:
    due = _first(_duties(case.running))  # type: ignore[attr-defined]  # prefetched
    keys = (case.status, case.registered_at, case.received_on, due)
    listed = {
        row.scope: (row.status, row.registered_at, row.received_on, row.due_on)
        for row in case.scopes.all()
    }
    return listed != dict.fromkeys(access.scopes_of(case), keys)


def _desk_due(task: DeskTask, running: list[Clock]) -> date | None:
    if not task.is_step_of_case:
        return _first(clock for clock in running if clock.pk == task.clock_id)
    return _first(clock for clock in _duties(running) if clock.rule.key not in FLOW_OF_RULE)


def _duties(running: list[Clock]) -> list[Clock]:
    return [clock for clock in running if clock.rule.nature == Nature.DUTY]


def _first(clocks: Iterable[Clock]) -> date | None:
    return min((clock.due_on for clock in clocks if clock.due_on), default=None)
