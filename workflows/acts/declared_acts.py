"""The acts of a machine: those it declares, and those that follow where another has to decide.

Of an act with a `decision` one person proposes, with all its details, and another approves or
rejects; the proposer may take it back. The approval carries the act out: its event, its papers
and its clocks are the act's own, by the hand of whoever approved.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workflows.acts import form_fields, pending_proposals
from workflows.acts.act import ACT_ATTRIBUTE, ALL, INTERNAL, Act, ActForm, Performance
from workflows.acts.decision import RULE, Decision, ProposalStep
from workflows.acts.pending_proposals import Proposal
from workflows.acts.purpose import Purpose

if TYPE_CHECKING:
    from workflows.models import Case

PROPOSED_BY: Final = "proposed_by"
"""The detail of an act that was approved: who had proposed it."""
LABELS: Final = {
    ProposalStep.PROPOSE: _("Propose: {act}"),
    ProposalStep.APPROVE: _("Approve: {act}"),
    ProposalStep.REJECT: _("Don't approve: {act}"),
    ProposalStep.RETRACT: _("Take back the proposal: {act}"),
}


class ApprovalForm(ActForm):
    approval_remark = form_fields.reason(_("Remark"), required=False)


class RejectionForm(ActForm):
    reason = form_fields.reason(_("Why it is not approved"))


@cache
def acts_of(machine: type) -> dict[str, Act]:
    """The acts of a case class, in the order of declaration."""
    found = (getattr(getattr(machine, name, None), ACT_ATTRIBUTE, None) for name in dir(machine))
    declared = sorted((each for each in found if each), key=lambda each: each.order)
    return {each.name: each for act in declared for each in (act, *_steps(act))}


def _steps(act: Act) -> Iterator[Act]:
    if act.decision is None:
        return
    needs = act.decision
    is_open = pending_proposals.awaits_decision(act.name)
    other = pending_proposals.by_another_than_proposer(act.name)
    yield _step(
        act,
        ProposalStep.PROPOSE,
        purpose=act.purpose,
        by=needs.on_proposal_of,
        form=act.form,
        redacts=act.redacts,
        awaits=needs.by,
        starts=(pending_proposals.decision_limit(needs.by),),
        guards=(
            *needs.proposer_guards,
            pending_proposals.not_proposed_yet(act.name),
            *act.guards,
            pending_proposals.decidable_by_another(needs.by),
        ),
        available_if=lambda case: _may_be_proposed(case, act, needs),
        style=act.style,
    )
    yield _step(
        act,
        ProposalStep.APPROVE,
        by=needs.by,
        form=ApprovalForm,
        guards=(is_open, other, *needs.decider_guards),
    )
    yield _step(
        act,
        ProposalStep.REJECT,
        by=needs.by,
        form=RejectionForm,
        guards=(is_open, other, *needs.decider_guards),
        satisfies=(RULE,),
        style="secondary",
    )
    yield _step(
        act,
        ProposalStep.RETRACT,
        by=needs.on_proposal_of,
        guards=(is_open, pending_proposals.by_proposer(act.name)),
        voids=(RULE,),
        style="secondary",
    )


def _step(act: Act, step: ProposalStep, **declaration: Any) -> Act:
    usual: dict[str, Any] = {
        "purpose": Purpose.DECISIONS,
        "article": act.article,
        "sources": act.sources,
        "targets": (),
        "for_petitioner": INTERNAL,
        "available_if": lambda case: _is_open(case, act),
        "step": step,
        "about": act,
        "order": act.order,
    }
    label = format_lazy(LABELS[step], act=act.label)
    return Act(name=f"{step}_{act.name}", label=label, **(usual | declaration))


def _may_be_proposed(case: "Case", act: Act, needs: Decision) -> bool:
    return needs.offered_if(case) and act.available_if(case) and not _is_open(case, act)


def _is_open(case: "Case", act: Act) -> bool:
    return pending_proposals.open_proposal(case, act.name) is not None


def carried_out(approval: Act) -> Act:
    """The act that an approval carries out: by whoever approves, and its proposal is decided."""
    act = approval.about
    assert act is not None  # noqa: S101  # an approval is of something

    satisfies = act.satisfies if act.satisfies == ALL else (*act.satisfies, RULE)
    return replace(act, by=approval.by, satisfies=satisfies)


def needs_decision(act: Act, case: "Case", step: Performance) -> bool:
    """Whether an act that was asked for by itself has to be proposed instead."""
    needs: Decision | None = act.decision
    return needs is not None and step.actor.person is not None and needs.when(case, step)


def open_decision_ends(case: "Case", act: Act, proposal: Proposal) -> bool | None:
    """What an act makes of an open proposal: decided, or no longer asked for, or None.

    `case` is as the act has left it: what is not possible there can't be approved any more.
    """
    about = act.answers or (act.about or act).name
    if proposal.act == about and act.satisfies and (act.satisfies == ALL or RULE in act.satisfies):
        return True
    is_over = ALL in (act.satisfies, act.voids) or case.status not in _sources(case, proposal)
    is_retracted = proposal.act == about and RULE in act.voids
    return False if is_over or is_retracted else None


def _sources(case: "Case", proposal: Proposal) -> tuple[str, ...]:
    return acts_of(type(case))[proposal.act].sources
