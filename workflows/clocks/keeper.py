"""Keeping the clocks of a case: rows and alarms that follow from what an act declares."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from organizations.models import Unit
from workflows.acts import ALL, Act, Start, Step
from workflows.clocks import compute
from workflows.clocks.calendar import WorkCalendar, end_of_legal_day, legal_date
from workflows.clocks.climbing import LaddersInForce
from workflows.clocks.compute import ClockError, Deadline, EventKind
from workflows.clocks.holidays import calendar_for
from workflows.clocks.ladder import fires_at
from workflows.models import Alarm, Case, CaseEvent, Clock, ClockEvent, ClockRule
from workflows.refusals import Refused

OPEN = (Clock.State.RUNNING, Clock.State.PAUSED)
AT_INTAKE = ("xf_triage",)
AT_REVIEW = ("review_decide", "recheck_decide")


def apply(case: Case, act: Act, step: Step, event: CaseEvent) -> None:
    """Stop, pause, resume, extend and start the clocks as the act declares."""
    if act.satisfies or act.voids or act.extends or act.pauses or act.resumes:
        clocks = list(case.clocks.filter(state__in=OPEN).select_related("rule", "unit__region"))
        _stop(clocks, act, step, event)
        for key, kind in (
            (act.extends, EventKind.EXTEND),
            (act.pauses, EventKind.PAUSE),
            (act.resumes, EventKind.RESUME),
        ):
            if key:
                _move(clocks, key, kind, step, event)
    wanted = [each for each in act.starts if each.when(case, step)]
    if wanted:
        start(case, wanted, step, event)


def start(case: Case, wanted: Iterable[Start], step: Step, event: CaseEvent) -> list[Clock]:
    """Start clocks from the act's legal date, or from the dates its details name."""
    clocks = [_new_clock(case, each, step) for each in wanted]
    calendars = _Calendars()
    for clock in clocks:
        started = compute.Event(EventKind.START, clock.started_on)
        try:
            _keep(clock, _deadline(clock, [started], calendars))
        except ClockError as refusal:
            raise Refused(str(refusal)) from refusal
    Clock.objects.bulk_create(clocks)
    ClockEvent.objects.bulk_create(
        ClockEvent(clock=c, kind=EventKind.START, on=c.started_on, case_event=event) for c in clocks
    )
    _set_alarms(clocks, calendars)
    return clocks


def _new_clock(case: Case, wanted: Start, step: Step) -> Clock:
    since = _since(case, wanted, step)
    limit = step.details.get(wanted.limit) if wanted.limit else None
    return Clock(
        case_id=case.pk,
        rule=ClockRule.objects.in_force(wanted.rule, since),
        unit=_answers(case, wanted.rule),
        started_on=since,
        length=(limit - since).days if limit else None,
    )


def _since(case: Case, wanted: Start, step: Step) -> date:
    if not wanted.since:
        return step.on
    named: date | None = step.details.get(wanted.since) or getattr(case, wanted.since, None)
    return named or step.on


def _answers(case: Case, key: str) -> Unit:
    """The unit whose limit it is."""
    if key in AT_INTAKE:
        return case.intake_unit
    if key in AT_REVIEW and case.review_unit:
        return case.review_unit
    return case.holding_unit


def _stop(clocks: Iterable[Clock], act: Act, step: Step, event: CaseEvent) -> None:
    for keys, kind, state in (
        (act.satisfies, EventKind.SATISFY, Clock.State.SATISFIED),
        (act.voids, EventKind.VOID, Clock.State.VOID),
    ):
        ended = [c for c in clocks if c.is_open and (keys == ALL or c.rule.key in keys)]
        if ended:
            on = step.details.get(act.stops_on) or step.on
            _end(ended, state, step.at, ClockEvent(kind=kind, on=on, case_event=event))


def _end(clocks: list[Clock], state: Clock.State, at: datetime, how: ClockEvent) -> None:
    on = how.on
    for clock in clocks:
        clock.state = state
        clock.stopped_at = at if legal_date(at) == on else min(at, end_of_legal_day(on))
    Clock.objects.bulk_update(clocks, ["state", "stopped_at"])
    ClockEvent.objects.bulk_create(
        ClockEvent(clock=clock, kind=how.kind, on=on, case_event=how.case_event) for clock in clocks
    )
    pending = Alarm.objects.filter(clock__in=clocks, state=Alarm.State.PENDING)
    pending.update(state=Alarm.State.VOID)


def _move(clocks: Iterable[Clock], key: str, kind: EventKind, step: Step, event: CaseEvent) -> None:
    """Extend, pause or resume the clock of a rule; the pure function refuses what the law does."""
    clock = next((c for c in clocks if c.rule.key == key and c.is_open), None)
    if clock is None:
        raise Refused(_("No such limit is running on this case."))
    moved = ClockEvent(
        clock=clock,
        kind=kind,
        on=step.on,
        days=step.details.get("days") or step.details.get("months") or 0,
        reason=step.details.get("reason") or "",
        case_event=event,
    )
    calendars = _Calendars()
    try:
        result = _deadline(clock, [*events_of(clock), _pure(moved)], calendars)
    except ClockError as refusal:
        raise Refused(str(refusal)) from refusal
    moved.save()
    clock.state = Clock.State(result.state)
    clock.term += 1
    _keep(clock, result)
    clock.save()
    clock.alarms.filter(state=Alarm.State.PENDING).update(state=Alarm.State.VOID)
    if clock.state == Clock.State.RUNNING:
        _set_alarms([clock], calendars)


def explain(clock: Clock) -> Deadline:
    """The due date of a clock with its day-by-day proof, from its events alone."""
    return _deadline(clock, events_of(clock), _Calendars())


def events_of(clock: Clock) -> list[compute.Event]:
    return [_pure(row) for row in clock.events.all()]


def _pure(row: ClockEvent) -> compute.Event:
    return compute.Event(
        EventKind(row.kind),
        row.on,
        days=row.days,
        reason=row.reason,
        document=row.document,
        was=row.was,
    )


class _Calendars(dict[int, WorkCalendar]):
    """Each region's calendar, read once for the clocks of one act."""

    def of(self, unit: Unit) -> WorkCalendar:
        if unit.region_id not in self:
            self[unit.region_id] = calendar_for(unit)
        return self[unit.region_id]


def _deadline(clock: Clock, events: list[compute.Event], calendars: _Calendars) -> Deadline:
    calendar = calendars.of(clock.unit)
    return compute.deadline(clock.rule.as_rule(), events, calendar, length=clock.length)


def _keep(clock: Clock, result: Deadline) -> None:
    clock.due_on, clock.due_at = result.due_on, result.due_at
    clock.provisional = result.provisional
    clock.calendar_version = result.calendar_version


def _set_alarms(clocks: Iterable[Clock], calendars: _Calendars) -> None:
    """One row for each rung of each ladder, for the present term of the clock."""
    ladders = LaddersInForce()
    Alarm.objects.bulk_create(
        Alarm(
            clock=clock,
            ladder=ladder,
            rung=rung.key,
            term=clock.term,
            fires_at=fires_at(
                rung,
                started_on=clock.started_on,
                due_on=clock.due_on,
                calendar=calendars.of(clock.unit),
            ),
        )
        for clock in clocks
        if clock.due_on
        for ladder in [ladders.of(clock.rule.key, clock.unit)]
        for rung in ladder.steps
    )
