"""The five duties of a leader in charge (五包) as a checklist, read from the case's events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from organizations.models import Person
from workflows.models import CaseEvent
from workflows.petition.leading_acts import Duty


@dataclass(frozen=True, slots=True)
class DutySummary:
    """One duty with the latest word on it; `done_on` None while there is none."""

    label: str
    done_on: date | None = None
    note: str = ""
    who: Person | None = None


def checklist(events: Iterable[CaseEvent], *, with_notes: bool) -> tuple[DutySummary, ...]:
    """The five in their order. Notes are free text and open only to whoever reads the letter."""
    latest = {event.details["duty"]: event for event in events if event.act == "note_duty"}
    return tuple(
        _duty_summary(duty, latest.get(duty.value), with_notes=with_notes) for duty in Duty
    )


def _duty_summary(duty: Duty, event: CaseEvent | None, *, with_notes: bool) -> DutySummary:
    if event is None:
        return DutySummary(str(duty.label))
    return DutySummary(
        label=str(duty.label),
        done_on=date.fromisoformat(event.details["done_on"]),
        note=event.details["note"] if with_notes else "",
        who=event.actor,
    )
