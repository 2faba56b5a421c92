"""Keeping the clocks of a case: rows and alarms that follow from what an act declares."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from organizations.bulk_lookup import Among
from organizations.models import Unit
from organizations.prepared_statements import PreparedQuery, answer, execute
from workflows.acts.act import ALL, Act, Performance, Start
from workflows.acts.act_refusals import Refused
from workflows.acts.decision import RULE
from workflows.acts.served_papers import SERVICE, stays_until_served
from workflows.clocks import open_decisions
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting import due_date
from workflows.counting.due_date import ClockError, Deadline, EventKind, Owner
from workflows.counting.work_calendar import end_of_legal_day, legal_date
from workflows.models import Alarm, Case, CaseEvent, Clock, ClockEvent, Measure
from workflows.states import OPEN as OPEN_STATES

OPEN = (Clock.State.RUNNING, Clock.State.PAUSED)
# Written as sets, in one statement each: an act has one clock or two, a sweep has hundreds.
SET_ALARMS = """
    INSERT INTO workflows_alarm (clock_id, ladder_id, rung, term, fires_at, state)
    SELECT place, ladder_id, rung, term, fires_at, 'pending'
    FROM json_to_recordset(%s) AS alarm (
        place bigint, ladder_id bigint, rung text, term smallint, fires_at timestamptz)
"""
START = """
    WITH given AS (
        SELECT nextval(pg_get_serial_sequence('workflows_clock', 'id')) AS id, clock.*
        FROM json_to_recordset(%s) AS clock (place int, case_id bigint, rule_id bigint,
            unit_id bigint, measure_id bigint, length smallint, state text, started_on date,
            due_on date, due_at timestamptz, provisional boolean, calendar_version text,
            case_event_id bigint)
    ), begun AS (
        INSERT INTO workflows_clock (id, case_id, rule_id, unit_id, measure_id, length, state,
            started_on, due_on, due_at, provisional, calendar_version, term)
        SELECT id, case_id, rule_id, unit_id, measure_id, length, state,
            started_on, due_on, due_at, provisional, calendar_version, 0 FROM given
    ), noted AS (
        INSERT INTO workflows_clockevent
            (clock_id, kind, "on", days, reason, document, case_event_id)
        SELECT id, 'start', started_on, 0, '', '', case_event_id FROM given
    ), alarms AS (
        INSERT INTO workflows_alarm (clock_id, ladder_id, rung, term, fires_at, state)
        SELECT id, ladder_id, rung, term, fires_at, 'pending'
        FROM json_to_recordset(%s) AS alarm (
            place int, ladder_id bigint, rung text, term smallint, fires_at timestamptz)
        JOIN given USING (place)
    )
    SELECT id FROM given ORDER BY place
"""
RUNNING: Final = PreparedQuery(
    lambda case: Clock.objects.filter(case=case, state__in=OPEN).select_related(
        "rule", "unit__region", "measure"
    ),
    int,
)
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


@dataclass(frozen=True, slots=True)
class ClockStart:
    """A clock to be started: on which case, by which step and event, for which measure."""

    case: Case
    wanted: Start
    step: Performance
    event: CaseEvent
    measure: Measure | None = None

    @property
    def since(self) -> date:
        """The legal date it counts from: the act's, unless a detail or the case names another."""
        if not self.wanted.since:
            return self.step.on
        named: date | None = self.step.details.get(self.wanted.since)
        return named or getattr(self.case, self.wanted.since, None) or self.step.on


def known_to_law(openings: Iterable[ClockStart], almanac: DeadlineContext) -> list[ClockStart]:
    """Those whose limit the law of their time knows: its version in force is not switched off."""
    return [each for each in openings if almanac.rule(each.wanted.rule, each.since).on]


def start_all(openings: Sequence[ClockStart], almanac: DeadlineContext) -> list[Clock]:
    """Start clocks from the act's legal date, or from the dates its details name.

    As many statements for many cases as for one. In the openings' order.
    """
    if not openings:
        return []
    clocks = [_new_clock(opening, almanac) for opening in openings]
    for clock in clocks:
        try:
            _keep(clock, almanac.begun(clock))
        except ClockError as refusal:
            raise Refused(str(refusal)) from refusal
    starts = [_start_row(n, clock, openings[n].event) for n, clock in enumerate(clocks)]
    alarms = [row for n, clock in enumerate(clocks) for row in _alarm_rows(n, clock, almanac)]
    ids = answer(START, json.dumps(starts), json.dumps(alarms))
    for clock, (clock.pk,) in zip(clocks, ids, strict=True):
        clock._state.adding = False
    return clocks


def _start_row(place: int, clock: Clock, event: CaseEvent) -> dict[str, Any]:
    return {
        "place": place,
        "case_id": clock.case_id,
        "rule_id": clock.rule_id,
        "unit_id": clock.unit_id,
        "measure_id": clock.measure_id,
        "length": clock.length,
        "state": str(clock.state),
        "started_on": clock.started_on.isoformat(),
        "due_on": clock.due_on and clock.due_on.isoformat(),
        "due_at": clock.due_at and clock.due_at.isoformat(),
        "provisional": clock.provisional,
        "calendar_version": clock.calendar_version,
        "case_event_id": event.pk,
    }


def _new_clock(opening: ClockStart, almanac: DeadlineContext) -> Clock:
    case, wanted, step = opening.case, opening.wanted, opening.step
    since = opening.since
    limit = step.details.get(wanted.limit) if wanted.limit else None
    named = step.details.get(wanted.unit) if wanted.unit else None
    if wanted.unit_of:
        named = wanted.unit_of(case, step)
    rule = almanac.rule(wanted.rule, since)
    return Clock(
        case_id=case.pk,
        rule=rule,
        unit=named or responsible_unit(case, wanted.owner or rule.owner, opening.measure),
        measure=opening.measure,
        started_on=since,
        length=(limit - since).days if limit else None,
    )


def responsible_unit(case: Case, owner: str, measure: Measure | None) -> Unit:
    """The unit whose limit it is; that of a person's limit is the one that holds the case."""
    match owner:
        case Owner.INTAKE_UNIT:
            return case.intake_unit
        case Owner.SENDER_UNIT:
            return case.sender_unit or case.intake_unit
        case Owner.REVIEW_UNIT if case.review_unit:
            return case.review_unit
        case Owner.MEASURE_UNIT if measure:
            return measure.unit
    return case.holding_unit


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
        result = almanac.deadline(clock, [*events_of(clock), _pure(moved)])
    except ClockError as refusal:
        raise Refused(str(refusal)) from refusal
    moved.save()
    clock.state = Clock.State(result.state)
    clock.term += 1
    _keep(clock, result)
    clock.save()
    clock.alarms.filter(state=Alarm.State.PENDING).update(state=Alarm.State.VOID)
    if clock.state == Clock.State.RUNNING:
        _set_alarms(clock, almanac)


def correct_starts(
    clocks: Iterable[Clock], step: Performance, event: CaseEvent, *, on: date
) -> None:
    """Count clocks anew from the day on which they ought to have begun; ended ones as well."""
    almanac = DeadlineContext()
    for clock in clocks:
        result = _corrected(clock, Move(EventKind.CORRECT, step, event), on, almanac)
        clock.started_on, clock.term = on, clock.term + 1
        _keep(clock, result)
        clock.save()
        clock.alarms.filter(state=Alarm.State.PENDING).update(state=Alarm.State.VOID)
        if clock.state == Clock.State.RUNNING:
            _set_alarms(clock, almanac)


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
        result = almanac.deadline(clock, [*events_of(clock), _pure(row)])
    except ClockError as refusal:
        raise Refused(str(refusal)) from refusal
    row.save()
    return result


def explain(clock: Clock, almanac: DeadlineContext | None = None) -> Deadline:
    """The due date of a clock with its day-by-day proof, from its events alone."""
    return (almanac or DeadlineContext()).deadline(clock, events_of(clock))


def events_of(clock: Clock) -> list[due_date.Event]:
    return [_pure(row) for row in clock.events.all()]


def events_by_clock(clock_ids: Collection[int]) -> dict[int, list[due_date.Event]]:
    """The same for many clocks; one query."""
    events: dict[int, list[due_date.Event]] = {clock_id: [] for clock_id in clock_ids}
    rows = ClockEvent.objects.filter(Among("clock", clock_ids)).order_by("pk")
    fields = ("clock_id", "kind", "on", "days", "reason", "document", "was")
    for clock_id, kind, *facts in rows.values_list(*fields):
        events[clock_id].append(due_date.Event(EventKind(kind), *facts))
    return events


def _pure(row: ClockEvent) -> due_date.Event:
    return due_date.Event(
        EventKind(row.kind),
        row.on,
        days=row.days,
        reason=row.reason,
        document=row.document,
        was=row.was,
    )


def _keep(clock: Clock, result: Deadline) -> None:
    clock.due_on, clock.due_at = result.due_on, result.due_at
    clock.provisional = result.provisional
    clock.calendar_version = result.calendar_version


def _set_alarms(clock: Clock, almanac: DeadlineContext) -> None:
    if rows := _alarm_rows(clock.pk, clock, almanac):
        execute(SET_ALARMS, json.dumps(rows))


def _alarm_rows(place: int, clock: Clock, almanac: DeadlineContext) -> list[dict[str, Any]]:
    """One row for each rung of its ladder, for its present term."""
    return [
        {
            "place": place,
            "ladder_id": ladder.pk,
            "rung": rung.key,
            "term": clock.term,
            "fires_at": fires_at.isoformat(),
        }
        for ladder, rung, fires_at in almanac.rungs(clock)
    ]
