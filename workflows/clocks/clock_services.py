"""What an act does to the clocks of its case: stops, pauses, moves, corrects and starts them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from organizations.prepared_statements import PreparedQuery, execute
from workflows.acts.act import ALL, Act, Performance, Start
from workflows.acts.act_refusals import Refused
from workflows.acts.decision import RULE
from workflows.acts.served_papers import SERVICE, stays_until_served
from workflows.clocks import open_decisions
from workflows.clocks.clock_reckoning import as_event, events_of, note_result, set_alarms
from workflows.clocks.clock_starts import ClockStart, known_to_law, start_all
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting.due_date import ClockError, Deadline, EventKind
from workflows.counting.work_calendar import end_of_legal_day, legal_date
from workflows.models import Alarm, Case, CaseEvent, Clock, ClockEvent, Measure
from workflows.states import OPEN as OPEN_STATES

OPEN = (Clock.State.RUNNING, Clock.State.PAUSED)
RUNNING: Final = PreparedQuery(
    lambda case: Clock.objects.filter(case=case, state__in=OPEN).select_related(
        "rule", "unit__region", "measure"
    ),
    int,
)
# Written as a set, in one statement: an act has one clock or two, a sweep has hundreds.
STOP = """
    WITH ended AS (
        SELECT * FROM json_to_recordset(%s) AS clock (clock_id bigint, kind text, state text)
    ), noted AS (
        INSERT INTO workflows_clockevent
            (clock_id, kind, "on", days, reason, document, case_event_id)
        SELECT clock_id, kind, %s, 0, '', '', %s FROM ended
    ), silenced AS (
        UPDATE workflows_alarm AS alarm SET state = 'void' FROM ended
        WHERE alarm.clock_id = ended.clock_id AND alarm.state = 'pending'
    )
    UPDATE workflows_clock AS clock SET state = ended.state, stopped_at = %s
    FROM ended WHERE clock.id = ended.clock_id
"""


@dataclass(frozen=True, slots=True)
class ClockChanges:
    """What an act did to the clocks, and the almanac it was worked out by."""

    started: Sequence[Clock]
    stopped: Sequence[Clock]
    almanac: DeadlineContext


def apply(
    case: Case, act: Act, step: Performance, event: CaseEvent, measure: Measure | None = None
) -> ClockChanges:
    """Stop, pause, resume, extend and start the clocks as the act declares.

    An act on a measure touches the clocks of that measure alone.
    """
    almanac, stopped = DeadlineContext(), []
    known: list[Clock] | None = None
    named = act.satisfies or act.voids or act.extends or act.pauses or act.resumes
    if named or open_decisions.may_be_left_behind(type(case), act.name):
        clocks = [c for c in RUNNING(case.pk) if measure in (None, c.measure)]
        known = None if measure else clocks
        meant = [clock for clock in clocks if act.clock_filter(case, step, clock)]
        stopped = _stop(case, clocks, act, step, event)
        for key, kind in (
            (act.extends, EventKind.EXTEND),
            (act.pauses, EventKind.PAUSE),
            (act.resumes, EventKind.RESUME),
        ):
            if key and (not act.where_running or _find(meant, key)):
                _move(meant, key, Move(kind, step, event), almanac)
    begun = begins(case, act, step, known)
    openings = (ClockStart(case, each, step, event, measure) for each in begun)
    started = start_all(known_to_law(openings, almanac), almanac)
    return ClockChanges(started, stopped, almanac)


def begins(
    case: Case, act: Act, step: Performance, known: Sequence[Clock] | None = None
) -> list[Start]:
    """The clocks an act starts on this case; `known` are its open ones, where they were read."""

    def runs(key: str) -> bool:
        if known is not None:
            return any(clock.rule.key == key and clock.is_open for clock in known)
        return case.clocks.filter(rule__key=key, state__in=OPEN).exists()

    return act.begins(case, step, runs)


def _stop(
    case: Case, clocks: Iterable[Clock], act: Act, step: Performance, event: CaseEvent
) -> list[Clock]:
    """End what the act satisfies or voids; those clocks."""
    on = step.details.get(act.stops_on) or step.on
    stopped, ended = [], []
    for clock in clocks:
        if ending := _ending(case, clock, act, step, event):
            kind, clock.state = ending
            clock.stopped_at = _stopped_at(step.at, on)
            stopped.append(clock)
            ended.append({"clock_id": clock.pk, "kind": kind, "state": clock.state})
    if ended:
        execute(STOP, json.dumps(ended), on, event.pk, _stopped_at(step.at, on))
    return stopped


def _ending(
    case: Case, clock: Clock, act: Act, step: Performance, event: CaseEvent
) -> tuple[EventKind, Clock.State] | None:
    if clock.rule.key == RULE:
        return open_decisions.ending(case, clock, act, step)
    return ending_of(clock, act, event) if act.clock_filter(case, step, clock) else None


def ending_of(clock: Clock, act: Act, event: CaseEvent) -> tuple[EventKind, Clock.State] | None:
    """How the act ends an open clock; None if it goes on.

    An act that ends the case meets no measure: what was to be mended simply is no longer asked.
    A rule that it names goes before all the others; no act but its service serves a paper.
    """
    if act.ends_case and event.target not in OPEN_STATES and clock.measure_id:
        return EventKind.VOID, Clock.State.VOID
    if stays_until_served(clock.rule.key, act.issues):
        return None
    met, void = (EventKind.SATISFY, Clock.State.SATISFIED), (EventKind.VOID, Clock.State.VOID)
    if clock.rule.key in act.satisfies:
        return met
    if clock.rule.key in act.voids:
        return void
    if act.satisfies == ALL:
        return None if clock.rule.key == SERVICE else met
    return void if act.voids == ALL else None


def _stopped_at(at: datetime, on: date) -> datetime:
    return at if legal_date(at) == on else min(at, end_of_legal_day(on))


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to a clock that goes on: extended, paused or resumed, by which act."""

    kind: EventKind
    step: Performance
    event: CaseEvent


def _find(clocks: Iterable[Clock], key: str) -> Clock | None:
    return next((clock for clock in clocks if clock.rule.key == key and clock.is_open), None)


def _move(clocks: Iterable[Clock], key: str, move: Move, almanac: DeadlineContext) -> None:
    """Move the clock of a rule; the pure function refuses what the law does."""
    clock = _find(clocks, key)
    if clock is None:
        raise Refused(_("No such limit is running on this case."))
    moved = ClockEvent(
        clock=clock,
        kind=move.kind,
        on=move.step.on,
        days=move.step.details.get("days") or move.step.details.get("months") or 0,
        reason=move.step.details.get("reason") or "",
        case_event=move.event,
    )
    try:
        result = almanac.deadline(clock, [*events_of(clock), as_event(moved)])
    except ClockError as refusal:
        raise Refused(str(refusal)) from refusal
    moved.save()
    clock.state = Clock.State(result.state)
    clock.term += 1
    note_result(clock, result)
    clock.save()
    clock.alarms.filter(state=Alarm.State.PENDING).update(state=Alarm.State.VOID)
    if clock.state == Clock.State.RUNNING:
        set_alarms(clock, almanac)


def correct_starts(
    clocks: Iterable[Clock], step: Performance, event: CaseEvent, *, on: date
) -> None:
    """Count clocks anew from the day on which they ought to have begun; ended ones as well."""
    almanac = DeadlineContext()
    for clock in clocks:
        result = _corrected(clock, Move(EventKind.CORRECT, step, event), on, almanac)
        clock.started_on, clock.term = on, clock.term + 1
        note_result(clock, result)
        clock.save()
        clock.alarms.filter(state=Alarm.State.PENDING).update(state=Alarm.State.VOID)
        if clock.state == Clock.State.RUNNING:
            set_alarms(clock, almanac)


def correct_ends(
    clocks: Iterable[Clock], step: Performance, event: CaseEvent, *, on: date, ended_at: datetime
) -> None:
    """Let clocks have ended on the day that should have been entered, by an act of `ended_at`."""
    almanac = DeadlineContext()
    for clock in clocks:
        _corrected(clock, Move(EventKind.CORRECT_END, step, event), on, almanac)
        clock.stopped_at = _stopped_at(ended_at, on)
        clock.save(update_fields=["stopped_at"])


def _corrected(clock: Clock, move: Move, on: date, almanac: DeadlineContext) -> Deadline:
    """Write the correction beside what stood, and count by it."""
    row = ClockEvent(
        clock=clock,
        kind=move.kind,
        on=on,
        reason=move.step.details.get("reason") or "",
        was=clock.due_on,
        case_event=move.event,
    )
    try:
        result = almanac.deadline(clock, [*events_of(clock), as_event(row)])
    except ClockError as refusal:
        raise Refused(str(refusal)) from refusal
    row.save()
    return result
