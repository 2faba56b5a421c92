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
from typing import Any, Final, TypeAlias

import structlog
from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet

from organizations.models import Unit
from workflows.clocks.ladder import Rung
from workflows.machines import ACTS
from workflows.models import ActorKind, Alarm, Case, CaseEvent, Clock, ClockRule, Ladder

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
MARK_FIRED: Final = """
    UPDATE workflows_alarm SET state = 'fired', fired_at = %s, case_event_id = recorded.event_id
    FROM unnest(%s::bigint[], %s::bigint[]) AS recorded (alarm_id, event_id)
    WHERE id = recorded.alarm_id
"""
CASE_UNITS: Final = ("intake_unit", "sender_unit", "holding_unit", "review_unit")
CASE_FIELDS: Final = (
    *("kind", "number", "status", "sealed", "received_on", "leader", "source_case"),
    *CASE_UNITS,
)


@dataclass(frozen=True, slots=True)
class Due:
    """A claimed alarm with its rung; `caught_up` when a later rung of the clock speaks for it."""

    alarm: Alarm
    rung: Rung
    clock: Clock
    caught_up: bool = False

    @property
    def case(self) -> Case:
        return self.clock.case


@dataclass(frozen=True, slots=True)
class Fired:
    """A rung that happened, and its record."""

    due: Due
    event: CaseEvent


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and has not fired: how many rungs, and since when the oldest (None: nothing)."""

    count: int
    since: datetime | None


def backlog(at: datetime) -> Backlog:
    return Backlog(**due_alarms(at).aggregate(count=Count("pk"), since=Min("fires_at")))


def due_alarms(at: datetime) -> QuerySet[Alarm]:
    return Alarm.objects.filter(state=Alarm.State.PENDING, fires_at__lte=at)


def oldest(at: datetime, after: Place, limit: int = BATCH) -> list[Alarm]:
    """Lock the oldest due alarms behind a place that no other sweeper holds."""
    return list(Alarm.objects.raw(OLDEST, [at, *after, limit]))


def place_of(alarm: Alarm) -> Place:
    return alarm.fires_at, alarm.pk


def understand(alarms: Sequence[Alarm], at: datetime) -> list[Due]:
    """The alarms with clock and case, the case locked as the door locks it; oldest first.

    All that is due on the same cases comes along, so that it can be told in one word. Alarms of
    a case that is being acted on are left out, and those of an unknown rung are set aside.
    """
    claimed = {alarm.clock_id for alarm in alarms}
    cases = _locked_cases(Clock.objects.filter(pk__in=claimed).values_list("case_id", flat=True))
    clocks = _clocks(Q(pk__in=claimed) | Q(state=Clock.State.RUNNING), cases)
    siblings = due_alarms(at).filter(clock__in=list(clocks))
    siblings = siblings.exclude(pk__in=[alarm.pk for alarm in alarms])
    more = siblings.select_for_update(skip_locked=True, no_key=True)
    ours = sorted((a for a in (*alarms, *more) if a.clock_id in clocks), key=place_of)
    rungs = _rungs(ours)
    set_aside([alarm for alarm in ours if alarm.pk not in rungs])
    return _last_speaks([Due(a, rungs[a.pk], clocks[a.clock_id]) for a in ours if a.pk in rungs])


def _locked_cases(ids: Iterable[int]) -> dict[int, Case]:
    free = Case.objects.filter(pk__in=set(ids)).select_for_update(skip_locked=True, no_key=True)
    cases = {case.pk: case for case in free.only(*CASE_FIELDS)}
    _join_units(cases.values(), CASE_UNITS)
    return cases


def _clocks(which: Q, cases: Mapping[int, Case]) -> dict[int, Clock]:
    clocks = Clock.objects.filter(which, case__in=list(cases)).in_bulk()
    rules = ClockRule.objects.in_bulk({clock.rule_id for clock in clocks.values()})
    for clock in clocks.values():
        clock.case, clock.rule = cases[clock.case_id], rules[clock.rule_id]
    _join_units(clocks.values(), ("unit",))
    return clocks


def _join_units(rows: Collection[Any], fields: Sequence[str]) -> None:
    """Set the rows' units, each read once: a batch has few units and many rows."""
    wanted = {getattr(row, f"{field}_id") for row in rows for field in fields}
    units = Unit.objects.select_related("region").in_bulk(wanted - {None})
    for row in rows:
        for field in fields:
            setattr(row, field, units.get(getattr(row, f"{field}_id")))


def _rungs(alarms: Sequence[Alarm]) -> dict[int, Rung]:
    """Alarm id → its rung; an alarm whose ladder has no such rung is left out."""
    ladders = Ladder.objects.in_bulk({alarm.ladder_id for alarm in alarms})
    known = {(pk, rung.key): rung for pk, ladder in ladders.items() for rung in ladder.steps}
    wanted = {alarm.pk: (alarm.ladder_id, alarm.rung) for alarm in alarms}
    return {pk: known[key] for pk, key in wanted.items() if key in known}


def _last_speaks(dues: list[Due]) -> list[Due]:
    """Of several rungs of a clock only the last speaks; none does once a later one has spoken."""
    last = {due.clock.pk: due.alarm.fires_at for due in dues if fits(due)}
    fired = Alarm.objects.filter(clock__in=list(last), state=Alarm.State.FIRED).order_by()
    for clock_id, fires_at in fired.values_list("clock_id").annotate(Max("fires_at")):
        last[clock_id] = max(last[clock_id], fires_at)
    return [
        replace(due, caught_up=due.alarm.fires_at < last.get(due.clock.pk, due.alarm.fires_at))
        for due in dues
    ]


def set_aside(alarms: Sequence[Alarm]) -> None:
    """Take rungs that can't be recorded out of the way until somebody has mended the cause."""
    if alarms:
        known = [alarm.pk for alarm in alarms]
        Alarm.objects.filter(pk__in=known).update(state=Alarm.State.ASIDE)
        log.error("alarms_set_aside", alarms=known)


def put_back() -> int:
    """Let the next sweep try what was set aside; how many alarms that is."""
    return Alarm.objects.filter(state=Alarm.State.ASIDE).update(state=Alarm.State.PENDING)


def fits(due: Due) -> bool:
    """Whether the rung's act is still possible in the case's status."""
    declared = ACTS[due.case.kind].get(due.rung.act)
    return declared is not None and due.case.status in declared.sources


def record(batch: Sequence[Due], at: datetime) -> list[Fired]:
    """Write the events of a batch and mark its alarms; what fired, oldest first.

    A rung whose act no longer fits is void.
    """
    fitting = [due for due in batch if fits(due)]
    spent = {due.alarm.pk for due in batch} - {due.alarm.pk for due in fitting}
    if spent:
        Alarm.objects.filter(pk__in=spent).update(state=Alarm.State.VOID)
    events = CaseEvent.objects.bulk_create(_event(due, at) for due in fitting)
    with connection.cursor() as cursor:
        marks = [due.alarm.pk for due in fitting], [event.pk for event in events]
        cursor.execute(MARK_FIRED, [at, *marks])
    return [Fired(due, event) for due, event in zip(fitting, events, strict=True)]


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
