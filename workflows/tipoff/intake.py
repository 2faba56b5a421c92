"""Receipt and screening: up, down, across, kept, refused or handed over (规则 7-16)."""

from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import ALL, ActForm, Relation, Start, Step, act, at, at_holder, at_intake
from workflows.models.case import Case
from workflows.petition.guards import approved_by_own_head
from workflows.states import AT_INTAKE, Reporter, Status
from workflows.tipoff import exclusion, fields, guards

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

SCREENED = ("tip_transfer_out", "tip_accept_down")
INTAKE_DESK = at_holder(Role.CLUE_OFFICER)

PAPER_GROUNDS = [
    ("superior", _("A superior organ has jurisdiction over the person")),
    ("own_head", _("It is about the head of this organ")),
]


class ReceiveForm(exclusion.NamesForm):
    """Whom it is about is asked first of all: those people must never learn of it."""

    reporter = forms.ChoiceField(
        label=_("Reporter"), choices=[("", "—"), *Reporter.choices], required=False
    )

    def prepare(self) -> None:
        self.fields["names"].required = False


class SealedForm(ActForm):
    ground = forms.ChoiceField(label=_("Why it is not entered"), choices=PAPER_GROUNDS)


class SentUpForm(ActForm):
    sent_on = fields.day(_("Sent on"))
    seal_number = forms.CharField(label=_("Number of the sealed envelope"), max_length=60)
    carried_by = forms.CharField(label=_("Carried by"), max_length=60)


class NotAcceptedForm(ActForm):
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            ("court", _("Belongs to litigation, arbitration or reconsideration")),
            ("not_ours", _("The business of another organ")),
            ("empty", _("Names a conduct without any substance")),
        ],
    )
    told = forms.ChoiceField(
        label=_("What was done"),
        choices=[("forwarded", _("The letter was passed to the organ")), *fields.TOLD],
    )
    reason = fields.reason(_("Explanation"))


class RetainForm(ActForm):
    reason = fields.reason(_("Which earlier clue it repeats"))


class DownForm(ActForm):
    unit = fields.SubordinateField(label=_("Subordinate discipline organ"))
    remark = fields.reason(_("Remark"), required=False)

    def prepare(self) -> None:
        cast(fields.SubordinateField, self.fields["unit"]).narrow_below(self.case)


class AssignDownForm(fields.ApprovedForm):
    unit = fields.SubordinateField(label=_("Subordinate discipline organ"))
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            ("policy", _("Against decisions of the Central Committee")),
            ("typical", _("Typical, or strongly felt by the public")),
            ("long", _("Unresolved for long")),
            ("other", _("Other")),
        ],
    )
    remark = fields.reason(_("What is asked for"), required=False)

    def prepare(self) -> None:
        super().prepare()
        cast(fields.SubordinateField, self.fields["unit"]).narrow_below(self.case)


class AcrossForm(ActForm):
    organ = forms.CharField(label=_("Competent organ"), max_length=80)
    reason = fields.reason(_("Why it belongs there"))

    def clean_organ(self) -> str:
        return str(self.cleaned_data["organ"]).strip()


class IdentityForm(ActForm):
    reporter = forms.ChoiceField(
        label=_("Finding"),
        choices=[c for c in Reporter.choices if c[0] != Reporter.SIGNED],
        help_text=_("规则 24, 30: a name that is not real or can't be verified is anonymous."),
    )
    method = fields.told(_("How it was verified"))
    note = fields.reason(_("Note"), required=False)


class NoticeForm(ActForm):
    told_on = fields.day(_("Told on"))
    method = fields.told(_("How the reporter was told"))
    note = fields.reason(_("Note"), required=False)


class HandOverForm(ActForm):
    """Nothing is asked: the section follows from the organ."""


def take_down(case: Case, step: Step) -> None:
    case.sender_unit = case.holding_unit
    case.holding_unit = step.details["unit"]


class IntakeActs(Base):
    """What the section for letters and visits of a discipline organ does."""

    @act(
        source=Status.NEW,
        to=Status.RECEIVED,
        label=_("Receive"),
        article="纪检监察机关处理检举控告工作规则 第七条",
        by=(*at_intake(Role.CLUE_OFFICER), *at(Relation.PART, Role.CLEARED)),
        form=ReceiveForm,
        guards=(exclusion.own_matters_only,),
        starts=(
            Start("tip_transfer_out", since="received_on"),
            Start("tip_realname_notice", since="received_on", when=guards.stands_behind),
        ),
        keeps=exclusion.keep_names,
    )
    def receive(self, step: Step) -> None:
        self.registered_at = step.at
        self.reporter = step.details.get("reporter", "")

    @act(
        source=Status.NEW,
        to=Status.SEALED_UP,
        label=_("Take in a sealed paper"),
        article="纪检监察机关处理检举控告工作规则 第十五条",
        by=at_intake(Role.CLUE_OFFICER),
        form=SealedForm,
        starts=(Start("tip_forward_up", since="received_on"),),
        keeps=exclusion.keep_from_own_heads,
    )
    def receive_sealed(self, step: Step) -> None:
        """A receipt and its clock: no reporter, no content."""
        self.registered_at = step.at
        self.sealed = True

    @act(
        source=AT_INTAKE,
        to=Status.SEALED_UP,
        label=_("Seal it as a superior's matter"),
        article="纪检监察机关处理检举控告工作规则 第十五条第二款",
        by=INTAKE_DESK,
        form=SealedForm,
        voids=ALL,
        starts=(Start("tip_forward_up"),),
        keeps=exclusion.keep_from_own_heads,
        style="danger",
    )
    def seal_up(self, _step: Step) -> None:
        """Screening showed that it should never have been entered: nobody reads it here again."""
        self.sealed = True

    @act(
        source=Status.SEALED_UP,
        to=Status.ESCALATED_UP,
        label=_("Send up"),
        article="纪检监察机关处理检举控告工作规则 第十五条第一款",
        by=INTAKE_DESK,
        form=SentUpForm,
        satisfies=ALL,
        stops_on="sent_on",
    )
    def forward_up(self, _step: Step) -> None:
        """On paper, sealed, within five working days."""

    @act(
        source=AT_INTAKE,
        label=_("Verify the reporter"),
        article="纪检监察机关处理检举控告工作规则 第二十四条、第三十条",
        by=INTAKE_DESK,
        form=IdentityForm,
        guards=(guards.not_from_handling_or_approval,),
        offered=guards.not_told_yet,
        voids=("tip_realname_notice",),
        starts=(Start("tip_realname_notice", since="received_on", when=guards.not_told_yet),),
        style="secondary",
    )
    def verify_identity(self, step: Step) -> None:
        self.reporter = step.details["reporter"]

    @act(
        source=(*AT_INTAKE, Status.HANDED_OVER, Status.CLUE_REGISTERED, Status.DISPOSING),
        label=_("Tell the reporter of the acceptance"),
        article="纪检监察机关处理检举控告工作规则 第二十六条",
        by=INTAKE_DESK,
        form=NoticeForm,
        guards=(
            guards.not_from_handling_or_approval,
            guards.a_notice_is_due,
            guards.not_before_the_end,
        ),
        offered=guards.awaits_notice,
        satisfies=("tip_realname_notice",),
        stops_on="told_on",
        style="secondary",
    )
    def notify_reporter(self, _step: Step) -> None:
        """Told and logged; a repeat is not told again."""

    @act(
        source=AT_INTAKE,
        to=Status.HANDED_OVER,
        label=_("Hand over to the handling section"),
        article="纪检监察机关处理检举控告工作规则 第十四条",
        by=INTAKE_DESK,
        form=HandOverForm,
        guards=(guards.not_from_handling_or_approval,),
        issues=("clue_hand_over",),
        satisfies=SCREENED,
        starts=(Start("clue_opinion"),),
    )
    def hand_over(self, _step: Step) -> None:
        """The section's month for an opinion begins (监督执纪工作规则 21②)."""

    @act(
        source=AT_INTAKE,
        to=Status.FORWARDED_DOWN,
        label=_("Forward to the subordinate organ"),
        article="纪检监察机关处理检举控告工作规则 第十六条",
        by=INTAKE_DESK,
        form=DownForm,
        issues=("clue_forward_letter",),
        satisfies=SCREENED,
        voids=("tip_realname_notice",),
        starts=(
            Start("tip_accept_down"),
            Start("tip_realname_notice", when=guards.not_told_yet),
        ),
        style="secondary",
    )
    def forward_down(self, step: Step) -> None:
        take_down(self, step)

    @act(
        source=AT_INTAKE,
        to=Status.FORWARDED_DOWN,
        label=_("Assign to the subordinate organ"),
        article="纪检监察机关处理检举控告工作规则 第二十条、第二十一条",
        by=INTAKE_DESK,
        form=AssignDownForm,
        guards=(approved_by_own_head,),
        issues=("clue_assignment_letter",),
        satisfies=SCREENED,
        voids=("tip_realname_notice",),
        starts=(
            Start("tip_accept_down"),
            Start("tip_assigned"),
            Start("tip_realname_notice", when=guards.not_told_yet),
        ),
        style="secondary",
    )
    def assign_down(self, step: Step) -> None:
        take_down(self, step)

    @act(
        source=AT_INTAKE,
        to=Status.TRANSFERRED_OUT,
        label=_("Transfer to the competent organ"),
        article="监察法实施条例（2021年） 第一百六十九条、第一百七十一条",
        by=INTAKE_DESK,
        form=AcrossForm,
        guards=(exclusion.not_to_the_accused,),
        issues=("clue_transfer_letter",),
        satisfies=ALL,
        style="secondary",
    )
    def forward_across(self, _step: Step) -> None:
        """Another organ has jurisdiction; five working days from receipt."""

    @act(
        source=AT_INTAKE,
        to=Status.RETAINED,
        label=_("Keep for reference"),
        article="纪检监察机关处理检举控告工作规则 第十四条",
        by=INTAKE_DESK,
        form=RetainForm,
        voids=ALL,
        style="secondary",
    )
    def retain(self, _step: Step) -> None:
        """A repeat: entered, kept, reported from time to time."""

    @act(
        source=AT_INTAKE,
        to=Status.NOT_ACCEPTED,
        label=_("Don't accept"),
        article="纪检监察机关处理检举控告工作规则 第十三条",
        by=INTAKE_DESK,
        form=NotAcceptedForm,
        satisfies=ALL,
        style="danger",
    )
    def refuse(self, _step: Step) -> None:
        """Letters go to the organ in charge; visitors, callers and online reporters are told."""
