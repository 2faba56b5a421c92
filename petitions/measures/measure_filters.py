"""What the lists of measures can be narrowed by."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from petitions.measures.selectors import STATES
from workflows.acts import form_fields
from workflows.models import Measure


class MeasureFilter(forms.Form):
    """Units and leaders are those of the measures within reach; two queries."""

    unit = forms.TypedChoiceField(
        label=_("Unit that answers"), required=False, coerce=int, empty_value=None
    )
    leader = forms.TypedChoiceField(
        label=pgettext_lazy("of a measure", "Leader"), required=False, coerce=int, empty_value=None
    )
    state = forms.ChoiceField(label=pgettext_lazy("of a measure", "State"), required=False)
    since = form_fields.period_day(_("Limit from"))
    until = form_fields.period_day(_("Limit to"))

    def __init__(self, *args: Any, measures: QuerySet[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = measures.order_by().distinct()
        units = plain.order_by("unit__path").values_list("unit", "unit__name", "unit__path")
        self._offer("unit", [(pk, name) for pk, name, _path in units])
        self._offer("leader", plain.order_by("leader").values_list("leader", "leader__name"))
        self._offer("state", STATES)

    def _offer(self, name: str, choices: Any) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *choices]
