"""Counting open limits anew in one batch, the old day kept, after a calendar is published."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet

from workflows.amending.subjects import Foreseen, Moved
from workflows.clocks import compute
from workflows.clocks.calendar import WorkCalendar, legal_date
from workflows.clocks.compute import ClockError, Deadline, EventKind
from workflows.clocks.holidays import YearOfDays, calendar_for
from workflows.clocks.keeper import events_of
from workflows.clocks.ladder import fires_at
from workflows.models import ActorKind, Alarm, Amendment, Case, CaseEvent, Clock, ClockEvent

BATCH: Final = 500
ACT: Final = "recompute"


@dataclass(frozen=True, slots=True)
class Recount:
    """A clock and what it comes to now."""

    clock: Clock
    result: Deadline

    @property
    def moves(self) -> bool:
        return self.result.due_on != self.clock.due_on

    def as_moved(self) -> Moved:
        clock, becomes = self.clock, self.result.due_on
        if clock.due_on is None or becomes is None:
            raise ValueError("a limit that is paused has no last day")
        return Moved(clock.case.number, clock.rule.name, str(clock.unit), clock.due_on, becomes)


class Calendars:
    """Each region's calendar, read once."""

    def __init__(self, as_if: YearOfDays | None = None) -> None:
        self._as_if = as_if
        self._known: dict[int, WorkCalendar] = {}

    def of(self, clock: Clock) -> WorkCalendar:
        region = clock.unit.region_id
        if region not in self._known:
            self._known[region] = calendar_for(clock.unit, as_if=self._as_if)
        return self._known[region]


def lean_on(year: YearOfDays) -> QuerySet[Clock]:
    """Running limits of the place with a day of that year in their count."""
    clocks = Clock.objects.filter(
        state=Clock.State.RUNNING,
        started_on__lte=date(year.year, 12, 31),
        due_on__gte=date(year.year, 1, 1),
    )
    if year.region is not None:
        clocks = clocks.filter(unit__region__path__startswith=year.region.path)
    return clocks


def would_move(clocks: QuerySet[Clock], as_if: YearOfDays) -> Foreseen:
    """What the batch would do if the days were those; writes nothing, holds a batch at a time."""
    found, calendars = Foreseen(), Calendars(as_if)
    for rows in _in_batches(clocks):
        for recount in _recounted(rows, calendars, found):
            if recount.moves:
                found.add(recount.as_moved())
    return found


def recompute(clocks: QuerySet[Clock], amendment: Amendment, *, at: datetime) -> Foreseen:
    """Do it: one event for each case, one for each clock with its old day, alarms moved along."""
    done, calendars = Foreseen(), Calendars()
    for rows in _in_batches(clocks):
        _lock_cases(rows)
        fresh = list(_with_events(Clock.objects.filter(pk__in=[c.pk for c in rows])))
        recounts = list(_recounted((c for c in fresh if c.state == "running"), calendars, done))
        moved = [recount for recount in recounts if recount.moves]
        for recount in moved:
            done.add(recount.as_moved())
        _write_events(moved, amendment, at)
        _keep(recounts)
        _move_alarms(moved, calendars)
    return done


def _in_batches(clocks: QuerySet[Clock]) -> Iterator[list[Clock]]:
    """In the order of cases, so that two batches lock them alike; keys are read up front."""
    keys = list(clocks.order_by("case_id", "pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        yield list(_with_events(Clock.objects.filter(pk__in=batch)))


def _with_events(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    return (
        clocks.select_related("rule", "unit__region", "case")
        .prefetch_related("events")
        .order_by("case_id", "pk")
    )


def _lock_cases(clocks: Iterable[Clock]) -> None:
    ids = sorted({clock.case_id for clock in clocks})
    locked = Case.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    list(locked.values_list("pk", flat=True))


def _recounted(clocks: Iterable[Clock], calendars: Calendars, found: Foreseen) -> Iterator[Recount]:
    """The clocks counted anew; one that the new days would make unlawful keeps its day."""
    for clock in clocks:
        found.open_clocks += 1
        try:
            result = compute.deadline(
                clock.rule.as_rule(), events_of(clock), calendars.of(clock), length=clock.length
            )
        except ClockError as refusal:
            found.kept[str(refusal)] += 1
            continue
        yield Recount(clock, result)


def _write_events(moved: Iterable[Recount], amendment: Amendment, at: datetime) -> None:
    by_case: dict[Case, list[Recount]] = defaultdict(list)
    for recount in moved:
        by_case[recount.clock.case].append(recount)
    events = CaseEvent.objects.bulk_create(
        CaseEvent(
            case_id=case.pk,
            act=ACT,
            actor_kind=ActorKind.TIMER,
            at=at,
            source=case.status,
            target=case.status,
            details={
                "amendment": {"id": amendment.pk, "name": amendment.title},
                "approved_by": str(amendment.decided_by),
                "moved": [recount.as_moved().as_json() for recount in recounts],
            },
        )
        for case, recounts in by_case.items()
    )
    told = {event.case_id: event for event in events}
    ClockEvent.objects.bulk_create(
        ClockEvent(
            clock=recount.clock,
            kind=EventKind.RECOMPUTE,
            on=legal_date(at),
            was=recount.clock.due_on,
            reason=amendment.title,
            case_event=told[recount.clock.case_id],
        )
        for recounts in by_case.values()
        for recount in recounts
    )


def _keep(recounts: Iterable[Recount]) -> None:
    for recount in recounts:
        clock, result = recount.clock, recount.result
        clock.due_on, clock.due_at = result.due_on, result.due_at
        clock.provisional = result.provisional
        clock.calendar_version = result.calendar_version
    fields = ["due_on", "due_at", "provisional", "calendar_version"]
    Clock.objects.bulk_update([recount.clock for recount in recounts], fields)


def _move_alarms(moved: Iterable[Recount], calendars: Calendars) -> None:
    """Rungs that have spoken stay as they are; those to come follow the limit."""
    clocks = {recount.clock.pk: recount.clock for recount in moved}
    pending = Alarm.objects.filter(clock__in=clocks, state=Alarm.State.PENDING)
    alarms = list(pending.select_related("ladder"))
    for alarm in alarms:
        clock = clocks[alarm.clock_id]
        if clock.due_on:
            alarm.fires_at = fires_at(
                alarm.ladder.rung(alarm.rung),
                started_on=clock.started_on,
                due_on=clock.due_on,
                calendar=calendars.of(clock),
            )
    Alarm.objects.bulk_update(alarms, ["fires_at"])
