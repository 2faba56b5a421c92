"""The forms for taking a tip-off in: the letter, or the receipt of a sealed paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Region, Unit
from petitions.intake.registration_forms import own_unit
from petitions.letters.registration import LetterInput, PetitionerDetails
from petitions.models import Channel, ContentClass, Purpose
from workflows.acts import day_bounds, form_fields
from workflows.acts.attachment_fields import AttachmentsField
from workflows.acts.day_bounds import FOUNDING
from workflows.acts.region_field import RegionField
from workflows.tipoff.intake_forms import PAPER_GROUNDS

CHANNELS = [
    (Channel.LETTER, _("Letter")),
    (Channel.VISIT, _("In person, at the reception")),
    (Channel.PHONE, _("Telephone")),
    (Channel.WEB, _("Website, WeChat or app")),
    (Channel.OTHER, _("Another channel of the organ")),
]
"""The five of 规则 7."""
REPORTER_FIELDS = (
    "reporter_name",
    "reporter_phone",
    "reporter_id_number",
    "reporter_address",
    "reporter_workplace",
)
"""All go to the vault and nowhere else."""


class _DatedForm(forms.Form):
    """What both ask: at which organ, and when it came in."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none())
    received_on = form_fields.day(_("Received on"), not_before=FOUNDING)

    def __init__(self, *args: Any, units: Sequence[Unit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day_bounds.bind_today(self, today)
        self.fields["unit"] = own_unit(units)
        self.fields["received_on"].initial = today


class ClueForm(_DatedForm):
    """A tip-off as it came in; nothing about the reporter is required."""

    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    region = RegionField(label=_("Place of the matter"))
    names = form_fields.names()
    subject = forms.CharField(label=_("Title"), max_length=60, required=False)
    text = form_fields.text(_("What was reported"), rows=8)
    reporter_name = forms.CharField(label=_("Reporter's name"), max_length=60, required=False)
    reporter_phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    reporter_id_number = forms.CharField(label=_("ID number"), max_length=30, required=False)
    reporter_address = forms.CharField(label=_("Address"), max_length=200, required=False)
    reporter_workplace = forms.CharField(
        label=pgettext_lazy("identity", "Workplace"), max_length=120, required=False
    )
    attachments = AttachmentsField(label=_("Attachments"), required=False)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].initial = RegionField.written(region)
        for name in ("subject", *REPORTER_FIELDS):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def letter(self) -> LetterInput:
        """What was entered. The form must be valid."""
        entered = self.cleaned_data
        party = PetitionerDetails(
            **{name.removeprefix("reporter_"): entered[name] for name in REPORTER_FIELDS}
        )
        return LetterInput(
            channel=entered["channel"],
            region=entered["region"],
            text=entered["text"],
            subject=entered["subject"],
            petitioners=(party,) if party.identity() else (),
            purpose=Purpose.ACCUSATION,
            content_class=ContentClass.DISCIPLINE,
            attachments=entered["attachments"],
        )


class SealedPaperForm(_DatedForm):
    """All that is kept of a paper that goes up sealed."""

    ground = forms.ChoiceField(label=_("Why it is not entered"), choices=PAPER_GROUNDS)
