"""The sweep: fires every due rung at most once and at least once, oldest first, in batches.

The unique key of an alarm and the state it is claimed from make a rung happen at most once;
sweeping until nothing is due makes it happen at least once. A batch is one transaction: a
killed sweeper leaves its batch as it was. It doesn't matter who holds a case, or whether
anybody does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from workflows.clocks.ladder import Rung
from workflows.machines import ACTS
from workflows.models import ActorKind, Alarm, Case, CaseEvent, Clock, Ladder

BATCH = 500
_CLOCK_NEEDS = (
    "rule",
    "unit__region",
    "case__holding_unit__region",
    "case__intake_unit__region",
    "case__leader",
)


@dataclass(frozen=True, slots=True)
class Due:
    """A claimed alarm with its rung; `caught_up` when a later rung of the clock is due too."""

    alarm: Alarm
    rung: Rung
    caught_up: bool

    @property
    def clock(self) -> Clock:
        return self.alarm.clock

    @property
    def case(self) -> Case:
        return self.alarm.clock.case


def claim(at: datetime, limit: int = BATCH) -> list[Due]:
    """Lock the oldest due alarms that no other sweeper holds. Needs a transaction.

    Plain look-ups by index, rather than one join: its plan must not depend on how fresh the
    database's statistics are.
    """
    locked = due_alarms(at).select_for_update(skip_locked=True, no_key=True)
    alarms = list(locked.order_by("fires_at", "pk")[:limit])
    wanted = {alarm.clock_id for alarm in alarms}
    clocks = Clock.objects.select_related(*_CLOCK_NEEDS).in_bulk(wanted)
    ladders = Ladder.objects.in_bulk({alarm.ladder_id for alarm in alarms})
    last = dict(
        due_alarms(at)
        .filter(clock_id__in=wanted)
        .values_list("clock_id")
        .annotate(last=Max("fires_at"))
    )
    for alarm in alarms:
        alarm.clock = clocks[alarm.clock_id]
    return [
        Due(a, ladders[a.ladder_id].rung(a.rung), caught_up=a.fires_at < last[a.clock_id])
        for a in alarms
    ]


def due_alarms(at: datetime) -> QuerySet[Alarm]:
    return Alarm.objects.filter(state=Alarm.State.PENDING, fires_at__lte=at)


def fits(due: Due) -> bool:
    """Whether the rung's act is still possible in the case's status."""
    declared = ACTS[due.case.kind].get(due.rung.act)
    return declared is not None and due.case.status in declared.sources


def record(batch: Iterable[Due], at: datetime) -> dict[int, CaseEvent]:
    """Write the events of a batch and mark its alarms; alarm id → event."""
    fired = [due for due in batch if fits(due)]
    spent = [due.alarm.pk for due in batch if not fits(due)]
    Alarm.objects.filter(pk__in=spent).update(state=Alarm.State.VOID)
    events = CaseEvent.objects.bulk_create(_event(due, at) for due in fired)
    for due, event in zip(fired, events, strict=True):
        due.alarm.state, due.alarm.fired_at = Alarm.State.FIRED, at
        due.alarm.case_event = event
    Alarm.objects.bulk_update(
        [due.alarm for due in fired], ["state", "fired_at", "case_event"], batch_size=BATCH
    )
    return {due.alarm.pk: event for due, event in zip(fired, events, strict=True)}


def _event(due: Due, at: datetime) -> CaseEvent:
    return CaseEvent(
        case_id=due.case.pk,
        act=due.rung.act,
        actor_kind=ActorKind.TIMER,
        at=at,
        source=due.case.status,
        target=due.case.status,
        details={
            "rule": due.clock.rule.key,
            "clock": due.clock.rule.name,
            "rung": due.rung.key,
            "due_on": due.clock.due_on.isoformat() if due.clock.due_on else None,
            "caught_up": due.caught_up,
        },
    )
