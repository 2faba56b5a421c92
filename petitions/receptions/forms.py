"""What is entered on a reception day: the plan, who came, what was said and what came of it."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Post, Unit
from petitions.ledger_format.cell_values import MAX_PEOPLE
from petitions.models import ContentClass, Purpose
from petitions.models.reception import ReceptionDay, Visit, VisitMatter
from petitions.receptions.representatives import NAME_LENGTH, names_in, refuse_sixth
from petitions.receptions.services import Arrival, CaseOpening
from workflows.acts import day_bounds, form_fields
from workflows.acts.act_refusals import Refused
from workflows.acts.day_bounds import FORESEEABLE, FOUNDING, Bound
from workflows.acts.region_field import RegionField
from workflows.models import Case
from workflows.states import Rating

MAX_MATTERS = 10
SUBJECT_LENGTH = 120
NO_COMPLETION = {"autocomplete": "off"}

if TYPE_CHECKING:
    _DayForm = forms.ModelForm[ReceptionDay]
else:
    _DayForm = forms.ModelForm


def _hours() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class DayForm(_DayForm):
    """A reception day as planned; once somebody came, who received whom when stays as it was."""

    FIXED_BY_VISITS: ClassVar = ("kind", "unit", "post", "on")

    on = form_fields.day(_("date"), not_before=FOUNDING, not_after=FORESEEABLE)

    class Meta:
        model = ReceptionDay
        fields: ClassVar = [
            "kind", "unit", "post", "on", "opens", "closes", "place", "cadre_count", "published",
        ]  # fmt: skip
        widgets: ClassVar = {
            "opens": _hours(),
            "closes": _hours(),
            "place": forms.TextInput(attrs=NO_COMPLETION),
        }
        labels: ClassVar = {"published": _("Show it in the public timetable")}

    def __init__(
        self,
        *args: Any,
        units: Sequence[Unit],
        posts: QuerySet[Post],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        day_bounds.bind_today(self, today)
        own = forms.ModelChoiceField(
            label=_("Organising unit"),
            queryset=Unit.objects.filter(pk__in=[unit.pk for unit in units]),
            empty_label=None,
            initial=units[0].pk,
            widget=forms.HiddenInput() if len(units) == 1 else forms.Select(),
        )
        who = forms.ModelChoiceField(
            label=_("Post that receives"), queryset=posts, empty_label=_("Choose…")
        )
        self.fields |= {"unit": own, "post": who}
        if self.instance.pk and self.instance.visits.exists():
            for name in self.FIXED_BY_VISITS:
                self.fields[name].disabled = True


class SignInForm(forms.Form):
    """A batch of visitors at the door: entered in seconds, by the keyboard alone."""

    representatives = forms.CharField(
        label=_("Names"),
        max_length=1000,
        help_text=_("At most five, with 、 or spaces between."),
        widget=forms.TextInput(attrs=NO_COMPLETION),
    )
    people_count = forms.IntegerField(
        label=_("Number of people"),
        initial=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PEOPLE)],
    )
    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", **NO_COMPLETION}),
    )
    matters = forms.CharField(
        label=_("Matters, one a line"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_representatives(self) -> list[str]:
        names = names_in(self.cleaned_data["representatives"])
        if not names:
            raise forms.ValidationError(_g("Enter at least one name."))
        if any(len(name) > NAME_LENGTH for name in names):
            raise forms.ValidationError(
                _g("A name has at most %(limit)s characters.") % {"limit": NAME_LENGTH}
            )
        try:
            refuse_sixth(names)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from None
        return names

    def clean_matters(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["matters"].splitlines()]
        titles = [line for line in lines if line]
        if not titles:
            raise forms.ValidationError(_g("Enter at least one matter."))
        if len(titles) > MAX_MATTERS or any(len(title) > SUBJECT_LENGTH for title in titles):
            raise forms.ValidationError(
                _g("At most %(count)s matters of %(limit)s characters each.")
                % {"count": MAX_MATTERS, "limit": SUBJECT_LENGTH}
            )
        return titles

    def arrival(self) -> Arrival:
        """What was entered, for `services.sign_in`. The form must be valid."""
        return Arrival(**self.cleaned_data)


class ArrivalForm(SignInForm):
    """Putting right who came; the matters have forms of their own."""

    matters = None  # type: ignore[assignment]  # Django's way to take a field off

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "representatives": visit.names,
            "people_count": visit.people_count,
            "phone": visit.phone,
        }


class RecordForm(forms.Form):
    """What was said, taken down faithfully (条例 19①)."""

    record = form_fields.text(_("What was said"), rows=8)


class MatterForm(forms.Form):
    """One more matter that came up in the talk."""

    subject = forms.CharField(
        label=_("Another matter"),
        max_length=SUBJECT_LENGTH,
        widget=forms.TextInput(attrs=NO_COMPLETION),
    )


class OpenCaseForm(forms.Form):
    """What a case needs besides what the visit says already."""

    unit = forms.ModelChoiceField(label=_("Registering unit"), queryset=Unit.objects.none())
    content_class = forms.ChoiceField(
        label=_("Content class"), choices=[("", _("Choose…")), *ContentClass.choices]
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=Purpose.choices, initial=Purpose.RESOLUTION
    )
    complained = forms.CharField(
        label=_("Unit complained of"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=NO_COMPLETION),
    )
    region = RegionField(label=_("Place of the matter"))
    text = form_fields.text(_("The matter as brought forward"), rows=8)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ModelChoiceField(
            label=_("Registering unit"),
            queryset=Unit.objects.filter(pk__in=[unit.pk for unit in units]),
            empty_label=None,
            initial=units[0].pk,
            widget=forms.HiddenInput() if len(units) == 1 else forms.Select(),
        )

    def opening(self) -> CaseOpening:
        """What was entered, for `services.open_case`. The form must be valid."""
        return CaseOpening(**self.cleaned_data)


class LinkCaseForm(forms.Form):
    """The number of a known case; `cases` are those the reader may see."""

    number = forms.CharField(
        label=_("Case number"), max_length=40, widget=forms.TextInput(attrs=NO_COMPLETION)
    )

    def __init__(self, *args: Any, cases: Sequence[QuerySet[Case]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases

    def clean_number(self) -> Case:
        """The case itself. One that the reader may not see looks like none."""
        number = self.cleaned_data["number"].strip()
        for cases in self.cases:
            if found := cases.filter(number=number).first():
                return found
        raise forms.ValidationError(_g("There is no such case."))


class ScopeSelect(forms.NullBooleanSelect):
    """Within, not within, or not yet judged."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [
            ("unknown", pgettext_lazy("scope", "not yet judged")),
            ("true", pgettext_lazy("scope", "within the scope")),
            ("false", pgettext_lazy("scope", "not within the scope")),
        ]


VISIT = Bound("visit")


class OutcomeForm(forms.Form):
    """What came of a matter; the scope and discipline are asked of a discipline organ alone."""

    subject = forms.CharField(
        label=_("Matter"),
        max_length=SUBJECT_LENGTH,
        widget=forms.TextInput(attrs=NO_COMPLETION),
    )
    in_scope = forms.NullBooleanField(label=_("Within the organ's scope"), widget=ScopeSelect)
    answer = form_fields.text(_("Answer given"), required=False)
    finished_on = form_fields.day(_("Finished on"), not_before=VISIT, required=False)
    fed_back_on = form_fields.day(_("Fed back to the visitor on"), not_before=VISIT, required=False)
    rating = forms.TypedChoiceField(
        label=_("The visitor's own word"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Not asked yet")), *Rating.choices],
    )
    disciplined_count = forms.IntegerField(
        label=_("People disciplined"), required=False, min_value=0, max_value=MAX_PEOPLE
    )
    disciplined_on = form_fields.day(_("Disciplined on"), not_before=VISIT, required=False)

    def __init__(self, *args: Any, matter: VisitMatter, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(matter, name) for name in self.fields}
        day_bounds.bind_today(self, today, visit=matter.visit.day.on)
        if matter.case_id is not None:
            del self.fields["finished_on"]
        if not matter.visit.day.is_of_discipline:
            for name in ("in_scope", "disciplined_count", "disciplined_on"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("rating") is not None and not data.get("fed_back_on"):
            self.add_error("fed_back_on", _g("Say when the visitor was told and asked."))
        if "disciplined_count" in self.fields:
            data["disciplined_count"] = data.get("disciplined_count") or 0
            if bool(data["disciplined_count"]) != bool(data.get("disciplined_on")):
                self.add_error("disciplined_on", _g("A number of people goes with a day."))
        return data
