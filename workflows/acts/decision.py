"""An act that the law gives to another than whoever proposes it: who proposes, who decides."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workflows.acts.act import Grant, Guard, Performance
    from workflows.models.case import Case

RULE: Final = "decision"
"""The limit of whoever has to decide: while it runs, the proposal is open."""


class ProposalStep(enum.StrEnum):
    """The acts that follow from one declaration, each named after it, as `propose_refuse`."""

    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"
    RETRACT = "retract"


CARRIED_OUT: Final = (ProposalStep.PROPOSE, ProposalStep.APPROVE)
"""The steps towards the act itself."""


def _always(_case: "Case", _step: "Performance") -> bool:
    return True


def _whenever(_case: "Case") -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides on an act, and on whose proposal; the two are never one person.

    `when` says for which details it is needed; else whoever `by` of the act names does it alone.
    `offered_if` leaves the proposal out where the case itself says that it is not needed.
    """

    by: "tuple[Grant, ...]"
    on_proposal_of: "tuple[Grant, ...]"
    proposer_guards: "tuple[Guard, ...]" = ()
    decider_guards: "tuple[Guard, ...]" = ()
    when: "Callable[[Case, Performance], bool]" = _always
    offered_if: "Callable[[Case], bool]" = _whenever
