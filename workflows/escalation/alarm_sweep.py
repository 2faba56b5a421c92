"""The sweep: fires every due rung at most once and at least once, oldest first, in batches.

The unique key of an alarm and the state it is claimed from make a rung happen at most once;
sweeping every minute makes it happen at least once. A batch is one transaction: a killed sweeper
leaves its batch as it was. It doesn't matter who holds a case, or whether anybody does.

One sweep walks once through what is due, in order. What another sweeper or an act holds at that
moment is passed over for the next sweep to find, so nothing at the head can hold up the rest.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeAlias

import structlog
from django.db import connection
from django.db.models import Count, Max, Min, Model, QuerySet

from organizations.bulk_lookup import Among
from organizations.models import Unit
from workflows.acts import event_log
from workflows.cases.machines import ACTS
from workflows.counting.ladder import Rung
from workflows.models import (
    ActorKind,
    Alarm,
    Case,
    CaseEvent,
    Clock,
    ClockRule,
    Ladder,
    Measure,
)

log = structlog.get_logger(__name__)

BATCH = 500

Place: TypeAlias = tuple[datetime, int]
BEGINNING: Final[Place] = (datetime.min.replace(tzinfo=UTC), 0)

# By the index alone, from where the last batch ended: neither the planner's statistics nor the
# dead entries of rungs that have fired make a batch slower than the one before it.
OLDEST: Final = """
    SELECT * FROM workflows_alarm
    WHERE state = 'pending' AND fires_at <= %s AND (fires_at, id) > (%s, %s)
    ORDER BY fires_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""
FIRE: Final = """
    UPDATE workflows_alarm SET state = 'fired', fired_at = %s, case_event_id = event_id
    FROM unnest(%s::bigint[], %s::bigint[]) AS fired (alarm_id, event_id) WHERE id = alarm_id
"""
CASE_UNITS: Final = ("intake_unit", "sender_unit", "holding_unit", "review_unit")
CASE_FIELDS: Final = (
    *("kind", "number", "status", "sealed", "received_on", "leader", "co_leader", "source_case"),
    *CASE_UNITS,
)


@dataclass(frozen=True, slots=True)
class DueAlarm:
    """A claimed alarm with its rung; `caught_up` when a later rung of the clock speaks for it."""

    alarm: Alarm
    rung: Rung
    clock: Clock
    case: Case
    caught_up: bool = False


@dataclass(frozen=True, slots=True)
class FiredAlarm:
    """A rung that happened, and the event that records it."""

    due: DueAlarm
    event_id: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and has not fired: how many rungs, and since when the oldest (None: nothing)."""

    count: int
    since: datetime | None


def backlog(at: datetime) -> Backlog:
    return Backlog(**due_alarms(at).aggregate(count=Count("pk"), since=Min("fires_at")))


def due_alarms(at: datetime) -> QuerySet[Alarm]:
    return Alarm.objects.filter(state=Alarm.State.PENDING, fires_at__lte=at)


def claim_batch(at: datetime, after: Place, limit: int = BATCH) -> list[Alarm]:
    """Lock the oldest due alarms behind a place that no other sweeper holds."""
    return list(Alarm.objects.raw(OLDEST, [at, *after, limit]))


def place_of(alarm: Alarm) -> Place:
    return alarm.fires_at, alarm.pk


def load_due(alarms: Sequence[Alarm], at: datetime) -> list[DueAlarm]:
    """The alarms with clock and case, the case locked as the door locks it; oldest first.

    All that is due on the same cases comes along, so that it can be told in one word. Alarms of
    a case that is being acted on are left out, and those of an unknown rung are set aside.
    """
    claimed = Clock.objects.filter(Among("pk", {alarm.clock_id for alarm in alarms}))
    cases = _locked_cases(claimed.values_list("case_id", flat=True))
    alarms = [*alarms, *_siblings(alarms, cases, at)]
    clocks = _clocks({alarm.clock_id for alarm in alarms}, cases)
    ours = sorted((alarm for alarm in alarms if alarm.clock_id in clocks), key=place_of)
    rungs = _rungs(ours)
    quarantine([alarm for alarm in ours if alarm.pk not in rungs])
    return keep_latest(
        [
            DueAlarm(alarm, rungs[alarm.pk], clock, cases[clock.case_id])
            for alarm in ours
            if alarm.pk in rungs
            for clock in [clocks[alarm.clock_id]]
        ]
    )


def _locked_cases(ids: Iterable[int]) -> dict[int, Case]:
    free = Case.objects.filter(Among("pk", set(ids)))
    free = free.select_for_update(skip_locked=True, no_key=True)
    cases = {case.pk: case for case in free.only(*CASE_FIELDS)}
    _join_units(cases.values(), CASE_UNITS)
    return cases


def _siblings(alarms: Sequence[Alarm], cases: Collection[int], at: datetime) -> QuerySet[Alarm]:
    """What else is due on the cases; plain look-ups by index, whatever the statistics say."""
    running = Clock.objects.filter(Among("case", cases), state=Clock.State.RUNNING)
    others = due_alarms(at).filter(Among("clock", running.values_list("pk", flat=True)))
    others = others.exclude(Among("pk", [alarm.pk for alarm in alarms]))
    return others.select_for_update(skip_locked=True, no_key=True)


def _clocks(ids: Collection[int], cases: Mapping[int, Case]) -> dict[int, Clock]:
    found = Clock.objects.filter(Among("pk", ids), Among("case", cases))
    clocks = {clock.pk: clock for clock in found}
    rules = ClockRule.objects.in_bulk({clock.rule_id for clock in clocks.values()})
    measures = Measure.objects.in_bulk({c.measure_id for c in clocks.values() if c.measure_id})
    for clock in clocks.values():
        _join(clock, "case", cases[clock.case_id])
        _join(clock, "rule", rules[clock.rule_id])
        _join(clock, "measure", measures.get(clock.measure_id or 0))
    _join_units(clocks.values(), ("unit",))
    return clocks


def _join_units(rows: Collection[Model], fields: Sequence[str]) -> None:
    """Set the rows' units, each read once: a batch has few units and many rows."""
    wanted = {getattr(row, f"{field}_id") for row in rows for field in fields}
    units = Unit.objects.select_related("region").in_bulk(wanted - {None})
    for row in rows:
        for field in fields:
            _join(row, field, units.get(getattr(row, f"{field}_id")))


def _join(row: Model, field: str, value: Model | None) -> None:
    """As `select_related` does: without the checks of an assignment, which cost more than a row."""
    row._state.fields_cache[field] = value


def _rungs(alarms: Sequence[Alarm]) -> dict[int, Rung]:
    """Alarm id → its rung; an alarm whose ladder has no such rung is left out."""
    ladders = Ladder.objects.in_bulk({alarm.ladder_id for alarm in alarms})
    known = {(pk, rung.key): rung for pk, ladder in ladders.items() for rung in ladder.steps}
    wanted = {alarm.pk: (alarm.ladder_id, alarm.rung) for alarm in alarms}
    return {pk: known[key] for pk, key in wanted.items() if key in known}


def keep_latest(dues: list[DueAlarm]) -> list[DueAlarm]:
    """Of several rungs of a clock only the last speaks; none does once a later one has spoken."""
    last = {due.clock.pk: due.alarm.fires_at for due in dues if fits(due)}
    fired = Alarm.objects.filter(Among("clock", last), state=Alarm.State.FIRED)
    for clock_id, fires_at in fired.values_list("clock_id").annotate(Max("fires_at")):
        last[clock_id] = max(last[clock_id], fires_at)
    late = {
        due.alarm.pk for due in dues if due.alarm.fires_at < last.get(due.clock.pk, BEGINNING[0])
    }
    return [replace(due, caught_up=True) if due.alarm.pk in late else due for due in dues]


def quarantine(alarms: Sequence[Alarm]) -> None:
    """Take rungs that can't be recorded out of the way until somebody has mended the cause."""
    if alarms:
        known = [alarm.pk for alarm in alarms]
        Alarm.objects.filter(pk__in=known).update(state=Alarm.State.ASIDE)
        log.error("alarms_set_aside", alarms=known)


def release_quarantine() -> int:
    """Let the next sweep try what was set aside; how many alarms that is."""
    return Alarm.objects.filter(state=Alarm.State.ASIDE).update(state=Alarm.State.PENDING)


def quarantine_count() -> int:
    """How many alarms wait for somebody to mend what keeps them from being recorded."""
    return Alarm.objects.filter(state=Alarm.State.ASIDE).count()


def fits(due: DueAlarm) -> bool:
    """Whether the rung's act is still possible in the case's status."""
    declared = ACTS[due.case.kind].get(due.rung.act)
    return declared is not None and due.case.status in declared.sources


def record(batch: Sequence[DueAlarm], at: datetime) -> list[FiredAlarm]:
    """Write the events of a batch and mark its alarms; what fired, oldest first.

    A rung whose act no longer fits is void.
    """
    fitting = [due for due in batch if fits(due)]
    spent = {due.alarm.pk for due in batch} - {due.alarm.pk for due in fitting}
    if spent:
        Alarm.objects.filter(pk__in=spent).update(state=Alarm.State.VOID)
    ids = [event.pk for event in event_log.append(_event(due, at) for due in fitting)]
    with connection.cursor() as cursor:
        cursor.execute(FIRE, [at, [due.alarm.pk for due in fitting], ids])
    return [FiredAlarm(due, event_id) for due, event_id in zip(fitting, ids, strict=True)]


def _event(due: DueAlarm, at: datetime) -> CaseEvent:
    case, clock = due.case, due.clock
    return CaseEvent(
        case_id=case.pk,
        act=due.rung.act,
        actor_kind=ActorKind.TIMER,
        at=at,
        source=case.status,
        target=case.status,
        details={
            "rule": clock.rule.key,
            "clock": clock.name,
            "rung": due.rung.key,
            "due_on": clock.due_on.isoformat() if clock.due_on else None,
            "caught_up": due.caught_up,
        },
    )
