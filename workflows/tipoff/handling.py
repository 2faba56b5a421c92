"""The clue at the handling section: registered, disposed of, checked, concluded."""

from typing import TYPE_CHECKING, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts.act import INTERNAL, ActForm, Performance, Start, act, at_holder
from workflows.acts.day_bounds import Bound
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.states import IN_CHECK, Disposal, Status
from workflows.tipoff import fields, guards

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

HANDLER: Final = at_holder(Role.CLUE_HANDLER)
HEAD: Final = at_holder(Role.CLUE_HEAD)
AT_THE_END: Final = (
    Start("tip_realname_feedback", when=guards.ended_by_real_name),
    Start("tip_quarterly_return", when=guards.has_ended),
)
OUTCOMES: Final = {
    Disposal.TALK_INQUIRY: (Status.DISMISSED, Status.FIRST_FORM, Status.PRELIMINARY),
    Disposal.PRELIMINARY: (
        Status.FILED,
        Status.DISMISSED,
        Status.REMINDED,
        Status.HELD,
        Status.TO_PARTY_ORG,
    ),
}


class RegisterClueForm(ActForm):
    ledger_number = forms.CharField(label=_("Number in the section's ledger"), max_length=40)


class ReturnForm(ActForm):
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            ("empty", _("Names a conduct without any substance")),
            ("not_ours", _("The business of another organ")),
        ],
    )
    reason = fields.reason()


class PlanForm(ActForm):
    disposal = forms.ChoiceField(label=_("Way of disposal"), choices=Disposal.choices)
    plan = fields.text(_("Opinion and plan"))
    discussed_on = fields.day(_("Discussed collectively on"), not_before=Bound("hand_over"))
    minutes = fields.text(_("Who took part, and what they decided"), rows=3)


class ApproveForm(ActForm):
    remark = fields.reason(_("Remark"), required=False)


class FindingsForm(ActForm):
    findings = fields.text(_("What was found"))
    proposal = fields.text(_("What is proposed"), rows=2)


class BackForm(ActForm):
    reason = fields.reason()


class ConcludeForm(ActForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (status, status.label)
            for status in dict.fromkeys(s for found in OUTCOMES.values() for s in found)
        ],
    )
    remark = fields.reason(_("Remark"), required=False)

    def prepare(self) -> None:
        possible = OUTCOMES.get(Disposal(self.case.disposal), ()) if self.case.disposal else ()
        field = cast(forms.ChoiceField, self.fields["outcome"])
        field.choices = [(status, status.label) for status in possible]


def as_planned(case: Case, _step: Performance) -> str:
    return case.disposal


def as_concluded(_case: Case, step: Performance) -> str:
    return str(step.details["outcome"])


def where_it_was(case: Case, _step: Performance) -> str:
    return Status.CLUE_REGISTERED if case.status == Status.DISPOSING else case.disposal


class HandlingActs(Base):
    """From the section's ledger to the conclusion; who plans never approves."""

    @act(
        source=Status.HANDED_OVER,
        to=Status.RETURNED,
        label=_("Return to intake"),
        purpose=Purpose.TRANSFER,
        article="纪检监察机关处理检举控告工作规则 第十七条第一款",
        for_petitioner=INTERNAL,
        decision=guards.BY_THE_HEAD,
        form=ReturnForm,
        voids=("clue_opinion",),
        starts=(Start("tip_transfer_out"),),
        style="secondary",
    )
    def return_to_intake(self, _step: Performance) -> None:
        """After a talk with intake and the approval of the head in charge."""

    @act(
        source=Status.HANDED_OVER,
        to=Status.CLUE_REGISTERED,
        label=_("Register the clue"),
        purpose=Purpose.HANDLING,
        article="监督执纪工作规则 第二十三条",
        for_petitioner=INTERNAL,
        by=HANDLER,
        form=RegisterClueForm,
        guards=(guards.not_from_intake_or_approval,),
    )
    def register_clue(self, _step: Performance) -> None:
        """Numbered and entered by whoever answers for it."""

    @act(
        source=(Status.CLUE_REGISTERED, Status.HELD),
        to=Status.DISPOSING,
        label=_("Propose the disposal"),
        purpose=Purpose.HANDLING,
        article="监督执纪工作规则 第二十一条第二款",
        for_petitioner=INTERNAL,
        by=HANDLER,
        form=PlanForm,
        guards=(guards.not_from_intake_or_approval,),
        starts=(Start("clue_opinion", once=True),),
    )
    def plan_disposal(self, step: Performance) -> None:
        """A clue that was held is taken up again on new evidence, with a new month."""
        self.drafter = step.actor.person
        self.disposal = step.details["disposal"]

    @act(
        source=Status.DISPOSING,
        to=tuple(Status(way) for way in Disposal),
        pick=as_planned,
        label=_("Approve the disposal"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第十七条第二款",
        for_petitioner=INTERNAL,
        by=HEAD,
        form=ApproveForm,
        decides_on=("plan_disposal",),
        guards=(guards.not_from_intake_or_handling,),
        satisfies=("clue_opinion",),
        starts=AT_THE_END,
    )
    def approve_disposal(self, _step: Performance) -> None:
        self._ends_as(self.disposal)

    @act(
        source=(Status.DISPOSING, Status.REPORTED),
        to=(Status.CLUE_REGISTERED, *IN_CHECK),
        pick=where_it_was,
        label=_("Send back to the section"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第十七条第二款",
        for_petitioner=INTERNAL,
        by=HEAD,
        form=BackForm,
        decides_on=("plan_disposal", "report_findings"),
        guards=(guards.not_from_intake_or_handling,),
        style="secondary",
    )
    def send_back(self, _step: Performance) -> None:
        """To be proposed or checked anew."""

    @act(
        source=IN_CHECK,
        to=Status.REPORTED,
        label=_("Report the findings"),
        purpose=Purpose.HANDLING,
        article="监督执纪工作规则 第三十条、第三十五条",
        for_petitioner=INTERNAL,
        by=HANDLER,
        form=FindingsForm,
        guards=(guards.not_from_intake_or_approval,),
    )
    def report_findings(self, step: Performance) -> None:
        self.drafter = step.actor.person

    @act(
        source=Status.REPORTED,
        to=tuple(dict.fromkeys(s for found in OUTCOMES.values() for s in found)),
        pick=as_concluded,
        label=_("Conclude"),
        purpose=Purpose.HANDLING,
        article="监督执纪工作规则 第三十条、第三十五条、第三十七条",
        for_petitioner=INTERNAL,
        by=HEAD,
        form=ConcludeForm,
        decides_on=("report_findings",),
        guards=(guards.not_from_intake_or_handling,),
        starts=AT_THE_END,
    )
    def conclude(self, step: Performance) -> None:
        outcome = step.details["outcome"]
        if outcome in set(Disposal):
            self.disposal = outcome
        self._ends_as(outcome)

    def _ends_as(self, outcome: str) -> None:
        self.conclusion = outcome
