"""What a reader may narrow the dashboard and its reports by."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy

from organizations.models import Unit
from oversight.period_form import PeriodForm


class OversightFilter(PeriodForm):
    """Unit and period; what can't be understood is named and left out."""

    unit = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        everything = ("", gettext("All units within reach"))
        choices = [everything, *((unit.code, unit.name) for unit in units)]
        label = pgettext_lazy("oversight", "Unit")
        self.fields["unit"] = forms.ChoiceField(label=label, required=False, choices=choices)

    @property
    def unit_chosen(self) -> Unit | None:
        return self.units.get(self.cleaned_data.get("unit") or "")
