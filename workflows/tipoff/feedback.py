"""After the end: feedback, results returned, clarification, findings on the report itself."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit, UnitKind
from workflows.acts.act import ALL, INTERNAL, ActForm, Performance, act, at_holder
from workflows.acts.day_bounds import RECEIPT, Bound
from workflows.acts.form_fields import UnitField
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.states import SETTLED, Status
from workflows.tipoff import fields, guards

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

AFTER_THE_END: Final = (*SETTLED, Status.REPORTED_BACK)


RESULT = (Bound("approve_disposal"), Bound("conclude"))


class FeedbackForm(ActForm):
    told_on = fields.day(_("Told on"), not_before=RESULT)
    method = fields.notification_field(_("How the reporter was told"))
    told_by = fields.named(_("Told by"), longest=60)
    objection = fields.reason(_("The reporter's objection, and the explanation"), required=False)
    new_evidence = fields.reason(_("New evidence, and how it was checked"), required=False)
    nothing_handed = forms.BooleanField(label=_("No material was handed over"))


class ReturnResultForm(ActForm):
    quarter = forms.RegexField(
        r"^20\d\d-[1-4]$", label=_("Quarter"), help_text=_("As 2026-3 for the third of 2026")
    )
    summary = fields.text(_("Result"), rows=3)
    reviewed_on = fields.day(
        _("Reviewed collectively on"),
        not_before=Bound("hand_over"),
        required=False,
        help_text=_("规则 23: a result that goes up is reviewed and approved first."),
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if goes_up(self.case) and not data.get("reviewed_on") and "reviewed_on" not in self.errors:
            self.add_error("reviewed_on", _g("A result that goes up needs this (规则 23)."))
        return data


def goes_up(case: Case, _step: Performance | None = None) -> bool:
    """规则 23: a result that the organ above waits for is approved by the head first."""
    return case.sender_unit_id is not None


class ClarifyForm(ActForm):
    manner = forms.ChoiceField(
        label=_("Manner of the clarification"),
        choices=[
            ("letter", _("By letter, or face to face with the head of the unit present")),
            ("committee", _("Report to the party committee or group")),
            ("circle", _("Made known within a certain circle")),
        ],
    )
    addressee = fields.named(_("To whom"), longest=80)


class FalseAccusationForm(ActForm):
    approving_organ = UnitField(label=_("Organ that approved it"))
    approval_number = forms.CharField(label=_("Number of the approval"), max_length=60)
    approved_on = fields.day(_("Approved on"), not_before=RECEIPT)
    grounds = fields.text(_("What was made up, and how the intent was proved"))

    def prepare(self) -> None:
        kinds = (UnitKind.DISCIPLINE_COMMISSION, UnitKind.PARTY_COMMITTEE)
        organs = Unit.objects.filter(kind__in=kinds, closed_on__isnull=True)
        cast(UnitField, self.fields["approving_organ"]).queryset = organs.select_related("region")


class MistakenForm(ActForm):
    grounds = fields.text(_("What was mistaken, and what was explained to the reporter"))


class ResultActs(Base):
    """None but the return of the result moves the status."""

    @act(
        source=SETTLED,
        label=_("Feed the result back to the reporter"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第二十七条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_HANDLER),
        form=FeedbackForm,
        guards=(
            guards.not_from_intake_or_approval,
            guards.feedback_is_due,
        ),
        available_if=guards.awaits_feedback,
        satisfies=("tip_realname_feedback",),
        stops_on="told_on",
    )
    def feed_back(self, _step: Performance) -> None:
        """Who told what, when and how, and what was objected, stands in the event."""

    @act(
        source=SETTLED,
        to=Status.REPORTED_BACK,
        label=_("Return the result"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第十八条、第二十三条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_HANDLER),
        decision=replace(guards.BY_THE_HEAD, when=goes_up, offered_if=goes_up),
        form=ReturnResultForm,
        guards=(guards.fed_back_first,),
        issues=("clue_result_return",),
        satisfies=ALL,
    )
    def report_back(self, _step: Performance) -> None:
        """To intake each quarter; for an assigned clue to the organ above."""

    @act(
        source=(Status.HELD, *AFTER_THE_END),
        label=_("Clarify"),
        purpose=Purpose.RIGHTS,
        article="纪检监察机关处理检举控告工作规则 第五十条",
        for_petitioner=INTERNAL,
        decision=guards.BY_THE_HEAD,
        form=ClarifyForm,
        issues=("clarification_letter",),
        style="secondary",
    )
    def clarify(self, _step: Performance) -> None:
        """The letter tells that it was untrue and nothing of how that was found."""

    @act(
        source=AFTER_THE_END,
        label=_("Find a false accusation"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第三十九条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_HEAD),
        form=FalseAccusationForm,
        guards=(guards.not_from_intake_or_handling, guards.at_city_level_or_above),
        style="danger",
    )
    def find_false_accusation(self, _step: Performance) -> None:
        """Made up, and meant to harm."""

    @act(
        source=AFTER_THE_END,
        label=_("Find a mistaken report"),
        purpose=Purpose.HANDLING,
        article="纪检监察机关处理检举控告工作规则 第四十五条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_HEAD),
        form=MistakenForm,
        guards=(guards.not_from_intake_or_handling,),
        style="secondary",
    )
    def find_mistaken_report(self, _step: Performance) -> None:
        """Wrong in good faith: explained, never punished."""
