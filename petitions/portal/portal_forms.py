"""What the public portal asks for."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from organizations.models import Region, Unit, UnitKind
from petitions.letters.registration import LetterInput, PetitionerDetails, complained_of
from petitions.models import Channel, Purpose
from workflows.acts.file_kinds import ENDINGS, kind_of

MAX_FILES: Final = 5
MAX_FILE_BYTES: Final = 10 * 1024 * 1024


class PortalFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Up to `MAX_FILES` files; the cleaned value is a list."""

    widget = PortalFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        files = [each for each in files if each]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(_("At most %(n)s files.") % {"n": MAX_FILES})
        cleaned = [super(ManyFilesField, self).clean(each, initial) for each in files]
        if any(each.size > MAX_FILE_BYTES for each in cleaned):
            raise forms.ValidationError(_("A file is at most 10 MB."))
        return cleaned


class PortalRegionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A region that has an open unit of a kind, with somebody's post for a role in it."""

    def __init__(self, *, label: Any, kind: str = UnitKind.PETITION_BUREAU, role: str = "") -> None:
        units = Unit.objects.filter(region=OuterRef("pk"), kind=kind, closed_on__isnull=True)
        units = units.filter(posts__roles__contains=[role]) if role else units
        regions = Region.objects.filter(Exists(units)).select_related("parent")
        super().__init__(regions, label=label, empty_label=_("Choose"))

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent} {obj}" if obj.parent else str(obj)


class SubmitForm(forms.Form):
    """A petition as somebody enters it at home (条例 19)."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=_("Your name"), max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=pgettext_lazy("portal", "Telephone"),
        max_length=30,
        help_text=_("So that the unit can reach you."),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        help_text=_("Where written notices are sent."),
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    region = PortalRegionField(label=_("Where the matter is"))
    purpose = forms.ChoiceField(
        label=_("What you bring"),
        choices=Purpose.choices,
        initial=Purpose.RESOLUTION,
        required=False,
    )
    complained = forms.CharField(
        label=_("The unit or person it is about"),
        max_length=120,
        required=False,
        help_text=_("If you accuse a unit or somebody, they don't learn of it (条例 30③)."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    title = forms.CharField(label=_("What it is about, in one sentence"), max_length=120)
    text = forms.CharField(
        label=_("Facts, reasons and what you ask for"),
        max_length=20000,
        widget=forms.Textarea({"rows": 10}),
    )
    attachments = ManyFilesField(
        label=_("Files"),
        required=False,
        help_text=_("Up to 5 files of at most 10 MB: photos, recordings, PDF, Word, Excel."),
        widget=PortalFilesInput({"accept": ",".join(ENDINGS)}),
    )

    def clean_attachments(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["attachments"]
        if wrong := [file.name for file in files if kind_of(file) is None]:
            raise forms.ValidationError(
                gettext("“%(name)s” is of a kind that can't be attached, whatever its name.")
                % {"name": "”、“".join(wrong)}
            )
        return files

    @property
    def source_key(self) -> str:
        """The same form sent twice is one petition."""
        token: UUID = self.cleaned_data["token"]
        return f"portal:{token.hex}"

    def bureau(self) -> Unit:
        """The petition bureau of the chosen region."""
        region: Region = self.cleaned_data["region"]
        return region.units.filter(kind=UnitKind.PETITION_BUREAU, closed_on__isnull=True).earliest(
            "path"
        )

    def letter(self) -> LetterInput:
        """What was entered, as the registering service takes it."""
        given = self.cleaned_data
        return LetterInput(
            channel=Channel.WEB,
            region=given["region"],
            subject=given["title"],
            text=given["text"],
            petitioners=(PetitionerDetails(given["name"], given["phone"], given["address"]),),
            purpose=given["purpose"] or Purpose.RESOLUTION,
            source_key=self.source_key,
            attachments=given["attachments"],
            **complained_of(given["complained"]),
        )


class TrackForm(forms.Form):
    """Number and 查询码 together open one's own matter."""

    number = forms.CharField(
        label=pgettext_lazy("portal", "Case number"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Query code"),
        max_length=40,
        help_text=_("16 characters, from your registration receipt; dashes don't matter."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
