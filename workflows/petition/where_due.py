"""Which limit runs where a matter waits for somebody to decide on its acceptance (条例 22, 23)."""

from typing import TYPE_CHECKING, Final

from workflows.acts.act import Start
from workflows.petition import intake
from workflows.states import Status

if TYPE_CHECKING:
    from workflows.acts.act import Performance
    from workflows.models.case import Case


def at_triage(case: "Case", step: "Performance") -> bool:
    return case.status == Status.REGISTERED and intake.at_bureau(case, step)


def to_be_answered(case: "Case", step: "Performance") -> bool:
    return case.status == Status.REGISTERED and intake.is_answerable(case, step)


def to_be_sorted(case: "Case", step: "Performance") -> bool:
    return case.status == Status.REGISTERED and intake.is_unsigned_letter(case, step)


def at_receiver(case: "Case", _step: "Performance") -> bool:
    return bool(case.status == Status.FORWARDED)


STARTS: Final = (
    Start("xf_triage", when=at_triage),
    Start("direct_notice", when=to_be_answered),
    Start("direct_sorting", when=to_be_sorted),
    Start("transfer_notice", when=at_receiver),
)
"""Counted from the act that brings it there: at the unit that took it in, or at another."""
