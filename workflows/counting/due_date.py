"""From a clock's events to its due date and the proof of it: a pure function.

Counting. The 信访工作条例 has no clause on counting, so 民法典 201-203 apply by analogy:

- the day of the event is not counted; the next day is day 1;
- 日 are calendar days, rest days included; 工作日 are days on which offices work;
- a limit in months ends on the same day number, or on the month's last day if it is shorter;
- a limit that ends on a rest day ends on the next working day, at 24:00 in Shanghai.

An extension lengthens the term itself: the days are counted on from where the bare count ended,
not from the working day that a rest day had pushed the limit to. The push of 民法典 203 only
spares the last day; were it counted from, the petitioner would wait for more than the 30 days
that the article allows. It must have been approved by the end of the limit as pushed.

A pause takes days out of the count, from the day it begins to the day before it ends. A limit
never ends on a paused day.

A recomputation is no event of the law: it moves no day and is only told in the proof, with the
last day as it was before.
"""

from collections.abc import Sequence
from datetime import date

from workflows.counting.clock_exceptions import (
    ClockError,
    ExtensionTooLate,
    LengthEmpty,
    LengthFixed,
    LengthMissing,
)
from workflows.counting.day_count import Count
from workflows.counting.event_history import History, read_history
from workflows.counting.proof import ClockState, Deadline, Step, StepKind
from workflows.counting.rule_types import (
    Audience,
    Event,
    EventKind,
    Further,
    LengthUnit,
    Nature,
    Owner,
    Rule,
    amount_text,
)
from workflows.counting.summary import (
    Light,
    Summary,
    days_left,
    describe,
    share_used,
    summarize,
    traffic_light,
)
from workflows.counting.work_calendar import WorkCalendar, end_of_legal_day

__all__ = [
    "Audience",
    "ClockError",
    "ClockState",
    "Deadline",
    "Event",
    "EventKind",
    "Further",
    "LengthUnit",
    "Light",
    "Nature",
    "Owner",
    "Rule",
    "Step",
    "StepKind",
    "Summary",
    "amount_text",
    "days_left",
    "deadline",
    "describe",
    "share_used",
    "summarize",
    "traffic_light",
]


def deadline(
    rule: Rule,
    events: Sequence[Event],
    calendar: WorkCalendar,
    *,
    length: int | None = None,
) -> Deadline:
    """When the clock ends, and the proof.

    `length` is the issuer's limit, in the rule's unit, where the rule has none of its own or only
    a local default. Raises a `ClockError` that names the article for anything the rule does not
    allow.
    """
    history = read_history(rule, events)
    term = _term(rule, length)
    extended_by = _approved_extensions(rule, history, calendar, term)
    count = Count(rule, history, calendar)
    counted_to, due_on = count.run(term + extended_by)
    return Deadline(
        rule=rule,
        calendar_version=calendar.version,
        arrangements=calendar.arrangements(history.start.on, due_on or history.start.on),
        started_on=history.start.on,
        length=term or None,
        extended_by=extended_by,
        counted_to=counted_to,
        due_on=due_on,
        due_at=end_of_legal_day(due_on) if due_on else None,
        recomputed_from=history.recomputed_from,
        provisional=due_on is not None and count.provisional,
        state=_state(rule, history, due_on),
        ended_on=history.ended.on if history.ended else None,
        proof=count.proof(),
    )


def _term(rule: Rule, asked: int | None) -> int:
    """The length before extensions, in the rule's unit; 0 for a rule without a limit."""
    if rule.unit is LengthUnit.NONE:
        return 0
    length = rule.length if asked is None else asked
    if length is None:
        raise LengthMissing(rule)
    if length < 1:
        raise LengthEmpty(rule)
    if rule.length not in (None, length) and not rule.local:
        raise LengthFixed(rule, length=amount_text(rule.length, rule.unit))
    return length


def _approved_extensions(rule: Rule, history: History, calendar: WorkCalendar, term: int) -> int:
    """The sum of the extensions, each of which must have come before the limit as it then was."""
    extended_by = 0
    for extension in history.extensions:
        _, due_on = Count(rule, history, calendar).run(term + extended_by)
        if due_on is not None and extension.on > due_on:
            raise ExtensionTooLate(rule, due_on=due_on, on=extension.on)
        extended_by += extension.days
    return extended_by


def _state(rule: Rule, history: History, due_on: date | None) -> ClockState:
    if history.ended is not None:
        voided = history.ended.kind is EventKind.VOID
        return ClockState.VOID if voided else ClockState.SATISFIED
    unlimited = rule.unit is LengthUnit.NONE
    return ClockState.RUNNING if due_on or unlimited else ClockState.PAUSED
