"""Clocks of cases written in sets: the same limits and rungs as the keeper's, remembered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from workflows.acts.act import Act, Performance, Start
from workflows.cases.machines import ACTS, PetitionCase
from workflows.clocks.clock_services import ending_of, responsible_unit
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting.due_date import EventKind
from workflows.counting.ladder import Rung
from workflows.counting.work_calendar import end_of_legal_day, legal_date
from workflows.models import ActorKind, Alarm, CaseEvent, Clock, ClockEvent, Ladder
from workflows.states import Kind


@dataclass
class Timed:
    """A clock with its events and alarms; `ended_at` is the instant of the act that stopped it."""

    clock: Clock
    started_at: datetime
    events: list[ClockEvent]
    alarms: list[Alarm] = field(default_factory=list)
    ended_at: datetime | None = None


class Clockwork:
    """Starts, stops and fires clocks in memory as they would have been up to `until`."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._almanac = DeadlineContext()

    def turn(
        self, case: PetitionCase, act: Act, step: Performance, event: CaseEvent, timed: list[Timed]
    ) -> None:
        """What an act does to the clocks of its case. Extensions and pauses are not for sets."""
        if act.extends or act.pauses or act.resumes:
            raise NotImplementedError(act.name)
        on = step.details.get(act.stops_on) or step.on
        measure = step.details.get("measure")
        for each in (t for t in timed if t.clock.is_open and measure in (None, t.clock.measure)):
            if ending := ending_of(each.clock, act):
                _stop(each, *ending, on=on, event=event)
        running = {each.clock.rule.key for each in timed if each.clock.is_open}
        begins = act.begins(case, step, running.__contains__)
        timed += [self._start(case, each, step, event) for each in begins]

    def _start(
        self, case: PetitionCase, start: Start, step: Performance, event: CaseEvent
    ) -> Timed:
        named = step.details.get(start.since) or getattr(case, start.since, None)
        since = (named if start.since else None) or step.on
        limit = step.details.get(start.limit) if start.limit else None
        measure = step.details.get("measure")
        clock = Clock(
            case=case,
            rule=self._almanac.rule(start.rule, since),
            unit=responsible_unit(case, start.rule, measure),
            measure=measure,
            started_on=since,
            length=(limit - since).days if limit else None,
        )
        found = self._almanac.begun(clock)
        clock.due_on, clock.due_at = found.due_on, found.due_at
        clock.provisional = found.provisional
        clock.calendar_version = found.calendar_version
        started = ClockEvent(clock=clock, kind=EventKind.START, on=since, case_event=event)
        return Timed(clock, step.at, [started])

    def fire(self, acted: Sequence[CaseEvent], timed: Iterable[Timed]) -> list[CaseEvent]:
        """The rungs of all clocks: fired on their day, void with their clock, or to come."""
        return [
            event
            for each in timed
            for ladder, rung, speaks_at in self._almanac.rungs(each.clock)
            if (event := self._rung(acted, each, ladder, rung, speaks_at))
        ]

    def _rung(
        self,
        acted: Sequence[CaseEvent],
        timed: Timed,
        ladder: Ladder,
        rung: Rung,
        speaks_at: datetime,
    ) -> CaseEvent | None:
        clock = timed.clock
        at = max(speaks_at, timed.started_at)
        alarm = Alarm(clock=clock, ladder=ladder, rung=rung.key, fires_at=speaks_at)
        timed.alarms.append(alarm)
        standing = next((each.target for each in reversed(acted) if each.at <= at), "")
        over = timed.ended_at is not None and timed.ended_at <= at
        if over or standing not in ACTS[Kind.PETITION][rung.act].sources:
            alarm.state = Alarm.State.VOID
            return None
        if at > self.until:
            return None
        event = _fired(clock, rung, at, standing)
        alarm.state, alarm.fired_at, alarm.case_event = Alarm.State.FIRED, at, event
        return event

    def save(self, timed: Iterable[Timed]) -> None:
        """Write clocks, their events and alarms; three statements."""
        rows = list(timed)
        Clock.objects.bulk_create(each.clock for each in rows)
        ClockEvent.objects.bulk_create(chain.from_iterable(each.events for each in rows))
        Alarm.objects.bulk_create(chain.from_iterable(each.alarms for each in rows))


def _stop(timed: Timed, kind: EventKind, state: Clock.State, *, on: date, event: CaseEvent) -> None:
    timed.clock.state = state
    same_day = legal_date(event.at) == on
    timed.clock.stopped_at = event.at if same_day else min(event.at, end_of_legal_day(on))
    timed.ended_at = event.at
    timed.events.append(ClockEvent(clock=timed.clock, kind=kind, on=on, case_event=event))


def _fired(clock: Clock, rung: Rung, at: datetime, standing: str) -> CaseEvent:
    """As the sweep records a rung; the status is the one the case had then."""
    return CaseEvent(
        case=clock.case,
        act=rung.act,
        actor_kind=ActorKind.TIMER,
        at=at,
        source=standing,
        target=standing,
        details={
            "rule": clock.rule.key,
            "clock": clock.name,
            "rung": rung.key,
            "due_on": clock.due_on.isoformat() if clock.due_on else None,
            "caught_up": False,
        },
    )
