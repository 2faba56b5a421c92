"""Recusal of whoever handles or heads a petition (条例 28③): asked for, and decided by a head.

Declared for petitions, in the room that knows how somebody is shut out of a case.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.selectors import posts_of
from workflows.acts import form_fields
from workflows.acts.act import (
    PETITIONER_ALONE,
    ActForm,
    Performance,
    Relation,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.acts.act_refusals import Refused
from workflows.acts.attachment_fields import ScansField
from workflows.acts.day_bounds import RECEIPT
from workflows.acts.decision import RULE
from workflows.acts.pending_proposals import Proposal, decision_limit, open_proposals
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.clock import Clock
from workflows.models.event import CaseEvent
from workflows.models.leading import Ground
from workflows.petition.applications import WAYS, BroughtForm
from workflows.states import OPEN_PETITION
from workflows.tipoff import exclusion_rules, guards

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访工作条例 第二十八条第三款"
ASKED: Final = "ask_recusal"
HIMSELF, PETITIONER = "himself", "petitioner"
BROUGHT_BY: Final = ("way", "received_on", "scan")
STAFF: Final = (
    *(Role.REGISTRAR, Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_OFFICER, Role.UNIT_HEAD),
    *(Role.REVIEWER, Role.RECHECKER),
)
OF_HEADS: Final = (Role.BUREAU_HEAD, Role.UNIT_HEAD)
HEADS: Final = (
    *at_holder(Role.BUREAU_HEAD, Role.UNIT_HEAD),
    *at_intake(Role.BUREAU_HEAD, Role.UNIT_HEAD),
    *at(Relation.SENDER, Role.BUREAU_HEAD, Role.UNIT_HEAD),
)
"""Of the unit that handles the matter; on its own head, whoever sent it the matter."""


class AskForm(BroughtForm):
    """The petitioner says whom he means, or a desk enters it from him; staff ask for themselves."""

    whom = form_fields.named(
        _("Who is to be recused"),
        longest=120,
        required=False,
        help_text=_("Of a petitioner's request; left empty, you ask for yourself."),
    )
    way = forms.ChoiceField(
        label=_("How it reached the office"),
        choices=[("", "—"), *WAYS],
        required=False,
        help_text=_("Of a petitioner's request alone."),
    )
    received_on = form_fields.day(_("Received on"), not_before=RECEIPT, required=False)
    scan = ScansField(label=_("Picture of the paper"), required=False)
    ground = forms.ChoiceField(label=_("Ground of the recusal"), choices=Ground.choices)
    reason = form_fields.reason(_("What happened, and how it is known"))

    def prepare(self) -> None:
        if self.by_petitioner:
            self.fields["whom"].required = True
            self.fields["whom"].help_text = ""
            for name in BROUGHT_BY:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """How the petitioner's request reached the office stands with it, and with no other."""
        data = super().clean() or {}
        if self.by_petitioner:
            return data
        if not data.get("whom"):
            return data | {"whom": "", "way": "", "received_on": None, "scan": []}
        for name in ("way", "received_on"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _g("Say how and when his request reached the office."))
        self.ask_for_paper(data)
        return data


class DecideForm(ActForm):
    person = form_fields.PersonField(*STAFF, label=_("Person"))
    asked_by = forms.ChoiceField(
        label=_("Asked for by"),
        choices=[
            (HIMSELF, _("Himself")),
            (PETITIONER, _("The petitioner")),
            ("organ", _("The organ")),
        ],
    )
    ground = forms.ChoiceField(label=_("Ground of the recusal"), choices=Ground.choices)
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("granted", _("Recused")), ("refused", _("Not recused"))]
    )
    reason = form_fields.reason()

    def prepare(self) -> None:
        person = cast(form_fields.PersonField, self.fields["person"])
        self.fields["reason"].help_text = _g(
            "The petitioner reads it with the decision, if it was he who asked."
        )
        units = [part.unit_id for part in self.case.parts.all()]
        person.queryset = person.holders(post__unit__in=units)
        if requests := open_requests(self.case):
            self._begin_with(requests[0].event, person)

    def clean(self) -> dict[str, Any]:
        """Nobody is said to have asked who did not."""
        data = super().clean() or {}
        requests = open_requests(self.case)
        if data.get("asked_by") == PETITIONER and not any(map(is_his, requests)):
            self.add_error(
                "asked_by",
                _g("No request of the petitioner is open here. Enter it first, as he made it."),
            )
        return data

    def _begin_with(self, asked: CaseEvent, person: form_fields.PersonField) -> None:
        """What was asked first stands beside the question and in the fields."""
        said, own = asked.details, None if asked.details.get("whom") else asked.actor
        whom = own.name if own else said["whom"]
        person.help_text = _g("Asked for: %(whom)s. %(reason)s") % {
            "whom": whom,
            "reason": said["reason"],
        }
        found = [each for each in person.queryset or () if each == own or each.name == whom]
        self.initial = {
            "person": found[0].pk if len(found) == 1 else None,
            "asked_by": HIMSELF if own else PETITIONER,
            "ground": said["ground"],
            **self.initial,
        }


def his_own_request(details: Mapping[str, Any]) -> tuple[str, ...]:
    """The petitioner's own words; what somebody says of himself is not for his eyes."""
    return ("whom", "ground", "reason") if details.get("whom") else ()


def answer_to_his_request(details: Mapping[str, Any]) -> tuple[str, ...]:
    """How his own request was decided and why; of another's that it was decided, and no more."""
    is_his = details.get("asked_by") == PETITIONER
    return ("person", "decision", "reason") if is_his else ()


def open_requests(case: Case) -> list[Proposal]:
    return [each for each in open_proposals(case) if each.event.act == ASKED]


def is_his(request: Proposal) -> bool:
    """Whether the petitioner asked, himself or at a desk; staff name nobody."""
    return bool(request.event.details.get("whom"))


def of_ones_own_side(case: Case, step: Performance) -> None:
    """The unit whose opinion is under review does not choose who reviews it."""
    if case.review_unit_id is None or step.actor.person is None:
        return
    above = posts_of(step.details["person"], at=step.at)
    heads = {p.unit_id for p in posts_of(step.actor.person, at=step.at) if p.role in OF_HEADS}
    reviews = any(post.unit_id == case.review_unit_id for post in above)
    if reviews and heads == {case.holding_unit_id}:
        raise Refused(
            _g("%(unit)s reviews your unit's opinion: you decide on nobody there (条例 28③).")
            % {"unit": case.review_unit}
        )


def is_answered(case: Case, step: Performance, clock: Clock) -> bool:
    """One request: that of the person himself, or the petitioner's, whom he named if he did."""
    if clock.rule.key != RULE:
        return False
    requests, person = open_requests(case), step.details["person"]
    mine = [r for r in requests if r.event.actor_id == person.pk and not is_his(r)]
    if step.details["asked_by"] == PETITIONER:
        his = [each for each in requests if is_his(each)]
        named = [each for each in his if person.name in each.event.details["whom"]]
        mine += (named or his)[:1]
    return clock.pk in {each.clock.pk for each in mine}


def not_recused_before(case: Case, step: Performance) -> None:
    person = step.details["person"]
    if any(each.person_id == person.pk for each in case.exclusions.all()):
        raise Refused(_g("%(leader)s is recused already.") % {"leader": person})


class PetitionRecusalActs(Base):
    """None of these moves the status."""

    @act(
        source=OPEN_PETITION,
        label=_("Ask for a recusal"),
        purpose=Purpose.RECUSALS,
        article=ARTICLE,
        for_petitioner=_("A recusal was asked for."),
        discloses=his_own_request,
        by=(*at(Relation.PART, *STAFF), *PETITIONER_ALONE),
        form=AskForm,
        awaits=HEADS,
        starts=(decision_limit(HEADS),),
        style="secondary",
    )
    def ask_recusal(self, _step: Performance) -> None:
        """On one's own motion, or as the petitioner's notice says that he may."""

    @act(
        source=OPEN_PETITION,
        label=_("Decide on a recusal"),
        purpose=Purpose.RECUSALS,
        article=ARTICLE,
        for_petitioner=_("It was decided on a recusal."),
        discloses=answer_to_his_request,
        by=HEADS,
        form=DecideForm,
        guards=(guards.by_another_than_requested, not_recused_before, of_ones_own_side),
        answers=ASKED,
        satisfies=(RULE,),
        clock_filter=is_answered,
        on_performed=exclusion_rules.keep_recusal,
        moves_desk=True,
        style="secondary",
    )
    def decide_recusal(self, step: Performance) -> None:
        """Whoever is recused neither acts on the case nor is given it, from this moment."""
        if step.details["decision"] != "granted":
            return
        recused = step.details["person"].pk
        if self.leader_id == recused:
            self.leader = None
        if self.co_leader_id == recused:
            self.co_leader = None
