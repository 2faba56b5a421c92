"""Starting clocks: as many statements for many cases as for one."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from organizations.models import Unit
from organizations.prepared_statements import answer
from workflows.acts.act import Performance, Start
from workflows.acts.act_refusals import Refused
from workflows.clocks.clock_reckoning import alarm_rows, note_result
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting.due_date import ClockError, Owner
from workflows.models import Case, CaseEvent, Clock, Measure

# Written as sets, in one statement: an act has one clock or two, a sweep has hundreds.
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
            note_result(clock, almanac.begun(clock))
        except ClockError as refusal:
            raise Refused(str(refusal)) from refusal
    starts = [_start_row(n, clock, openings[n].event) for n, clock in enumerate(clocks)]
    alarms = [row for n, clock in enumerate(clocks) for row in alarm_rows(n, clock, almanac)]
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
