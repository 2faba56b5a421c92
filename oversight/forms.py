"""What a reader may narrow the oversight pages by."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy

from organizations.models import Unit


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


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
