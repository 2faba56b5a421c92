"""What is entered of a team's written request."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit
from petitions.inspector_supplies.supply_services import WrittenRequest
from workflows.acts import day_bounds, form_fields
from workflows.acts.day_bounds import FOUNDING


class SupplyRequestForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("Discipline organ"), queryset=Unit.objects.none(), empty_label=None
    )
    organ = forms.CharField(label=_("Inspection team"), max_length=80)
    number = forms.CharField(label=_("Number of the request"), max_length=60)
    requested_on = form_fields.day(_("Requested on"), not_before=FOUNDING)
    about = forms.CharField(
        label=_("About whom"),
        max_length=2000,
        help_text=_("One person or unit a line, as the request names them."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    since = form_fields.period_day(_("Received since"))
    until = form_fields.period_day(_("Received until"))

    def __init__(self, *args: Any, units: list[Unit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day_bounds.bind_today(self, today)
        own = self.fields["unit"]
        assert isinstance(own, forms.ModelChoiceField)  # noqa: S101  # as declared above
        own.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            own.initial, own.widget = units[0].pk, forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", _g("The period ends before it begins."))
        return data

    def written(self) -> WrittenRequest:
        given = self.cleaned_data
        names = [line.strip() for line in given["about"].splitlines() if line.strip()]
        return WrittenRequest(
            given["organ"], given["number"], given["requested_on"], names,
            given["since"], given["until"],
        )  # fmt: skip
