"""Opening again what had ended, and passing on what was accepted wrongly; by two people each."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.destinations import hindrance
from organizations.models import Role, Unit
from workflows.acts import form_fields
from workflows.acts.act import (
    INTERNAL,
    ActForm,
    Performance,
    Relation,
    Start,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.acts.act_refusals import Refused
from workflows.acts.destination_field import REASONS, OrdinaryUnitField
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.event import CaseEvent
from workflows.models.transfer import Way
from workflows.petition import guards
from workflows.petition.proposals import (
    DecisionForm,
    decided_by_another,
    is_free,
    is_open,
    proposed_once,
)
from workflows.states import FINISHED, IN_HANDLING, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

GROUNDS: Final = (
    ("finding", _("A finding of supervision or inspection")),
    ("judgment", _("A judgment or decision in force")),
    ("superior", _("The superior organ asks for it")),
    ("evidence", _("New evidence")),
)
ENDS_NO_LIMIT: Final = ("execution", "evaluate_window")


class ReopenForm(ActForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS)
    basis = forms.CharField(
        label=_("Paper that it stands on"),
        max_length=200,
        help_text=_("Organ, number and date; of new evidence what it is and since when known."),
    )
    reason = form_fields.reason()


class ReopenDecisionForm(DecisionForm):
    proposed = "reopen"

    def given(self, proposal: CaseEvent) -> dict[str, Any]:
        words = {key: str(label) for key, label in GROUNDS}
        details = super().given(proposal)
        return details | {"ground": words.get(details["ground"], "")}


class PassOnForm(ActForm):
    unit = OrdinaryUnitField(label=_("Unit that is competent"))
    reason = form_fields.reason(_("Why it is not the business of this unit"))

    def clean_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["unit"]
        if unit.pk == self.case.holding_unit_id:
            raise forms.ValidationError(_g("Your unit has this matter. Choose another unit."))
        return unit


class PassOnDecisionForm(DecisionForm):
    proposed = "pass_on"

    def given(self, proposal: CaseEvent) -> dict[str, Any]:
        details = super().given(proposal)
        return details | {"unit": Unit.objects.get(pk=details["unit"]["id"])}


class RejectForm(ActForm):
    reason = form_fields.reason()


def at_competent_unit(case: Case, step: Performance) -> None:
    """条例 22: where whoever sent it might have sent it at first."""
    unit = step.details["unit"]
    if hindered := hindrance(case.sender_unit or case.intake_unit, unit):
        raise Refused(REASONS[hindered] % {"unit": unit})


class ReopeningActs(Base):
    """Each is proposed in one unit and decided by a head or by whoever stands above."""

    @act(
        source=FINISHED,
        label=_("Propose to open it again"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十七条、第四十条",
        for_petitioner=INTERNAL,
        by=(
            *at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
            *at(Relation.PART, Role.OFFICER),
            *at(Relation.REVIEW, Role.REVIEWER, Role.RECHECKER),
        ),
        form=ReopenForm,
        guards=(proposed_once("reopen"),),
        available_if=is_free("reopen"),
        style="secondary",
    )
    def propose_reopen(self, _step: Performance) -> None:
        """The case stays as it is until somebody decides."""

    @act(
        source=FINISHED,
        to=Status.INVESTIGATING,
        label=_("Open it again"),
        purpose=Purpose.DECISIONS,
        article="信访工作条例 第三十七条、第四十条",
        for_petitioner=_("The matter was opened again and is handled anew."),
        by=(*at_holder(Role.UNIT_HEAD), *at(Relation.PART, Role.BUREAU_HEAD)),
        form=ReopenDecisionForm,
        guards=(decided_by_another("reopen"),),
        available_if=is_open("reopen"),
        issues=("reopening_decision",),
        voids=ENDS_NO_LIMIT,
        starts=(Start("handle"),),
    )
    def approve_reopen(self, _step: Performance) -> None:
        self.served_on, self.outcome, self.category = None, "", ""

    @act(
        source=FINISHED,
        label=_("Don't open it again"),
        purpose=Purpose.DECISIONS,
        article="信访工作条例 第三十七条、第四十条",
        for_petitioner=INTERNAL,
        by=(*at_holder(Role.UNIT_HEAD), *at(Relation.PART, Role.BUREAU_HEAD)),
        form=RejectForm,
        guards=(decided_by_another("reopen"),),
        available_if=is_open("reopen"),
        style="secondary",
    )
    def reject_reopen(self, _step: Performance) -> None:
        """It stays as it ended."""

    @act(
        source=IN_HANDLING,
        label=_("Propose to pass it on"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十三条、第二十四条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
        form=PassOnForm,
        guards=(proposed_once("pass_on"), at_competent_unit, guards.parts_reported),
        available_if=is_free("pass_on"),
        style="secondary",
    )
    def propose_pass_on(self, _step: Performance) -> None:
        """The unit handles it until whoever sent it decides."""

    @act(
        source=IN_HANDLING,
        to=Status.FORWARDED,
        label=_("Pass on after acceptance"),
        purpose=Purpose.DECISIONS,
        article="信访工作条例 第二十三条、第二十四条",
        for_petitioner=_("Passed on to %(unit)s, which tells you in writing."),
        by=(
            *at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_HEAD),
            *at(Relation.PART, Role.BUREAU_HEAD),
            *at_intake(Role.UNIT_HEAD),
        ),
        form=PassOnDecisionForm,
        guards=(decided_by_another("pass_on"), at_competent_unit, guards.parts_reported),
        available_if=is_open("pass_on"),
        issues=("transfer_letter",),
        voids=("handle", "simple_handle", "suggestion_reply", "transfer_notice"),
        sends=Way.FORWARD,
        starts=(Start("transfer_notice"), Start("jurisdiction_objection")),
    )
    def approve_pass_on(self, step: Performance) -> None:
        """As forwarded: the unit named tells the petitioner, counted from now."""
        self.sender_unit = self.sender_unit or self.intake_unit
        self.holding_unit, self.sent_on = step.details["unit"], step.on
        self.accepted_on, self.simple = None, False
        self.petition_class = self.route = ""

    @act(
        source=IN_HANDLING,
        label=_("Don't pass it on"),
        purpose=Purpose.DECISIONS,
        article="信访工作条例 第二十三条、第二十四条",
        for_petitioner=INTERNAL,
        by=(
            *at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_HEAD),
            *at(Relation.PART, Role.BUREAU_HEAD),
            *at_intake(Role.UNIT_HEAD),
        ),
        form=RejectForm,
        guards=(decided_by_another("pass_on"),),
        available_if=is_open("pass_on"),
        style="secondary",
    )
    def reject_pass_on(self, _step: Performance) -> None:
        """It stays with the unit that accepted it; its limit runs on."""
