"""What the page of readings can be narrowed by."""

from django import forms
from django.utils.translation import pgettext_lazy

from oversight.period_form import PeriodForm
from workflows.models import Part


class ReadingsFilter(PeriodForm):
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

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).strip().upper()
