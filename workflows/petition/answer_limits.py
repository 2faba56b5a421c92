"""The limits of an answer: those that acceptance begins, and those that go with an opinion."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from workflows.acts.act import Start
from workflows.petition.review_tiers import WINDOWS
from workflows.states import PetitionClass

if TYPE_CHECKING:
    from workflows.acts.act import Performance
    from workflows.models.case import Case

OF_CLASS: Final = {
    PetitionClass.APPEAL: "handle",
    PetitionClass.SUGGESTION: "suggestion_reply",
    PetitionClass.ACCUSATION: "accusation_reply",
}
"""Class → the limit within which the unit that accepted a matter answers it."""
SIMPLE: Final = "simple_handle"
OF_ACCEPTANCE: Final = (*OF_CLASS.values(), SIMPLE)
OF_THE_ANSWER: Final = ("execution", "evaluate_window", *WINDOWS)
"""What does not stand any more is neither carried out, nor rated, nor applied against; whoever is
answered anew has these from the new answer on."""
OUTLIVING: Final = ("execution", "supervise_reply", "advice_feedback")
"""Limits that a unit still owes something by once the case itself has ended."""


def _always(_case: "Case", _step: "Performance") -> bool:
    return True


def anew(
    *, since: str = "", when: "Callable[[Case, Performance], bool]" = _always
) -> tuple[Start, ...]:
    """For acts after which the unit has to answer (again): the limit of the matter's class."""

    def of(petition_class: str) -> Any:
        def is_of_class(case: "Case", step: "Performance") -> bool:
            given = case.petition_class or PetitionClass.APPEAL
            return given == petition_class and when(case, step)

        return is_of_class

    return tuple(
        Start(rule, since=since, when=of(petition_class), once=True)
        for petition_class, rule in OF_CLASS.items()
    )
