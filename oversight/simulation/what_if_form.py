"""What is asked of a replay of past limits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext, pgettext_lazy

from organizations.models import Unit
from oversight.period_form import PeriodForm, day_field
from oversight.simulation.what_if import Unanswerable, WhatIf, check_length
from workflows.counting.due_date import LengthUnit, amount_text
from workflows.models import ClockRule


class WhatIfForm(PeriodForm):
    """Another length for one limit, and the past limits to try it on."""

    rule = forms.ChoiceField()
    days = forms.IntegerField(label=pgettext_lazy("simulation", "Its other length"), min_value=1)
    unit = forms.ChoiceField(required=False)
    since = day_field(pgettext_lazy("simulation", "Began from"))
    until = day_field(pgettext_lazy("simulation", "Began up to"))

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
        if "rule" in data and "days" in data:
            try:
                check_length(data["rule"], data["days"])
            except Unanswerable as refusal:
                self.add_error("days", str(refusal))
        return data

    def question(self, at: datetime) -> WhatIf:
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
    return f"{rule.name}（{amount_text(rule.length, LengthUnit(rule.unit))}）"
