"""The forms of the office's pages: registration, the ledger's filter, and import."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Region, Unit
from petitions.ledgers.grids import MAX_FILE_BYTES
from petitions.ledgers.values import MAX_PEOPLE
from petitions.models import Channel, ContentClass, Purpose
from petitions.places import RegionField
from petitions.services import Letter, Party
from workflows.petition import fields
from workflows.states import PetitionClass, Status

MAX_REPRESENTATIVES = 5  # 信访工作条例 第二十条第三款
MAX_PARTIES = 30
MAX_ATTACHMENTS = 10
MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024
ATTACHMENT_TYPES = (
    ".pdf", ".ofd", ".jpg", ".jpeg", ".png", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".txt",
    ".mp3", ".m4a", ".mp4",
)  # fmt: skip
LEDGER_TYPES = (".xlsx", ".csv")
NOTHING = ("", "")


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class AttachmentsField(forms.FileField):
    """Several files; each is held to `ATTACHMENT_TYPES` and `MAX_ATTACHMENT_BYTES`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput(attrs={"accept": ",".join(ATTACHMENT_TYPES)}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MAX_ATTACHMENTS:
            raise forms.ValidationError(_g("At most %(limit)s files.") % {"limit": MAX_ATTACHMENTS})
        errors = [error for file in files if (error := _attachment_error(file))]
        if errors:
            raise forms.ValidationError(errors)
        return [super(AttachmentsField, self).clean(file, initial) for file in files]


def _attachment_error(file: UploadedFile) -> str:
    name = file.name or ""
    if PurePath(name).suffix.lower() not in ATTACHMENT_TYPES:
        return _g("“%(name)s” is of a kind that can't be attached. Possible: %(kinds)s.") % {
            "name": name,
            "kinds": " ".join(ATTACHMENT_TYPES),
        }
    if (file.size or 0) > MAX_ATTACHMENT_BYTES:
        return _g("“%(name)s” is larger than %(limit)s.") % {
            "name": name,
            "limit": filesizeformat(MAX_ATTACHMENT_BYTES),
        }
    return ""


def _choices(table: Sequence[tuple[str, Any]], nothing: Any) -> list[tuple[str, Any]]:
    return [("", nothing), *table]


class RegistrationForm(forms.Form):
    """What a clerk enters of a letter, besides the people who brought it."""

    unit = forms.ModelChoiceField(
        label=_("Registering unit"), queryset=Unit.objects.none(), empty_label=None
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    received_on = fields.day(_("Received on"))
    people_count = forms.IntegerField(
        label=_("Number of people"),
        initial=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PEOPLE)],
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    content_class = forms.ChoiceField(
        label=_("Content class"), choices=_choices(ContentClass.choices, _("Choose…"))
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
    text = fields.text(_("The matter as brought forward"), rows=8)
    attachments = AttachmentsField(label=_("Attachments"), required=False)

    def __init__(
        self, *args: Any, units: Sequence[Unit], today: date, region: Region | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.units = units
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = Unit.objects.filter(pk__in=[u.pk for u in units])
        unit.initial = units[0].pk if units else None
        if len(units) == 1:
            unit.widget = forms.HiddenInput()
        self.fields["received_on"].initial = today
        self.fields["purpose"].initial = Purpose.RESOLUTION
        self.fields["region"].initial = RegionField.written(region) if region else ""

    def clean_received_on(self) -> date:
        received: date = self.cleaned_data["received_on"]
        if received > self.today:
            raise forms.ValidationError(_g("It can't have been received after today."))
        return received

    def letter(self, parties: Sequence[Party]) -> Letter:
        """What was entered, for `petitions.services.register`. The form must be valid."""
        entered = self.cleaned_data
        written = entered["complained_text"].strip()
        return Letter(
            channel=entered["channel"],
            region=entered["region"],
            text=entered["text"],
            subject=entered["subject"],
            petitioners=parties,
            purpose=entered["purpose"],
            content_class=entered["content_class"],
            complained_text=written,
            unit_complained=Unit.objects.filter(name=written).first() if written else None,
            people_count=entered["people_count"],
            attachments=entered["attachments"],
        )


class PartyForm(forms.Form):
    """One petitioner."""

    name = forms.CharField(label=_("Petitioner's name"), max_length=60)
    phone = forms.CharField(
        label=_("Telephone number"),
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

    def parties(self) -> list[Party]:
        """The people entered, as far as each is valid."""
        return [Party(**entered) for entered in self._entered() if entered.get("name")]


PARTIES = forms.formset_factory(
    PartyForm,
    formset=PartyFormSet,
    extra=1,
    max_num=MAX_PARTIES,
    absolute_max=MAX_PARTIES,
    validate_max=True,
    min_num=0,
)


class LedgerFilter(forms.Form):
    """What the ledger is narrowed by; every field may stay empty."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Number, title, text or name")}
        ),
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)
    unit = forms.TypedChoiceField(
        label=_("Handling unit"), required=False, coerce=int, empty_value=None
    )
    region = RegionField(label=_("Place"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    petition_class = forms.ChoiceField(label=_("Class"), required=False)
    content_class = forms.ChoiceField(label=_("Content class"), required=False)
    leader = forms.TypedChoiceField(
        label=_("Leader in charge"), required=False, coerce=int, empty_value=None
    )
    since = fields.day(_("Received from"), required=False)
    until = fields.day(_("Received to"), required=False)

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[int, str]],
        leaders: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = [("open", _("All open")), ("over", _("All that are over"))]
        statuses = [s for s in Status.choices if s[0] not in (Status.NEW, *_TIP_OFF_ONLY)]
        for name, table in (
            ("status", [*groups, *statuses]),
            ("unit", units),
            ("channel", Channel.choices),
            ("petition_class", PetitionClass.choices),
            ("content_class", ContentClass.choices),
            ("leader", leaders),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _choices(list(table), _("All"))

    def active(self) -> list[tuple[str, Any, str]]:
        """(name, label, value in words) of every condition that is set and valid."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value:
                found.append((name, field.label, self._in_words(field, value)))
        return found

    @staticmethod
    def _in_words(field: forms.Field, value: Any) -> str:
        if isinstance(field, forms.ChoiceField):
            names = {str(key): str(label) for key, label in field.choices}
            return names.get(str(value), str(value))
        return "" if value is True else str(value)


_TIP_OFF_ONLY = (Status.RECEIVED, Status.HANDED_OVER)


class ImportForm(forms.Form):
    """A ledger to take in, and the unit in whose name."""

    unit = forms.ModelChoiceField(
        label=_("Registering unit"), queryset=Unit.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=_("Ledger"),
        help_text=_("A workbook (.xlsx) or a table with separators (.csv)."),
        widget=forms.FileInput(attrs={"accept": ",".join(LEDGER_TYPES)}),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = Unit.objects.filter(pk__in=[u.pk for u in units])
        unit.initial = units[0].pk if units else None

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if PurePath(file.name or "").suffix.lower() not in LEDGER_TYPES:
            raise forms.ValidationError(_g("Save the ledger as .xlsx or .csv and choose it again."))
        if (file.size or 0) > MAX_FILE_BYTES:
            raise forms.ValidationError(
                _g("The file is larger than %(limit)s. Split the ledger.")
                % {"limit": filesizeformat(MAX_FILE_BYTES)}
            )
        return file
