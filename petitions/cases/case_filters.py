"""What the ledger can be narrowed by."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.models import Channel, ContentClass
from workflows.acts import form_fields
from workflows.acts.region_field import RegionField
from workflows.states import TIP_OFF_ONLY, PetitionClass, Status


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
    since = form_fields.period_day(_("Received from"))
    until = form_fields.period_day(_("Received to"))

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[int, str]],
        leaders: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        groups: list[tuple[str, Any]] = [("open", _("All open")), ("over", _("All that are over"))]
        statuses = [s for s in Status.choices if s[0] not in (Status.NEW, *TIP_OFF_ONLY)]
        self.tables: dict[str, Sequence[tuple[Any, Any]]] = {
            "status": [*groups, *statuses],
            "unit": units,
            "channel": Channel.choices,
            "petition_class": PetitionClass.choices,
            "content_class": ContentClass.choices,
            "leader": leaders,
        }
        for name, table in self.tables.items():
            cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *table]

    def active(self) -> list[tuple[str, Any, str]]:
        """(name, label, value in words) of every condition that is set and valid."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value:
                found.append((name, field.label, self._as_text(name, value)))
        return found

    def _as_text(self, name: str, value: Any) -> str:
        if name in self.tables:
            return str(dict(self.tables[name]).get(value, value))
        return "" if value is True else str(value)
