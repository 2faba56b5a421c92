"""The opinion: drafted, sent back or signed off, served, or settled (条例 31-33)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields
from workflows.acts.act import (
    ALL,
    INTERNAL,
    ActForm,
    Performance,
    Relation,
    Start,
    act,
    at,
    at_holder,
)
from workflows.acts.day_bounds import Bound
from workflows.models.case import Case
from workflows.petition import guards, handling_requirements, suggestions
from workflows.petition.execution import is_supported
from workflows.petition.jurisdiction import ReasonForm
from workflows.states import Category, Outcome, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


class DraftForm(ActForm):
    category = forms.ChoiceField(label=_("Way of handling"), choices=Category.choices)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    facts = form_fields.text(_("Facts and reasons found"))
    opinion = form_fields.text(_("Handling opinion"))
    basis = form_fields.text(_("Legal basis"), rows=2)
    answered = handling_requirements.requirements("answered")
    conduct = handling_requirements.requirements("conduct")
    responsible = handling_requirements.requirements("responsible")
    accountability = handling_requirements.requirements("accountability")
    clue = handling_requirements.requirements("clue")
    mended = handling_requirements.requirements("mended")
    refuted = handling_requirements.requirements("refuted")
    cleared = handling_requirements.requirements("cleared")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        has_measures = handling_requirements.has_measures(self.case)
        for demand in handling_requirements.missing(data, has_measures=has_measures):
            self.add_error(demand.detail, demand.reason)
        return data


class SignForm(ActForm):
    remark = form_fields.reason(_("Remark"), required=False)


class ServeForm(ActForm):
    method = forms.ChoiceField(
        label=_("Manner of service"),
        choices=[
            ("direct", _("Handed over in person")),
            ("post", _("By registered post")),
            ("left", _("Left at the address before witnesses")),
            ("electronic", _("Electronically")),
        ],
    )
    served_on = form_fields.day(_("Served on"), not_before=Bound("sign_off"))
    received_by = forms.CharField(label=_("Received by"), max_length=60)
    proof = forms.CharField(
        label=_("Proof of service"),
        max_length=200,
        help_text=_("Receipt number, witnesses or the record of a refusal"),
    )


class SettleForm(ActForm):
    manner = forms.ChoiceField(
        label=_("Manner"),
        choices=[("mediation", _("Mediation")), ("reconciliation", _("Reconciliation"))],
    )
    agreement = form_fields.text(_("Agreement"))
    both_agree = forms.BooleanField(label=_("Both parties have signed"))


class OpinionActs(Base):
    """Draft, sign-off by another person, service with proof."""

    @act(
        source=Status.INVESTIGATING,
        to=Status.DRAFTED,
        label=_("Draft the opinion"),
        article="信访工作条例 第三十二条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.UNIT_OFFICER),
        form=DraftForm,
        available_if=suggestions.is_no_suggestion,
        guards=(suggestions.of_no_suggestion, guards.supported_if_simple),
    )
    def draft_opinion(self, step: Performance) -> None:
        self.drafter = step.actor.person
        self.category = step.details["category"]
        self.outcome = step.details["outcome"]

    @act(
        source=Status.DRAFTED,
        to=Status.SIGNED,
        label=_("Sign off"),
        article="信访工作条例 第三十二条",
        for_petitioner=INTERNAL,
        by=(*at(Relation.LEADS, Role.LEADER), *at_holder(Role.UNIT_HEAD)),
        form=SignForm,
        guards=(guards.by_another_than_drafter, handling_requirements.of_substance),
    )
    def sign_off(self, _step: Performance) -> None:
        """The opinion may now be served."""

    @act(
        source=Status.DRAFTED,
        to=Status.INVESTIGATING,
        label=_("Send back to redo"),
        article="信访工作条例 第三十二条",
        for_petitioner=INTERNAL,
        by=(*at(Relation.LEADS, Role.LEADER), *at_holder(Role.UNIT_HEAD)),
        form=ReasonForm,
        style="secondary",
    )
    def send_back(self, _step: Performance) -> None:
        """The draft stays in the events; a new one follows."""

    @act(
        source=Status.SIGNED,
        to=Status.SERVED,
        label=_("Serve"),
        article="信访工作条例 第三十二条、第三十五条",
        for_petitioner=_("The handling opinion was served."),
        by=at_holder(Role.UNIT_OFFICER),
        form=ServeForm,
        issues=("handling_opinion", "service_return"),
        satisfies=("handle", "simple_handle", "suggestion_reply", "accusation_reply"),
        stops_on="served_on",
        starts=(
            Start("review_apply", since="served_on"),
            Start("evaluate_window", since="served_on"),
            Start("execution", since="served_on", when=is_supported),
        ),
    )
    def serve(self, step: Performance) -> None:
        self.served_on = step.details["served_on"]

    @act(
        source=Status.INVESTIGATING,
        to=Status.CLOSED,
        label=_("Settle by agreement"),
        article="信访工作条例 第三十三条",
        for_petitioner=_("Settled by agreement; the matter is closed."),
        by=at_holder(Role.UNIT_OFFICER),
        form=SettleForm,
        guards=(guards.parts_reported, guards.measures_struck_off),
        issues=("settlement_agreement",),
        satisfies=ALL,
        starts=(Start("evaluate_window"),),
        style="secondary",
    )
    def settle(self, step: Performance) -> None:
        self.served_on = step.on
        self.outcome = Outcome.SUPPORTED
        self.category = Category.DEMAND_MET
