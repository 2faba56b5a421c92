"""Before an act is written: who may, whether it can be now, what was filled in, who decides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from workflows.acts import disclosure_port
from workflows.acts.act import Act, Performance
from workflows.acts.act_refusals import (
    Forbidden,
    IllegalMove,
    Incomplete,
    NotFound,
    ProposalNeeded,
    Refused,
    StaffSession,
)
from workflows.acts.actors import Actor
from workflows.acts.decision import ProposalStep
from workflows.acts.declared_acts import PROPOSED_BY, carried_out, needs_decision
from workflows.acts.pending_proposals import open_proposal
from workflows.cases import access, last_move
from workflows.models import Case
from workflows.tipoff import exclusion_rules


def admitted(case: Case, declared: Act | None, actor: Actor, at: datetime) -> Act:
    """Strangers learn nothing, readers learn that they may not, everybody learns the status."""
    if declared is None or not access.may(actor, declared.name, case, at=at):
        if actor.person is None or not access.may(actor, access.SEE, case, at=at):
            raise NotFound
        raise Forbidden(last_move.not_allowed(case, declared, actor, at=at))
    if case.status not in declared.sources:
        raise IllegalMove(last_move.not_now(case, declared, actor))
    if case.last_event_at and at < case.last_event_at:
        raise Refused(_("An act can't be dated before the last one on the case."))
    if actor.session_of is not None:
        raise StaffSession
    return declared


def filled(  # noqa: PLR0913  # the last by name
    case: Case,
    declared: Act,
    actor: Actor,
    at: datetime,
    details: Mapping[str, Any],
    *,
    rehearsed: bool = False,
) -> Performance:
    """The act with its details, once form and law let it pass; Incomplete and Refused else."""
    form = declared.form(data=details, files=details, case=case, actor=actor, at=at)
    form.rehearsed = rehearsed
    if not form.is_valid():
        raise Incomplete(form)
    step = Performance(actor, at, form.cleaned_data, case.holding_unit_id, form)
    exclusion_rules.forbid_leak(case, step)
    issued = (declared.about or declared).issues
    disclosure_port.check_details(case, retained_details(declared, step), is_issued=bool(issued))
    for guard in declared.guards:
        guard(case, step)
    return step


def decided(case: Case, declared: Act, step: Performance) -> tuple[Act, Performance]:
    """The act that is carried out: what was proposed, if it approves something."""
    if declared.step is ProposalStep.APPROVE:
        return _as_proposed(case, declared, step)
    if declared.decision:
        _done_alone(case, declared, step)
    return declared, step


def _done_alone(case: Case, declared: Act, step: Performance) -> None:
    """An act that only sometimes takes a decision is as good as proposed by whoever does it."""
    if needs_decision(declared, case, step):
        raise ProposalNeeded(last_move.propose_first(declared))
    for guard in declared.decision.proposer_guards if declared.decision else ():
        guard(case, step)


def _as_proposed(case: Case, approval: Act, step: Performance) -> tuple[Act, Performance]:
    """The act that was proposed, with the details of the proposal, by whoever approves it."""
    declared = carried_out(approval)
    proposal = open_proposal(case, declared.name)
    assert proposal is not None  # noqa: S101  # the approval's guard has looked
    try:
        again = filled(case, declared, step.actor, step.at, proposal.given(declared.form))
    except Incomplete as refusal:
        raise Refused(_outdated(refusal.form)) from refusal
    details = {**again.details, **step.details, PROPOSED_BY: proposal.event.actor}
    return declared, replace(again, details=details)


def _outdated(form: forms.Form) -> str:
    """Why what was proposed is possible no more: a unit has closed, a limit is past."""
    faults = " ".join(str(text) for texts in form.errors.values() for text in texts)
    return _("The proposal can't be carried out any more; reject it, for it to be made anew.") + (
        f" {faults}"
    )


def as_approved(declared: Act, step: Performance) -> tuple[Act, Performance]:
    """What is proposed, as if it were approved at once, in the name of the proposer's unit."""
    if declared.step is ProposalStep.PROPOSE and declared.about:
        return replace(declared.about, by=declared.by), step
    return declared, step


def retained_details(declared: Act, step: Performance) -> dict[str, Any]:
    """The details that the case keeps."""
    return {name: step.details[name] for name in step.details if name not in declared.redacts}
