"""What the acts of intake ask for (规则 7-26)."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.acts.act import ActForm
from workflows.acts.day_bounds import RECEIPT
from workflows.states import Reporter
from workflows.tipoff import exclusion_rules, fields

PAPER_GROUNDS = [
    ("superior", _("A superior organ has jurisdiction over the person")),
    ("own_head", _("It is about the head of this organ")),
]

NOT_ACCEPTED_GROUNDS = [
    ("court", _("Belongs to litigation, arbitration or reconsideration")),
    ("not_ours", _("The business of another organ")),
    ("empty", _("Names a conduct without any substance")),
]


class ReceiveForm(exclusion_rules.NamesForm):
    """Whom it is about is asked first of all: those people must never learn of it."""

    reporter = forms.ChoiceField(
        label=_("Reporter"), choices=[("", "—"), *Reporter.choices], required=False
    )

    def prepare(self) -> None:
        self.fields["names"].required = False


class SealedForm(ActForm):
    ground = forms.ChoiceField(label=_("Why it is not entered"), choices=PAPER_GROUNDS)


class SentUpForm(ActForm):
    sent_on = fields.day(_("Sent on"), not_before=RECEIPT)
    seal_number = forms.CharField(label=_("Number of the sealed envelope"), max_length=60)
    carried_by = fields.named(_("Carried by"), longest=60)


class NotAcceptedForm(ActForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=NOT_ACCEPTED_GROUNDS)
    told = forms.ChoiceField(
        label=pgettext_lazy("tip-off", "What was done"),
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


class AssignDownForm(ActForm):
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
        cast(fields.SubordinateField, self.fields["unit"]).narrow_below(self.case)


class AcrossForm(ActForm):
    organ = fields.named(_("Competent organ"), longest=80)
    reason = fields.reason(_("Why it belongs there"))

    def clean_organ(self) -> str:
        return str(self.cleaned_data["organ"]).strip()


class IdentityForm(ActForm):
    reporter = forms.ChoiceField(
        label=_("Finding"),
        choices=[c for c in Reporter.choices if c[0] != Reporter.SIGNED],
        help_text=_("规则 24, 30: a name that is not real or can't be verified is anonymous."),
    )
    method = forms.ChoiceField(label=_("How it was verified"), choices=fields.VERIFIED)
    note = fields.reason(_("Note"), required=False)


class NoticeForm(ActForm):
    told_on = fields.day(_("Told on"), not_before=RECEIPT)
    method = fields.notification_field(_("How the reporter was told"))
    note = fields.reason(_("Note"), required=False)


class HandOverForm(ActForm):
    """Nothing is asked: the section follows from the organ."""
