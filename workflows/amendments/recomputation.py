"""Counting open limits anew in one batch, the old day kept, after a calendar is published."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet

from workflows.acts import event_log
from workflows.amendments.amendment_subject import Foreseen, Moved
from workflows.clocks.calendar_loader import YearOfDays
from workflows.clocks.clock_reckoning import events_of
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting.due_date import ClockError, Deadline, EventKind
from workflows.counting.work_calendar import legal_date
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
    found, almanac = Foreseen(), DeadlineContext(as_if)
    for rows in batches(clocks):
        for recount in _recounted(_with_events(rows), almanac, found):
            if recount.moves:
                found.add(recount.as_moved())
    return found


def recompute(clocks: QuerySet[Clock], amendment: Amendment, *, at: datetime) -> Foreseen:
    """Do it: one event for each case, one for each clock with its old day, alarms moved along."""
    done, almanac = Foreseen(), DeadlineContext()
    for rows in batches(clocks):
        _lock_cases(rows)
        running = _with_events(rows.filter(state=Clock.State.RUNNING))
        recounts = list(_recounted(running, almanac, done))
        moved = [recount for recount in recounts if recount.moves]
        for recount in moved:
            done.add(recount.as_moved())
        _write_events(moved, amendment, at)
        _keep(recounts)
        _move_alarms(moved, almanac)
    return done


def batches(clocks: QuerySet[Clock]) -> Iterator[QuerySet[Clock]]:
    """In the order of cases, so that two changes lock them alike; keys are read up front."""
    keys = list(clocks.order_by("case_id", "pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        rows = Clock.objects.filter(pk__in=keys[start : start + BATCH])
        yield rows.order_by("case_id", "pk")


def _with_events(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    return clocks.select_related("rule", "unit__region", "case").prefetch_related("events")


def _lock_cases(clocks: QuerySet[Clock]) -> None:
    cases = Case.objects.filter(pk__in=list(clocks.values_list("case_id", flat=True)))
    list(cases.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _recounted(
    clocks: Iterable[Clock], almanac: DeadlineContext, found: Foreseen
) -> Iterator[Recount]:
    """The clocks counted anew; one that the new days would make unlawful keeps its day."""
    for clock in clocks:
        found.open_clocks += 1
        try:
            result = almanac.deadline(clock, events_of(clock))
        except ClockError as refusal:
            found.kept[str(refusal)] += 1
            continue
        yield Recount(clock, result)


def _write_events(moved: Iterable[Recount], amendment: Amendment, at: datetime) -> None:
    by_case: dict[Case, list[Recount]] = defaultdict(list)
    for recount in moved:
        by_case[recount.clock.case].append(recount)
    written = event_log.append(
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
    told = {event.case_id: event for event in written}
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


def _move_alarms(moved: Iterable[Recount], almanac: DeadlineContext) -> None:
    """Rungs that have spoken stay as they are; those to come follow the limit."""
    clocks = {recount.clock.pk: recount.clock for recount in moved}
    pending = Alarm.objects.filter(clock__in=clocks, state=Alarm.State.PENDING)
    alarms = list(pending.select_related("ladder"))
    for alarm in alarms:
        rung = alarm.ladder.rung(alarm.rung)
        alarm.fires_at = almanac.fires_at(rung, clocks[alarm.clock_id])
    Alarm.objects.bulk_update(alarms, ["fires_at"])
