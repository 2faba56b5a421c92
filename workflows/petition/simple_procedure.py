"""What may take the simple procedure, and what leaves it (信访事项简易办理办法 2, 5)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from workflows.acts import letter_port
from workflows.acts.act_refusals import Refused
from workflows.models.clock import running_clock
from workflows.states import Outcome, PetitionClass

if TYPE_CHECKING:
    from workflows.acts.act import Performance
    from workflows.models import Case


def in_simple_procedure(case: "Case") -> bool:
    return case.simple


def eligible_for_simple(case: "Case", step: "Performance") -> None:
    """简易办理 art 2, 5: a first, single appeal or suggestion that nobody above assigned."""
    if not step.details.get("simple"):
        return
    if running_clock(case, "assign_report"):
        raise Refused(_("An assigned matter can't take the simple procedure (简易办理办法 5)."))
    if step.details.get("petition_class") == PetitionClass.ACCUSATION:
        raise Refused(_("An accusation can't take the simple procedure (简易办理办法 5)."))
    if letter_port.facts(case).people > 1:
        raise Refused(_("A joint matter can't take the simple procedure (简易办理办法 5)."))
    if letter_port.is_repeat(case):
        raise Refused(
            _(
                "The same person brought this before: only a first matter takes the simple "
                "procedure (简易办理办法 2)."
            )
        )


def supported_if_simple(case: "Case", step: "Performance") -> None:
    """简易办理 art 5(3): what may not be supported is handled in the ordinary procedure."""
    if case.simple and step.details["outcome"] == Outcome.NOT_SUPPORTED:
        raise Refused(
            _(
                "A demand that is not supported leaves the simple procedure (简易办理办法 5). "
                "Return to the ordinary procedure first."
            )
        )


def answered_by_one_if_simple(case: "Case", _step: "Performance") -> None:
    """简易办理 art 5(4): what takes several units is handled in the ordinary procedure."""
    if case.simple:
        raise Refused(
            _(
                "A matter of several units leaves the simple procedure (简易办理办法 5). Return to "
                "the ordinary procedure first."
            )
        )
