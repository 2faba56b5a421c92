"""Opening again what had ended, and passing on what was accepted wrongly; by two people each."""

from typing import TYPE_CHECKING, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from workflows.acts import form_fields, served_papers
from workflows.acts.act import (
    ActForm,
    Performance,
    Relation,
    Start,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.acts.decision import Decision
from workflows.acts.destination_field import DestinationField
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.transfer import Way
from workflows.petition import answer_limits, guards
from workflows.petition.answer_limits import OF_ACCEPTANCE, OF_THE_ANSWER
from workflows.petition.handing_on import REPORT, given_up
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
OF_THE_UNIT: Final = (*OF_ACCEPTANCE, *served_papers.NOTICE_LIMITS, served_papers.SERVICE, REPORT)
"""What the unit that accepted had to do: answer, tell the petitioner, report to its sender."""
HEAD_OPENS: Final = Decision(
    by=(*at_holder(Role.UNIT_HEAD), *at(Relation.PART, Role.BUREAU_HEAD)),
    on_proposal_of=(
        *at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
        *at(Relation.PART, Role.OFFICER),
        *at(Relation.REVIEW, Role.REVIEWER, Role.RECHECKER),
    ),
)
SENDER_PASSES_ON: Final = Decision(
    by=(
        *at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_HEAD),
        *at(Relation.PART, Role.BUREAU_HEAD),
        *at_intake(Role.UNIT_HEAD),
    ),
    on_proposal_of=at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
)


class ReopenForm(ActForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS)
    basis = forms.CharField(
        label=_("Paper that it stands on"),
        max_length=200,
        help_text=_("Organ, number and date; of new evidence what it is and since when known."),
    )
    reason = form_fields.reason()


class PassOnForm(ActForm):
    """条例 22, 23: to where whoever sent the matter might have sent it at first."""

    unit = DestinationField(label=_("Unit that is competent"))
    reason = form_fields.reason(_("Why it is not the business of this unit"))

    def prepare(self) -> None:
        field = cast(DestinationField, self.fields["unit"])
        field.narrow_to(self.case.sender_unit or self.case.intake_unit)
        field.leave_out([self.case.holding_unit_id])

    def clean_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["unit"]
        if unit.pk == self.case.holding_unit_id:
            raise forms.ValidationError(_g("Your unit has this matter. Choose another unit."))
        return unit


class ReopeningActs(Base):
    """Each is proposed in one unit and decided by a head or by whoever stands above."""

    @act(
        source=FINISHED,
        to=Status.INVESTIGATING,
        label=_("Open it again"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十七条、第四十条",
        for_petitioner=_("The matter was opened again and is handled anew."),
        decision=HEAD_OPENS,
        form=ReopenForm,
        issues=("reopening_decision",),
        voids=OF_THE_ANSWER,
        starts=answer_limits.anew(),
        style="secondary",
    )
    def reopen(self, _step: Performance) -> None:
        self.drop_answer()

    @act(
        source=IN_HANDLING,
        to=Status.FORWARDED,
        label=_("Pass on after acceptance"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十三条、第二十四条",
        for_petitioner=_("Passed on to %(unit)s, which tells you in writing."),
        decision=SENDER_PASSES_ON,
        form=PassOnForm,
        guards=(guards.parts_reported,),
        issues=("transfer_letter",),
        voids=OF_THE_UNIT,
        clock_filter=given_up,
        sends=Way.FORWARD,
        starts=(Start("transfer_notice"), Start("jurisdiction_objection")),
        style="secondary",
    )
    def pass_on(self, step: Performance) -> None:
        """As forwarded: the unit named tells the petitioner, counted from now."""
        self.sender_unit = self.sender_unit or self.intake_unit
        self.holding_unit, self.sent_on = step.details["unit"], step.on
        self.accepted_on, self.simple = None, False
        self.petition_class = self.route = ""
