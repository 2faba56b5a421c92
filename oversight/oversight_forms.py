"""What a reader may narrow the oversight pages by, and ask of a replay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext, pgettext, pgettext_lazy

from organizations.models import Unit
from oversight.reports.scope import FIRST_DAY, LAST_DAY
from oversight.simulation.what_if import Unanswerable, WhatIf, check_length
from ui.widgets import DayInput
from workflows.counting.due_date import LengthUnit as TimeUnit
from workflows.counting.due_date import amount_text
from workflows.models import ClockRule, Part


def _day(label: Any) -> forms.DateField:
    widget = DayInput()
    bounds = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    return forms.DateField(label=label, required=False, widget=widget, validators=bounds)


class OversightFilter(forms.Form):
    """Unit and period; what can't be understood is named and left out."""

    unit = forms.ChoiceField(required=False)
    since = _day(pgettext_lazy("oversight", "From"))
    until = _day(pgettext_lazy("oversight", "To"))

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        everything = ("", gettext("All units within reach"))
        choices = [everything, *((unit.code, unit.name) for unit in units)]
        label = pgettext_lazy("oversight", "Unit")
        self.fields["unit"] = forms.ChoiceField(label=label, required=False, choices=choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("The period ends before it begins."))
        return data

    @property
    def unit_chosen(self) -> Unit | None:
        return self.units.get(self.cleaned_data.get("unit") or "")


class WhatIfForm(forms.Form):
    """Another length for one limit, and the past limits to try it on."""

    rule = forms.ChoiceField()
    days = forms.IntegerField(label=pgettext_lazy("simulation", "Its other length"), min_value=1)
    unit = forms.ChoiceField(required=False)
    since = _day(pgettext_lazy("simulation", "Began from"))
    until = _day(pgettext_lazy("simulation", "Began up to"))

    def __init__(
        self, *args: Any, rules: Sequence[ClockRule], units: Sequence[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        everything = ("", gettext("All units within reach"))
        self.fields["rule"] = forms.ChoiceField(
            label=pgettext("simulation", "Time limit"),
            choices=[(rule.key, _with_length(rule)) for rule in rules],
        )
        self.fields["unit"] = forms.ChoiceField(
            label=pgettext("oversight", "Unit"),
            required=False,
            choices=[everything, *((unit.code, unit.name) for unit in units)],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("The period ends before it begins."))
        if "rule" in data and "days" in data:
            try:
                check_length(data["rule"], data["days"])
            except Unanswerable as refusal:
                self.add_error("days", str(refusal))
        return data

    def asked(self, at: datetime) -> WhatIf:
        """The question, once the form is valid."""
        data = self.cleaned_data
        return WhatIf(
            at=at,
            rule=data["rule"],
            days=data["days"],
            since=data["since"],
            until=data["until"],
            unit=self.units.get(data["unit"]),
        )


def _with_length(rule: ClockRule) -> str:
    return f"{rule.name}（{amount_text(rule.length, TimeUnit(rule.unit))}）"


class ReadingsFilter(forms.Form):
    """Whose readings, of which case and part, in which days."""

    reader = forms.CharField(
        label=pgettext_lazy("readings", "Reader"), required=False, max_length=60
    )
    number = forms.CharField(
        label=pgettext_lazy("readings", "Case number"), required=False, max_length=40
    )
    part = forms.ChoiceField(
        label=pgettext_lazy("readings", "Part"),
        required=False,
        choices=[("", pgettext_lazy("readings", "Any part")), *Part.choices],
    )
    since = _day(pgettext_lazy("oversight", "From"))
    until = _day(pgettext_lazy("oversight", "To"))

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("The period ends before it begins."))
        return data
