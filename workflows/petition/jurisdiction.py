"""Whose business it is: objection, the sender's answer, designation (条例 23③, 24)."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from workflows.acts import (
    TIMER_ALONE,
    ActForm,
    Relation,
    Start,
    Step,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.models.case import Case
from workflows.petition import fields, guards, measuring
from workflows.states import OPEN_PETITION, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


class ReasonForm(ActForm):
    reason = fields.reason()


class DesignateForm(ActForm):
    unit = fields.UnitField(label=_("Designated unit"))
    reason = fields.reason()
    simple = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SuccessionForm(ActForm):
    unit = forms.ModelChoiceField(Unit.objects.filter(closed_on__isnull=False))
    successor = fields.UnitField(label=_("Successor"))


class JurisdictionActs(Base):
    """Objection within five working days, and who decides it."""

    @act(
        source=Status.FORWARDED,
        to=Status.OBJECTED,
        label=_("Object to jurisdiction"),
        article="信访工作条例 第二十三条第三款",
        by=at_holder(Role.UNIT_OFFICER),
        form=ReasonForm,
        guards=(guards.within_objection_window,),
        issues=("objection_letter",),
        satisfies=("jurisdiction_objection",),
        style="secondary",
    )
    def object(self, _step: Step) -> None:
        """The unit keeps the case until the sender agrees; its notice clock runs on."""

    @act(
        source=Status.OBJECTED,
        to=Status.REGISTERED,
        label=_("Agree to the return"),
        article="信访工作条例 第二十三条第三款",
        by=at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD),
        form=ReasonForm,
        issues=("objection_reply",),
        voids=("transfer_notice", "simple_accept", "assign_report"),
        starts=(Start("xf_triage"),),
    )
    def uphold_objection(self, _step: Step) -> None:
        self.holding_unit = self.intake_unit
        self.sender_unit = None
        self.returns += 1

    @act(
        source=Status.OBJECTED,
        to=Status.FORWARDED,
        label=_("Reject the objection"),
        article="信访工作条例 第二十三条第三款",
        by=at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD),
        form=ReasonForm,
        issues=("objection_reply",),
        style="secondary",
    )
    def reject_objection(self, _step: Step) -> None:
        """`transfer_notice` keeps running from the first receipt."""

    @act(
        source=(Status.OBJECTED, Status.REGISTERED),
        to=Status.FORWARDED,
        label=_("Designate who accepts"),
        article="信访工作条例 第二十四条",
        by=at_intake(Role.BUREAU_HEAD),
        form=DesignateForm,
        guards=(guards.not_to_itself,),
        issues=("designation_letter",),
        satisfies=("xf_triage", "direct_notice"),
        voids=("transfer_notice", "simple_accept", "jurisdiction_objection"),
        starts=(Start("transfer_notice"),),
        style="secondary",
    )
    def designate(self, step: Step) -> None:
        self.sender_unit = self.intake_unit
        self.holding_unit = step.details["unit"]

    @act(
        source=OPEN_PETITION,
        label=_("Pass to the successor"),
        article="信访工作条例 第二十四条",
        by=TIMER_ALONE,
        form=SuccessionForm,
        keeps=measuring.hand_on,
        moves_desk=True,
    )
    def succeed(self, step: Step) -> None:
        """A unit was merged or abolished; its successor answers for what it left open."""
        self.put_in_place(step.details["unit"], step.details["successor"])
