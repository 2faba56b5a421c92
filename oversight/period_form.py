"""A period of days, as the forms of oversight ask for it."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext, pgettext_lazy

from oversight.reports.scope import FIRST_DAY, LAST_DAY
from ui.widgets import DayInput


def day_field(label: Any) -> forms.DateField:
    """A day that may be left out, within the years that reports can be asked for."""
    bounds = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    return forms.DateField(label=label, required=False, widget=DayInput(), validators=bounds)


class PeriodForm(forms.Form):
    """From a day up to a day, either of them open."""

    since = day_field(pgettext_lazy("oversight", "From"))
    until = day_field(pgettext_lazy("oversight", "To"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("The period ends before it begins."))
        return data
