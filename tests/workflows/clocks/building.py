"""Clocks for tests: rules from the catalogue, events in a line."""

from datetime import date

from workflows.counting.due_date import Deadline, Event, EventKind, Rule, deadline
from workflows.counting.rule_catalogue import rules
from workflows.counting.work_calendar import WorkCalendar

CALENDAR = WorkCalendar()
RULES = {rule.key: rule for rule in rules()}


def on(text: str) -> date:
    return date.fromisoformat(text)


def started(text: str) -> Event:
    return Event(EventKind.START, on(text))


def extended(text: str, days: int, reason: str = "", document: str = "") -> Event:
    return Event(EventKind.EXTEND, on(text), days, reason, document)


def paused(first: str, resumed: str | None = None, reason: str = "听证") -> list[Event]:
    events = [Event(EventKind.PAUSE, on(first), reason=reason)]
    if resumed:
        events.append(Event(EventKind.RESUME, on(resumed)))
    return events


def recomputed(text: str, was: str | None, reason: str = "", document: str = "") -> Event:
    known = on(was) if was else None
    return Event(EventKind.RECOMPUTE, on(text), reason=reason, document=document, was=known)


def satisfied(text: str) -> Event:
    return Event(EventKind.SATISFY, on(text))


def voided(text: str) -> Event:
    return Event(EventKind.VOID, on(text))


def run(rule: str | Rule, start: str, *events: Event, length: int | None = None) -> Deadline:
    """The deadline of a rule of the catalogue, started on a date, in the published calendar."""
    known = RULES[rule] if isinstance(rule, str) else rule
    return deadline(known, [started(start), *events], CALENDAR, length=length)
