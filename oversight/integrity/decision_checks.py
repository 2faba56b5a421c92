"""Decisions: what one proposes another decides, and what an opinion supports is carried out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Concat

from oversight.integrity.check import FaultyCase, Round, named
from workflows.acts.decision import ProposalStep
from workflows.acts.declared_acts import PROPOSED_BY
from workflows.cases.flows import ExecutionFlow
from workflows.cases.machines import ACTS
from workflows.models import ActorKind, Case, CaseEvent, Clock
from workflows.states import ANSWERED, UNANSWERED, Outcome

DECIDED: Final = {
    kind: [act.name for act in acts.values() if act.decision] for kind, acts in ACTS.items()
}
"""The acts that take a proposal, in some cases or in all."""
NEVER_ALONE: Final = {
    kind: [name for name in names if not ACTS[kind][name].by_staff]
    for kind, names in DECIDED.items()
}
EARLIER: Final = "approved_by"
"""The detail in which an earlier version has whoever approved."""


def unapproved(_round: Round) -> Iterator[FaultyCase]:
    """Carried out with no proposal before it, or by whoever had proposed it."""
    decided = CaseEvent.objects.filter(_of(DECIDED), actor_kind=ActorKind.PERSON)
    decided = decided.annotate(proposer=_person_in(PROPOSED_BY), approver=_person_in(EARLIER))
    proposal = CaseEvent.objects.filter(
        case=OuterRef("case"),
        act=Concat(Value(f"{ProposalStep.PROPOSE}_"), OuterRef("act")),
        actor=OuterRef("proposer"),
        pk__lt=OuterRef("pk"),
    )
    alone = _of(NEVER_ALONE) & Q(proposer=None, approver=None)
    by_one = Q(proposer=F("actor")) | Q(approver=F("actor"))
    made_up = Q(~Exists(proposal), proposer__isnull=False)
    yield from named(decided.filter(alone | by_one | made_up), "case__number")


def not_carried_out(_round: Round) -> Iterator[FaultyCase]:
    """An opinion that supports the demand and was served with no limit for its execution.

    Those of earlier versions: the office decides whether it was carried out or is to be ordered.
    What both sides settled has no opinion.
    """
    served = CaseEvent.objects.filter(case=OuterRef("pk"), act="serve")
    limits = Clock.objects.filter(case=OuterRef("pk"), rule__key__in=ExecutionFlow.rules)
    supported = Case.objects.filter(outcome=Outcome.SUPPORTED, status__in=ANSWERED)
    yield from named(supported.filter(Exists(served), ~Exists(limits)))


def rated_before_the_answer(_round: Round) -> Iterator[FaultyCase]:
    """What an earlier version kept as rated, though the answer fell that was rated."""
    fell = CaseEvent.objects.filter(
        case=OuterRef("pk"), target__in=UNANSWERED, at__gt=OuterRef("rated_at")
    )
    yield from named(Case.objects.filter(Exists(fell), rated_at__isnull=False))


def _of(acts: Mapping[str, Sequence[str]]) -> Q:
    wanted = Q()
    for kind, names in acts.items():
        wanted |= Q(case__kind=kind, act__in=names)
    return wanted


def _person_in(detail: str) -> Any:
    """The id of whoever a detail of an event names."""
    return Cast(KeyTextTransform("id", KeyTransform(detail, "details")), IntegerField())
