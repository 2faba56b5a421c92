"""The opinion: drafted, sent back or signed off (条例 31, 32)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields, served_papers
from workflows.acts.act import (
    INTERNAL,
    ActForm,
    Performance,
    Relation,
    act,
    at,
    at_holder,
)
from workflows.acts.act_refusals import Refused
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.petition import (
    guards,
    handling_requirements,
    simple_procedure,
    suggestions,
)
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


def is_unissued(case: Case) -> bool:
    return case.status == Status.DRAFTED or not served_papers.awaits_service(case, "serve")


def is_not_issued(case: Case, _step: Performance) -> None:
    if not is_unissued(case):
        raise Refused(_g("The opinion is signed off and has its number: it is to be served now."))


class OpinionActs(Base):
    """Draft, and sign-off by another person, which issues the paper."""

    @act(
        source=Status.INVESTIGATING,
        to=Status.DRAFTED,
        label=_("Draft the opinion"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十二条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.UNIT_OFFICER),
        form=DraftForm,
        available_if=suggestions.is_no_suggestion,
        guards=(suggestions.of_no_suggestion, simple_procedure.supported_if_simple),
    )
    def draft_opinion(self, step: Performance) -> None:
        self.drafter = step.actor.person
        self.category = step.details["category"]
        self.outcome = step.details["outcome"]

    @act(
        source=(Status.DRAFTED, Status.SIGNED),
        to=Status.SIGNED,
        label=_("Sign off"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十二条",
        for_petitioner=INTERNAL,
        by=(*at(Relation.LEADS, Role.LEADER), *at_holder(Role.UNIT_HEAD)),
        form=SignForm,
        available_if=is_unissued,
        guards=(is_not_issued, guards.by_another_than_drafter, handling_requirements.of_substance),
        issues=("handling_opinion", "service_return"),
    )
    def sign_off(self, _step: Performance) -> None:
        """The opinion has its number and may be served.

        What an earlier version signed without one is signed off again.
        """

    @act(
        source=Status.DRAFTED,
        to=Status.INVESTIGATING,
        label=_("Send back to redo"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十二条",
        for_petitioner=INTERNAL,
        by=(*at(Relation.LEADS, Role.LEADER), *at_holder(Role.UNIT_HEAD)),
        form=ReasonForm,
        style="secondary",
    )
    def send_back(self, _step: Performance) -> None:
        """The draft stays in the events; a new one follows."""
