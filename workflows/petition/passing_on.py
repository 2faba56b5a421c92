"""What was accepted wrongly goes on to where it belongs, by two people (条例 22-24)."""

from typing import TYPE_CHECKING, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit, UnitKind
from organizations.selectors import open_units
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
from workflows.petition import guards
from workflows.petition.answer_limits import OF_ACCEPTANCE
from workflows.petition.handing_on import REPORT, given_up
from workflows.states import IN_HANDLING, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

OF_THE_UNIT: Final = (*OF_ACCEPTANCE, *served_papers.NOTICE_LIMITS, served_papers.SERVICE, REPORT)
"""What the unit that accepted had to do: answer, tell the petitioner, report to its sender."""
SENDER_PASSES_ON: Final = Decision(
    by=(
        *at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_HEAD),
        *at(Relation.PART, Role.BUREAU_HEAD),
        *at_intake(Role.UNIT_HEAD),
    ),
    on_proposal_of=at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
)


class PassOnForm(ActForm):
    """条例 22, 23: to where whoever sent the matter might have sent it at first.

    What nobody sent may go to the petition bureau of the place as well, which finds the organ.
    """

    unit = DestinationField(label=_("Unit that is competent"))
    reason = form_fields.reason(_("Why it is not the business of this unit"))

    def prepare(self) -> None:
        field = cast(DestinationField, self.fields["unit"])
        field.narrow_to(self.case.sender_unit or self.case.intake_unit)
        if self.case.is_direct:
            field.allow(bureaus_of_place(self.case.holding_unit))
        field.leave_out([self.case.holding_unit_id])

    def clean_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["unit"]
        if unit.pk == self.case.holding_unit_id:
            raise forms.ValidationError(_g("Your unit has this matter. Choose another unit."))
        return unit


def bureaus_of_place(unit: Unit) -> list[int]:
    here = open_units().filter(kind=UnitKind.PETITION_BUREAU, region=unit.region_id)
    return list(here.values_list("pk", flat=True))


class PassingOnActs(Base):
    """Proposed in the unit that accepted and decided by whoever sent it there, or by its head."""

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
        issues=("pass_on_letter",),
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
