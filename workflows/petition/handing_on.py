"""A petition leaves a unit: where it stands then, and what goes with it."""

from typing import TYPE_CHECKING

from workflows.measures import measure_services
from workflows.models.case import Case, CaseUnit
from workflows.models.event import CaseEvent
from workflows.states import Status

if TYPE_CHECKING:
    from workflows.acts.act import Performance


def back_at_intake(case: Case, _step: "Performance") -> bool:
    return case.holding_unit_id == case.intake_unit_id


def back_on_the_way(case: Case, step: "Performance") -> bool:
    return not back_at_intake(case, step)


def after_return(case: Case, step: "Performance") -> str:
    return Status.REGISTERED if back_at_intake(case, step) else Status.FORWARDED


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
