"""Many cases in no time: copies of one, each with its running clocks and their alarms."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import uuid4

import pgtrigger
from django.db.models import Model

from workflows.models import Alarm, Case, Clock, ClockEvent

Row = TypeVar("Row", bound=Model)
UNFIRED: dict[str, Any] = {"state": "pending", "fired_at": None, "case_event_id": None}
Wanted = Callable[[int, Alarm], bool]


def _everything(_copy: int, _alarm: Alarm) -> bool:
    return True


def crowd(case: Case, copies: int, *, wanted: Wanted = _everything) -> int:
    """Copies of the case; `wanted` says which alarms the n-th has. The number of alarms written."""
    cases = [_copy(Case, case, number=f"copy-{uuid4().hex}") for _ in range(copies)]
    with pgtrigger.ignore("workflows.Case:begins_new"):
        Case.objects.bulk_create(cases)
    return sum(_copy_clock(clock, cases, wanted) for clock in case.clocks.filter(state="running"))


def _copy_clock(clock: Clock, cases: Iterable[Case], wanted: Wanted) -> int:
    began, alarms = clock.events.get(kind="start"), list(clock.alarms.all())
    clocks = [_copy(Clock, clock, case_id=case.pk) for case in cases]
    Clock.objects.bulk_create(clocks)
    ClockEvent.objects.bulk_create(_copy(ClockEvent, began, clock_id=copy.pk) for copy in clocks)
    made = [
        _copy(Alarm, alarm, clock_id=copy.pk, **UNFIRED)
        for n, copy in enumerate(clocks)
        for alarm in alarms
        if wanted(n, alarm)
    ]
    return len(Alarm.objects.bulk_create(made))


def _copy(model: type[Row], row: Row, **changes: Any) -> Row:
    fields = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    return model(**{**fields, "id": None, **changes})
