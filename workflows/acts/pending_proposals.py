"""Proposals that wait for a decision: which are open, who decides, and what is checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _

from organizations.models import Person, Role, Unit
from organizations.selectors import holders
from workflows.acts.act import UNIT_FIELD, Grant, Guard, Performance, Relation, Start
from workflows.acts.act_refusals import Refused
from workflows.acts.decision import RULE, ProposalStep
from workflows.models.case_exclusion import shut_out_of
from workflows.models.clock import Clock, ClockEvent, open_clocks

if TYPE_CHECKING:
    from workflows.models import Case, CaseEvent

PREFIX: Final = f"{ProposalStep.PROPOSE}_"
KNOWN: Final = "open_proposals"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody proposed and nobody has decided on yet, and the limit of the decision."""

    act: str
    event: "CaseEvent"
    clock: Clock

    def given(self, form: type[forms.Form]) -> dict[str, Any]:
        """The details as the form takes them again: rows by their id, or by the name typed."""
        details = self.event.details
        return {
            name: _as_given(field, details.get(name)) for name, field in form.base_fields.items()
        }


def _as_given(field: forms.Field, value: Any) -> Any:
    if isinstance(value, dict):
        return value["id" if isinstance(field, forms.ModelChoiceField) else "name"]
    return [_as_given(field, each) for each in value] if isinstance(value, list) else value


def open_proposals(case: "Case") -> list[Proposal]:
    """Read once for a case in hand, like its status."""
    if KNOWN not in vars(case):
        vars(case)[KNOWN] = _begun(open_clocks(case, RULE))
    known: list[Proposal] = vars(case)[KNOWN]
    return known


def _begun(clocks: Sequence[Clock]) -> list[Proposal]:
    """The proposals whose decisions have these limits."""
    if not clocks:
        return []
    known = {clock.pk: clock for clock in clocks}
    starts = ClockEvent.objects.filter(clock__in=known, kind="start").order_by("pk")
    return [
        Proposal(row.case_event.act.removeprefix(PREFIX), row.case_event, known[row.clock_id])
        for row in starts.select_related("case_event__actor", "case_event__actor_unit")
    ]


def open_proposal(case: "Case", act: str) -> Proposal | None:
    return next((each for each in open_proposals(case) if each.act == act), None)


def not_proposed_yet(act: str) -> Guard:
    def guard(case: "Case", _step: Performance) -> None:
        if proposal := open_proposal(case, act):
            raise Refused(
                _("%(person)s has proposed this already; it waits for a decision until %(day)s.")
                % {"person": proposal.event.actor, "day": proposal.clock.due_on}
            )

    return guard


def awaits_decision(act: str) -> Guard:
    def guard(case: "Case", _step: Performance) -> None:
        if open_proposal(case, act) is None:
            raise Refused(_decided_before(case, act))

    return guard


def _decided_before(case: "Case", act: str) -> str:
    """Nothing is open any more: who has decided, or taken it back, and when."""
    steps = [act, *(f"{step}_{act}" for step in ProposalStep)]
    last = case.events.filter(act__in=steps).select_related("actor").order_by("-pk").first()
    if last is None or last.actor is None:
        return _("Nobody has proposed this. Propose it first.")
    return _("Nothing waits for a decision any more: %(person)s was there on %(day)s.") % {
        "person": last.actor,
        "day": f"{last.at.astimezone():%Y-%m-%d %H:%M}",
    }


def by_another_than_proposer(act: str) -> Guard:
    def guard(case: "Case", step: Performance) -> None:
        proposal = open_proposal(case, act)
        if proposal and step.actor.person and proposal.event.actor_id == step.actor.person.pk:
            raise Refused(
                _("Whoever proposes doesn't decide. Another person who may has to do this.")
            )

    return guard


def by_proposer(act: str) -> Guard:
    def guard(case: "Case", step: Performance) -> None:
        proposal = open_proposal(case, act)
        if proposal and step.actor.person and proposal.event.actor_id != step.actor.person.pk:
            raise Refused(
                _("Only %(person)s takes this proposal back; whoever decides can reject it.")
                % {"person": proposal.event.actor}
            )

    return guard


def decidable_by_another(grants: Sequence[Grant]) -> Guard:
    """A proposal that nobody can decide on is not made."""

    def guard(case: "Case", step: Performance) -> None:
        own = step.actor.person.pk if step.actor.person else None
        if not any(p.pk != own for p in _deciders(case, grants, step.at)):
            raise Refused(
                _("Nobody else in office may decide on this. Have the post filled first.")
            )

    return guard


def _deciders(case: "Case", grants: Sequence[Grant], at: datetime) -> list[Person]:
    people = [p for unit, role in posts(case, grants) for p in _seated(unit, role, at)]
    shut_out = shut_out_of(case, [p.pk for p in people], at=at)
    return [person for person in people if person.pk not in shut_out]


def _seated(unit: Unit, role: Role, at: datetime) -> Iterator[Person]:
    yield from holders(roles=[role], unit_ids=[unit.pk], at=at)


def posts(case: "Case", grants: Sequence[Grant]) -> list[tuple[Unit, Role]]:
    """Where whoever is meant by the grants sits: of units with any part, the first in the case."""
    found: dict[tuple[int, Role], Unit] = {}
    for grant in grants:
        for field in _fields(grant.relation):
            unit: Unit | None = getattr(case, field)
            if unit and grant.role:
                found.setdefault((unit.pk, grant.role), unit)
    return [(unit, role) for (_pk, role), unit in found.items()]


def _fields(relation: Relation) -> tuple[str, ...]:
    if relation in UNIT_FIELD:
        return (UNIT_FIELD[relation].removesuffix("_id"),)
    return ("intake_unit", "sender_unit", "holding_unit")


def deciding_post(case: "Case", grants: Sequence[Grant], at: datetime) -> tuple[Unit, Role]:
    """The unit and role on whose desk the decision is: the first where somebody sits."""
    possible = posts(case, grants)
    return next((each for each in possible if any(_seated(*each, at))), possible[0])


def decision_limit(grants: Sequence[Grant]) -> Start:
    """The limit of whoever has to decide."""
    return Start(RULE, unit_of=lambda case, step: deciding_post(case, grants, step.at)[0])
