"""What a report of misconduct asks for, and what its holder may add (规则 7, 24)."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Region, Role, Unit, UnitKind
from petitions.letters.registration import LetterInput, PetitionerDetails
from petitions.models import Channel, ContentClass, Purpose
from petitions.portal.portal_forms import ManyFilesField, PortalFilesInput, PortalRegionField
from petitions.reporter_portal.file_cleaning import KINDS, NotCleaned, cleaned
from petitions.reporter_portal.picture_field import PictureField

PLAIN: Final = {"autocomplete": "off"}
FILES_HELP: Final = _(
    "Up to 5 files of at most 10 MB: pictures (JPEG, PNG, WebP), PDF, plain text. They are drawn "
    "anew, so that place, time, device and author are gone, and get neutral names; look yourself "
    "whether what is seen in them tells who you are."
)


class EvidenceForm(forms.Form):
    """Files, cleaned once everything else is right; `first` is the number of the first one.

    `too_much` tells that there were files and that none of them was taken.
    """

    evidence = ManyFilesField(
        label=pgettext_lazy("portal", "Evidence"),
        required=False,
        help_text=FILES_HELP,
        widget=PortalFilesInput({"accept": ",".join(KINDS)}),
    )

    def __init__(self, *args: Any, first: int = 1, too_much: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.too_much = first, too_much

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.too_much:
            self.add_error("evidence", _g("All files together are at most 30 MB. Send some later."))
        if not self.errors:
            try:
                data["evidence"] = cleaned(data["evidence"], first=self.first)
            except NotCleaned as refusal:
                self.add_error("evidence", str(refusal))
        return data


class ReporterForm(EvidenceForm):
    """A report of misconduct; nothing about whoever sends it is required (规则 29)."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    region = PortalRegionField(
        label=_("Where those you report work"),
        kind=UnitKind.DISCIPLINE_COMMISSION,
        role=Role.CLUE_OFFICER,
    )
    names = forms.CharField(
        label=_("Whom you report"),
        max_length=2000,
        help_text=_("One person or unit a line; a person as 姓名（单位）. They never learn of it."),
        widget=forms.Textarea(PLAIN | {"rows": 3}),
    )
    title = forms.CharField(
        label=_("What it is about, in one sentence"),
        max_length=60,
        required=False,
        widget=forms.TextInput(PLAIN),
    )
    text = forms.CharField(
        label=_("What happened, when and where, and how you know"),
        max_length=20000,
        widget=forms.Textarea(PLAIN | {"rows": 10}),
    )
    reporter_name = forms.CharField(
        label=_("Your name"), max_length=60, required=False, widget=forms.TextInput(PLAIN)
    )
    reporter_phone = forms.CharField(
        label=pgettext_lazy("portal", "Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(PLAIN | {"inputmode": "tel"}),
    )
    reporter_address = forms.CharField(
        label=_("Address"), max_length=200, required=False, widget=forms.TextInput(PLAIN)
    )
    picture = PictureField()
    field_order = (
        *("region", "names", "title", "text", "evidence"),
        *("reporter_name", "reporter_phone", "reporter_address", "picture", "token"),
    )

    def organ(self) -> Unit:
        """The discipline organ of the chosen region."""
        region: Region = self.cleaned_data["region"]
        return region.units.filter(
            kind=UnitKind.DISCIPLINE_COMMISSION, closed_on__isnull=True
        ).earliest("path")

    def letter(self) -> LetterInput:
        """What was entered; the files are cleaned. The form must be valid."""
        given = self.cleaned_data
        token: UUID = given["token"]
        name = given["reporter_name"].strip()
        party = PetitionerDetails(
            name, phone=given["reporter_phone"], address=given["reporter_address"]
        )
        return LetterInput(
            channel=Channel.WEB,
            region=given["region"],
            subject=given["title"],
            text=given["text"],
            petitioners=(party,) if name else (),
            purpose=Purpose.ACCUSATION,
            content_class=ContentClass.DISCIPLINE,
            source_key=source_key(token.hex),
            attachments=given["evidence"],
        )


def source_key(token: str) -> str:
    """The same form sent twice is one report."""
    return f"report:{token}"


class CodeForm(forms.Form):
    """The receipt code alone; with a picture while many wrong codes come in."""

    code = forms.CharField(
        label=_("Receipt code"),
        max_length=40,
        help_text=_("16 characters in four groups; dashes, spaces and case don't matter."),
        widget=forms.TextInput(PLAIN | {"spellcheck": "false", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, crowded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if crowded:
            self.fields["picture"] = PictureField()


class MessageForm(EvidenceForm):
    """Words of the holder: an answer, more evidence, or an objection."""

    text = forms.CharField(
        label=_("Your words"), max_length=4000, widget=forms.Textarea(PLAIN | {"rows": 6})
    )
    field_order = ("text", "evidence")
