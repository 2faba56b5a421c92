"""Receipt and screening: up, down, across, kept, refused or handed over (规则 7-16)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts.act import (
    ALL,
    BATCH_IMPORT,
    INTERNAL,
    PETITIONER_ALONE,
    Performance,
    Relation,
    Start,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.acts.decision import Decision
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.states import AT_INTAKE, Status
from workflows.tipoff import exclusion_rules, guards, intake_forms

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

SCREENED = ("tip_transfer_out", "tip_accept_down")
INTAKE_DESK = at_holder(Role.CLUE_OFFICER)


def take_down(case: Case, step: Performance) -> None:
    case.sender_unit = case.holding_unit
    case.holding_unit = step.details["unit"]


class IntakeActs(Base):
    """What the section for letters and visits of a discipline organ does."""

    @act(
        source=Status.NEW,
        to=Status.RECEIVED,
        label=_("Receive"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第七条",
        for_petitioner=INTERNAL,
        by=(
            *at_intake(Role.CLUE_OFFICER),
            *at(Relation.PART, Role.CLEARED),
            *PETITIONER_ALONE,
            *BATCH_IMPORT,
        ),
        form=intake_forms.ReceiveForm,
        guards=(exclusion_rules.own_matters_only,),
        starts=(
            Start("tip_transfer_out", since="received_on"),
            Start("tip_realname_notice", since="received_on", when=guards.has_standing_behind),
        ),
        on_performed=exclusion_rules.keep_names,
    )
    def receive(self, step: Performance) -> None:
        self.registered_at = step.at
        self.reporter = step.details.get("reporter", "")

    @act(
        source=Status.NEW,
        to=Status.SEALED_UP,
        label=_("Take in a sealed paper"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第十五条",
        for_petitioner=INTERNAL,
        by=at_intake(Role.CLUE_OFFICER),
        form=intake_forms.SealedForm,
        starts=(Start("tip_forward_up", since="received_on"),),
        on_performed=exclusion_rules.keep_from_own_heads,
    )
    def receive_sealed(self, step: Performance) -> None:
        """A receipt and its clock: no reporter, no content."""
        self.registered_at = step.at
        self.sealed = True

    @act(
        source=AT_INTAKE,
        to=Status.SEALED_UP,
        label=_("Seal it as a superior's matter"),
        purpose=Purpose.TRANSFER,
        article="纪检监察机关处理检举控告工作规则 第十五条第二款",
        for_petitioner=INTERNAL,
        by=INTAKE_DESK,
        form=intake_forms.SealedForm,
        guards=(guards.not_from_handling_or_approval,),
        voids=ALL,
        starts=(Start("tip_forward_up"),),
        on_performed=exclusion_rules.keep_from_own_heads,
        style="danger",
    )
    def seal_up(self, _step: Performance) -> None:
        """Screening showed that it should never have been entered: nobody reads it here again."""
        self.sealed = True

    @act(
        source=Status.SEALED_UP,
        to=Status.ESCALATED_UP,
        label=_("Send up"),
        purpose=Purpose.TRANSFER,
        article="纪检监察机关处理检举控告工作规则 第十五条第一款",
        for_petitioner=INTERNAL,
        by=INTAKE_DESK,
        form=intake_forms.SentUpForm,
        guards=(guards.not_from_handling_or_approval,),
        satisfies=ALL,
        stops_on="sent_on",
    )
    def forward_up(self, _step: Performance) -> None:
        """On paper, sealed."""

    @act(
        source=AT_INTAKE,
        label=_("Verify the reporter"),
        purpose=Purpose.RIGHTS,
        article="纪检监察机关处理检举控告工作规则 第二十四条、第三十条",
        for_petitioner=INTERNAL,
        by=INTAKE_DESK,
        form=intake_forms.IdentityForm,
        guards=(guards.not_from_handling_or_approval,),
        available_if=guards.not_notified_yet,
        voids=("tip_realname_notice",),
        starts=(Start("tip_realname_notice", since="received_on", when=guards.not_notified_yet),),
        style="secondary",
    )
    def verify_identity(self, step: Performance) -> None:
        self.reporter = step.details["reporter"]

    @act(
        source=(*AT_INTAKE, Status.HANDED_OVER, Status.CLUE_REGISTERED, Status.DISPOSING),
        label=_("Tell the reporter of the acceptance"),
        purpose=Purpose.RIGHTS,
        article="纪检监察机关处理检举控告工作规则 第二十六条",
        for_petitioner=INTERNAL,
        by=INTAKE_DESK,
        form=intake_forms.NoticeForm,
        guards=(
            guards.not_from_handling_or_approval,
            guards.a_notice_is_due,
        ),
        available_if=guards.awaits_notice,
        satisfies=("tip_realname_notice",),
        stops_on="told_on",
        style="secondary",
    )
    def notify_reporter(self, _step: Performance) -> None:
        """Told and logged; a repeat is not told again."""

    @act(
        source=AT_INTAKE,
        to=Status.HANDED_OVER,
        label=_("Hand over to the handling section"),
        purpose=Purpose.TRANSFER,
        article="纪检监察机关处理检举控告工作规则 第十四条",
        for_petitioner=INTERNAL,
        by=INTAKE_DESK,
        form=intake_forms.HandOverForm,
        guards=(guards.not_from_handling_or_approval, exclusion_rules.names_resolved),
        issues=("clue_hand_over",),
        satisfies=SCREENED,
        starts=(Start("clue_opinion"),),
    )
    def hand_over(self, _step: Performance) -> None:
        """The section's month for an opinion begins (监督执纪工作规则 21②)."""

    @act(
        source=AT_INTAKE,
        to=Status.FORWARDED_DOWN,
        label=_("Forward to the subordinate organ"),
        purpose=Purpose.TRANSFER,
        article="纪检监察机关处理检举控告工作规则 第十六条",
        for_petitioner=INTERNAL,
        by=INTAKE_DESK,
        form=intake_forms.DownForm,
        guards=(guards.not_from_handling_or_approval, exclusion_rules.names_resolved),
        issues=("clue_forward_letter",),
        satisfies=SCREENED,
        voids=("tip_realname_notice",),
        starts=(
            Start("tip_accept_down"),
            Start("tip_realname_notice", when=guards.not_notified_yet),
        ),
        style="secondary",
    )
    def forward_down(self, step: Performance) -> None:
        take_down(self, step)

    @act(
        source=AT_INTAKE,
        to=Status.FORWARDED_DOWN,
        label=_("Assign to the subordinate organ"),
        purpose=Purpose.TRANSFER,
        article="纪检监察机关处理检举控告工作规则 第二十条、第二十一条",
        for_petitioner=INTERNAL,
        decision=Decision(
            by=at_holder(Role.CLUE_HEAD),
            on_proposal_of=INTAKE_DESK,
            proposer_guards=(guards.not_from_handling_or_approval,),
            decider_guards=(guards.not_from_intake_or_handling,),
        ),
        form=intake_forms.AssignDownForm,
        guards=(exclusion_rules.names_resolved,),
        issues=("clue_assignment_letter",),
        satisfies=SCREENED,
        voids=("tip_realname_notice",),
        starts=(
            Start("tip_accept_down"),
            Start("tip_assigned"),
            Start("tip_realname_notice", when=guards.not_notified_yet),
        ),
        style="secondary",
    )
    def assign_down(self, step: Performance) -> None:
        take_down(self, step)

    @act(
        source=AT_INTAKE,
        to=Status.TRANSFERRED_OUT,
        label=_("Transfer to the competent organ"),
        purpose=Purpose.TRANSFER,
        article="监察法实施条例（2021年） 第一百六十九条、第一百七十一条",
        for_petitioner=INTERNAL,
        by=INTAKE_DESK,
        form=intake_forms.AcrossForm,
        guards=(
            guards.not_from_handling_or_approval,
            exclusion_rules.names_resolved,
            exclusion_rules.not_to_the_accused,
        ),
        issues=("clue_transfer_letter",),
        satisfies=ALL,
        style="secondary",
    )
    def forward_across(self, _step: Performance) -> None:
        """Another organ has jurisdiction."""

    @act(
        source=AT_INTAKE,
        to=Status.RETAINED,
        label=_("Keep for reference"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第十四条",
        for_petitioner=INTERNAL,
        by=INTAKE_DESK,
        form=intake_forms.RetainForm,
        guards=(guards.not_from_handling_or_approval, exclusion_rules.names_resolved),
        voids=ALL,
        style="secondary",
    )
    def retain(self, _step: Performance) -> None:
        """A repeat: entered, kept, reported from time to time."""

    @act(
        source=AT_INTAKE,
        to=Status.NOT_ACCEPTED,
        label=_("Don't accept"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第十三条",
        for_petitioner=_("Not accepted by the discipline organ"),
        by=INTAKE_DESK,
        form=intake_forms.NotAcceptedForm,
        guards=(guards.not_from_handling_or_approval, exclusion_rules.names_resolved),
        satisfies=ALL,
        style="danger",
    )
    def refuse(self, _step: Performance) -> None:
        """Letters go to the organ in charge; visitors, callers and online reporters are told."""
