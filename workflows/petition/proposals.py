"""Two people for one step: somebody proposes it, somebody else decides; the events hold both."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.acts import form_fields
from workflows.acts.act import ActForm, Guard, Performance
from workflows.acts.act_refusals import Refused
from workflows.models.case import Case
from workflows.models.event import CaseEvent


def open_proposal(case: Case, step: str) -> CaseEvent | None:
    """The proposal of a step that nobody has decided yet."""
    names = (f"propose_{step}", f"approve_{step}", f"reject_{step}")
    last = case.events.filter(act__in=names).order_by("-pk").first()
    return last if last and last.act == names[0] and last.target == case.status else None


def is_open(step: str) -> Any:
    return lambda case: open_proposal(case, step) is not None


def is_free(step: str) -> Any:
    return lambda case: open_proposal(case, step) is None


def decided_by_another(step: str) -> Guard:
    """Refuses where there is nothing to decide, and whoever would decide on his own proposal."""

    def guard(case: Case, performance: Performance) -> None:
        proposal = open_proposal(case, step)
        if proposal is None:
            raise Refused(_("Nobody has proposed this; there is nothing to decide."))
        if performance.actor.person and proposal.actor_id == performance.actor.person.pk:
            raise Refused(_("Whoever proposed it doesn't decide on it. Ask somebody else."))

    return guard


def proposed_once(step: str) -> Guard:
    def guard(case: Case, _performance: Performance) -> None:
        if open_proposal(case, step):
            raise Refused(_("It has been proposed already and waits for the decision."))

    return guard


class DecisionForm(ActForm):
    """A decision with the details of what was proposed, so that event and paper have them."""

    proposed: ClassVar[str]
    remark = form_fields.reason(gettext_lazy("Remark"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        proposal = open_proposal(self.case, self.proposed)
        return data | (self.given(proposal) if proposal else {})

    def given(self, proposal: CaseEvent) -> dict[str, Any]:
        details: dict[str, Any] = proposal.details
        return {"proposed_by": str(proposal.actor)} | details
