"""Whose business it is: objection, the sender's answer, designation (条例 23③, 24)."""

from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from organizations.selectors import common_bureau, posts_of
from workflows.acts import form_fields
from workflows.acts.act import (
    INTERNAL,
    TIMER_ALONE,
    ActForm,
    Performance,
    Relation,
    Start,
    act,
    at,
    at_holder,
)
from workflows.acts.destination_field import OrdinaryUnitField
from workflows.acts.purpose import Purpose
from workflows.counting.rule_types import Owner
from workflows.models.case import Case
from workflows.models.clock import Clock
from workflows.models.transfer import Way
from workflows.petition import jurisdiction_guards
from workflows.petition.handing_on import (
    after_return,
    back_at_intake,
    back_on_the_way,
    given_up,
    hand_on,
)
from workflows.states import OPEN_PETITION, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


UNIT_STAFF = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
SENDERS_NOTICE = Start("transfer_notice", since="sent_on", owner=Owner.SENDER_UNIT)


class ReasonForm(ActForm):
    reason = form_fields.reason()


class DesignateForm(ActForm):
    unit = OrdinaryUnitField(label=_("Designated unit"))
    reason = form_fields.reason()
    simple = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Within the widest region of a bureau that the person heads."""
        posts = posts_of(self.actor.person, at=self.at) if self.actor.person else ()
        headed = [post.region_path for post in posts if post.role == Role.BUREAU_HEAD]
        if headed:
            cast(OrdinaryUnitField, self.fields["unit"]).narrow_within(min(headed, key=len))


class DesignationRequestForm(ActForm):
    unit = OrdinaryUnitField(label=_("Unit that seems competent"))
    reason = form_fields.reason()


class SuccessionForm(ActForm):
    unit = forms.ModelChoiceField(Unit.objects.filter(closed_on__isnull=False))
    successor = form_fields.UnitField(label=_("Successor"))


def of_the_holder(_case: Case, step: Performance, clock: Clock) -> bool:
    """Of several reports that are owed on the way down, the one of the unit that objects."""
    return bool(clock.rule.key != "assign_report" or clock.unit_id == step.holder_id)


class JurisdictionActs(Base):
    """Objection within its limit, and who decides it."""

    @act(
        source=Status.FORWARDED,
        label=_("Sign for it"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十三条第三款",
        for_petitioner=INTERNAL,
        by=at_holder(Role.REGISTRAR, Role.OFFICER, Role.BUREAU_HEAD, *UNIT_STAFF),
        guards=(jurisdiction_guards.not_signed_for,),
        available_if=jurisdiction_guards.is_unsigned,
        style="secondary",
    )
    def acknowledge(self, _step: Performance) -> None:
        """It arrived; no limit starts or stops, they all run from the dispatch."""

    @act(
        source=Status.FORWARDED,
        to=Status.OBJECTED,
        label=_("Object to jurisdiction"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十三条第三款",
        for_petitioner=INTERNAL,
        by=at_holder(Role.OFFICER, Role.UNIT_OFFICER),
        form=ReasonForm,
        guards=(jurisdiction_guards.within_objection_window,),
        available_if=jurisdiction_guards.may_object,
        issues=("objection_letter",),
        satisfies=("jurisdiction_objection",),
        voids=("transfer_notice", "simple_accept"),
        starts=(Start("objection_answer"), SENDERS_NOTICE),
        pauses="assign_report",
        where_running=True,
        clock_filter=of_the_holder,
        style="secondary",
    )
    def object(self, _step: Performance) -> None:
        """While the sender decides, the petitioner's limit is the sender's, from the same day.

        What the sender had set the unit a date for stands still.
        """

    @act(
        source=Status.OBJECTED,
        to=Status.FORWARDED,
        label=_("Withdraw the objection"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十三条第三款",
        for_petitioner=INTERNAL,
        by=at_holder(Role.OFFICER, Role.UNIT_OFFICER),
        form=ReasonForm,
        guards=(jurisdiction_guards.to_be_answered,),
        available_if=jurisdiction_guards.awaits_sender,
        voids=("objection_answer", "transfer_notice"),
        starts=(Start("transfer_notice", since="sent_on"),),
        resumes="assign_report",
        where_running=True,
        clock_filter=of_the_holder,
        style="secondary",
    )
    def withdraw_objection(self, _step: Performance) -> None:
        """The unit takes the matter after all; the petitioner's limit counts as if it had not."""

    @act(
        source=Status.OBJECTED,
        to=(Status.REGISTERED, Status.FORWARDED),
        pick=after_return,
        label=_("Agree to the return"),
        purpose=Purpose.DECISIONS,
        article="信访工作条例 第二十三条第三款",
        for_petitioner=INTERNAL,
        by=at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD, *UNIT_STAFF),
        form=ReasonForm,
        decides_on=("object",),
        guards=(jurisdiction_guards.to_be_answered,),
        available_if=jurisdiction_guards.awaits_sender,
        issues=("objection_reply",),
        satisfies=("objection_answer",),
        voids=("transfer_notice", "simple_accept", "assign_report"),
        clock_filter=given_up,
        starts=(
            Start("xf_triage", when=back_at_intake),
            Start("transfer_notice", since="sent_on", when=back_on_the_way),
        ),
        sends=Way.RETURN,
    )
    def uphold_objection(self, _step: Performance) -> None:
        """Back to whoever sent it; on the way down the petitioner's limit is no longer for that."""
        self.holding_unit = self.sender_unit or self.intake_unit
        self.sender_unit = self.sender_of(self.holding_unit)
        if self.sender_unit is None:
            self.sent_on = None
        self.returns += 1

    @act(
        source=Status.OBJECTED,
        to=Status.FORWARDED,
        label=_("Reject the objection"),
        purpose=Purpose.DECISIONS,
        article="信访工作条例 第二十三条第三款",
        for_petitioner=INTERNAL,
        by=at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD, *UNIT_STAFF),
        form=ReasonForm,
        decides_on=("object",),
        guards=(jurisdiction_guards.to_be_answered,),
        available_if=jurisdiction_guards.awaits_sender,
        issues=("objection_reply",),
        satisfies=("objection_answer",),
        voids=("transfer_notice",),
        starts=(Start("transfer_notice", since="sent_on"),),
        resumes="assign_report",
        where_running=True,
        clock_filter=of_the_holder,
        style="secondary",
    )
    def reject_objection(self, _step: Performance) -> None:
        """`transfer_notice` is the unit's again, from the first receipt."""

    @act(
        source=(Status.REGISTERED, Status.FORWARDED),
        to=Status.OBJECTED,
        label=_("Ask the superior to designate"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十二条、第二十四条",
        for_petitioner=_("The superior was asked to designate who handles the matter."),
        by=at_holder(Role.OFFICER, Role.BUREAU_HEAD),
        form=DesignationRequestForm,
        guards=(jurisdiction_guards.beyond_own_circle,),
        available_if=jurisdiction_guards.is_at_bureau,
        issues=("designation_request",),
        starts=(Start("objection_answer"),),
        style="secondary",
    )
    def request_designation(self, step: Performance) -> None:
        """Upward and sideways nothing is forwarded: the superior common to both decides."""
        self.sender_unit = common_bureau(self.holding_unit, step.details["unit"])

    @act(
        source=Status.OBJECTED,
        to=(Status.REGISTERED, Status.FORWARDED),
        pick=after_return,
        label=_("Leave it where it is"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十四条",
        for_petitioner=INTERNAL,
        by=at(Relation.SENDER, Role.OFFICER, Role.BUREAU_HEAD),
        form=ReasonForm,
        decides_on=("request_designation",),
        guards=(jurisdiction_guards.to_be_designated,),
        available_if=jurisdiction_guards.awaits_designation,
        issues=("designation_reply",),
        satisfies=("objection_answer",),
        style="secondary",
    )
    def decline_designation(self, _step: Performance) -> None:
        """The unit that asked goes on with the matter, within the limits that ran on."""
        self.sender_unit = self.sender_of(self.holding_unit)

    @act(
        source=(Status.OBJECTED, Status.REGISTERED, Status.FORWARDED),
        to=Status.FORWARDED,
        label=_("Designate who accepts"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十四条",
        for_petitioner=_("%(unit)s was designated to handle the matter."),
        by=at(Relation.PART, Role.BUREAU_HEAD),
        form=DesignateForm,
        decides_on=("object", "request_designation"),
        guards=(
            jurisdiction_guards.not_to_itself,
            jurisdiction_guards.in_dispute,
            jurisdiction_guards.superior_to_both,
        ),
        available_if=jurisdiction_guards.is_in_dispute,
        issues=("designation_letter",),
        satisfies=("xf_triage", "direct_notice", "direct_sorting", "objection_answer"),
        voids=("transfer_notice", "simple_accept", "jurisdiction_objection", "assign_report"),
        clock_filter=given_up,
        starts=(Start("transfer_notice"),),
        sends=Way.DESIGNATE,
        style="secondary",
    )
    def designate(self, step: Performance) -> None:
        self.sender_unit = jurisdiction_guards.superior_in_dispute(self, step)
        self.holding_unit, self.sent_on = step.details["unit"], step.on

    @act(
        source=OPEN_PETITION,
        label=_("Pass to the successor"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十四条",
        for_petitioner=INTERNAL,
        by=TIMER_ALONE,
        form=SuccessionForm,
        on_performed=hand_on,
        moves_desk=True,
    )
    def succeed(self, step: Performance) -> None:
        """A unit was merged or abolished; its successor answers for what it left open."""
        self.put_in_place(step.details["unit"], step.details["successor"])
