"""A petition leaves a unit: where it stands then, and what goes with it."""

from typing import TYPE_CHECKING, Final

from workflows.acts.served_papers import SERVICE
from workflows.measures import measure_services
from workflows.models.case import Case, CaseUnit
from workflows.models.clock import Clock
from workflows.models.event import CaseEvent
from workflows.states import Status

if TYPE_CHECKING:
    from workflows.acts.act import Performance

REPORT: Final = "assign_report"


def back_at_intake(case: Case, _step: "Performance") -> bool:
    return case.holding_unit_id == case.intake_unit_id


def back_on_the_way(case: Case, step: "Performance") -> bool:
    return not back_at_intake(case, step)


def after_return(case: Case, step: "Performance") -> str:
    return Status.REGISTERED if back_at_intake(case, step) else Status.FORWARDED


def given_up(case: Case, step: "Performance", clock: Clock) -> bool:
    """What the unit owed that had the matter, and nobody else.

    A report is still owed by whoever sent the matter on, and by nobody who gave it up. A notice
    that was not served says what holds no more, and is served by nobody.
    """
    if clock.rule.key == REPORT and clock.unit_id == case.sender_unit_id:
        return False
    return clock.rule.key not in (REPORT, SERVICE) or clock.unit_id == step.holder_id


def hand_on(case: Case, step: "Performance", event: CaseEvent) -> None:
    """What is written beside the envelope: measures, and parts of assisting units."""
    measure_services.hand_on(case, step, event)
    _hand_on_tasks(case, step)


def _hand_on_tasks(case: Case, step: "Performance") -> None:
    """The successor assists where the unit did; where it assists already, once is enough."""
    tasks = case.parts.filter(part=CaseUnit.Part.ASSISTING)
    left = tasks.filter(unit=step.details["unit"], finished_at=None)
    if tasks.filter(unit=step.details["successor"]).exists():
        left.update(finished_at=step.at)
    else:
        left.update(unit=step.details["successor"])
