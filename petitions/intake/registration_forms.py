"""The forms for taking matters in: registration and import."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Region, Unit
from petitions.ledger_format.cell_values import MAX_PEOPLE
from petitions.ledger_format.grids import MAX_FILE_BYTES
from petitions.letters.registration import LetterInput, PetitionerDetails, complained_of
from petitions.models import Channel, ContentClass, Purpose
from petitions.models.reception import MAX_REPRESENTATIVES
from workflows.acts import day_bounds, form_fields
from workflows.acts.attachment_fields import AttachmentsField
from workflows.acts.day_bounds import FOUNDING
from workflows.acts.region_field import RegionField

MAX_PARTIES = 30
LEDGER_TYPES = (".xlsx", ".csv", ".xls", ".et", ".ods")


def own_unit(units: Sequence[Unit]) -> forms.Field:
    """The unit in whose name something is entered: no question where there is only one."""
    return OwnUnitField(
        units,
        label=_("Registering unit"),
        initial=units[0].pk if units else None,
        widget=forms.HiddenInput() if len(units) == 1 else forms.Select(),
    )


class OwnUnitField(forms.TypedChoiceField):
    """One of some units that are at hand."""

    def __init__(self, units: Sequence[Unit], **more: Any) -> None:
        known = {str(unit.pk): unit for unit in units}
        choices = [(unit.pk, str(unit)) for unit in units]
        super().__init__(choices=choices, coerce=known.__getitem__, **more)


class RegistrationForm(forms.Form):
    """What a clerk enters of a letter, besides the people who brought it."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none())
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    received_on = form_fields.day(_("Received on"), not_before=FOUNDING)
    people_count = forms.IntegerField(
        label=_("Number of people"),
        initial=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PEOPLE)],
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    content_class = forms.ChoiceField(
        label=_("Content class"), choices=[("", _("Choose…")), *ContentClass.choices]
    )
    region = RegionField(label=_("Place of the matter"))
    complained_text = forms.CharField(
        label=_("Unit complained of"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
    )
    subject = forms.CharField(
        label=_("Title"),
        max_length=60,
        required=False,
        help_text=_("Left empty, the first words of the text."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = form_fields.text(_("The matter as brought forward"), rows=8)
    attachments = AttachmentsField(label=_("Attachments"), required=False)

    def __init__(
        self, *args: Any, units: Sequence[Unit], today: date, region: Region | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        day_bounds.bind_today(self, today)
        self.fields["unit"] = own_unit(units)
        self.fields["received_on"].initial = today
        self.fields["purpose"].initial = Purpose.RESOLUTION
        self.fields["region"].initial = RegionField.written(region) if region else ""

    def letter(self, parties: Sequence[PetitionerDetails]) -> LetterInput:
        """What was entered, for `petitions.letters.registration`. The form must be valid."""
        entered = self.cleaned_data
        return LetterInput(
            channel=entered["channel"],
            region=entered["region"],
            text=entered["text"],
            subject=entered["subject"],
            petitioners=parties,
            purpose=entered["purpose"],
            content_class=entered["content_class"],
            people_count=entered["people_count"],
            attachments=entered["attachments"],
            **complained_of(entered["complained_text"]),
        )


class PartyForm(forms.Form):
    """One petitioner."""

    name = forms.CharField(label=_("Petitioner's name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    id_number = forms.CharField(label=_("ID number"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    is_representative = forms.BooleanField(
        label=pgettext_lazy("petitioner", "Representative"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "phone", "id_number", "address"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


if TYPE_CHECKING:
    _PartyForms = forms.BaseFormSet[PartyForm]
else:
    _PartyForms = forms.BaseFormSet


class PartyFormSet(_PartyForms):
    """The petitioners of one letter; rows left empty are passed over."""

    def clean(self) -> None:
        speaking = sum(1 for entered in self._entered() if entered.get("is_representative"))
        if speaking > MAX_REPRESENTATIVES:
            raise forms.ValidationError(
                _g(
                    "At most %(limit)s representatives may speak for several people "
                    "(信访工作条例第二十条第三款); %(given)s are marked."
                )
                % {"limit": MAX_REPRESENTATIVES, "given": speaking}
            )

    def _entered(self) -> list[Mapping[str, Any]]:
        return [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]

    def parties(self) -> list[PetitionerDetails]:
        """The people entered, as far as each is valid."""
        return [PetitionerDetails(**entered) for entered in self._entered() if entered.get("name")]


_PARTIES = forms.formset_factory(
    PartyForm,
    formset=PartyFormSet,
    extra=1,
    max_num=MAX_PARTIES,
    absolute_max=MAX_PARTIES,
    validate_max=True,
    min_num=0,
)
PARTY_PREFIX = "party"


def party_forms(data: Mapping[str, Any] | None = None, **more: Any) -> PartyFormSet:
    """The rows for the petitioners, empty or with what was sent."""
    return cast(PartyFormSet, _PARTIES(data, prefix=PARTY_PREFIX, **more))


class ImportForm(forms.Form):
    """A ledger to take in, and the unit in whose name."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none())
    file = forms.FileField(
        label=_("Ledger"),
        help_text=_("A workbook (.xlsx, .xls, .et, .ods) or a table with separators (.csv)."),
        widget=forms.FileInput(attrs={"accept": ",".join(LEDGER_TYPES)}),
    )
    source = forms.CharField(
        label=_("Handed over by"),
        required=False,
        max_length=80,
        help_text=_(
            "Only for a ledger of inspectors or another organ, which is sorted as a batch."
        ),
    )
    organ = forms.ModelChoiceField(
        label=_("Its organ here"),
        required=False,
        queryset=Unit.objects.filter(kind="discipline_commission", closed_on__isnull=True),
        help_text=_("If a discipline commission handed it over: both transfer books are compared."),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = own_unit(units)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("organ") and not data.get("source"):
            data["source"] = str(data["organ"])
        return data

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if PurePath(file.name or "").suffix.lower() not in LEDGER_TYPES:
            raise forms.ValidationError(_g("Save the ledger as .xlsx or .csv and choose it again."))
        if (file.size or 0) > MAX_FILE_BYTES:
            raise forms.ValidationError(
                _g("The file is larger than %(limit)s. Split the ledger.")
                % {"limit": filesizeformat(MAX_FILE_BYTES)}
            )
        return file
