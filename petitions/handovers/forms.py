"""What is asked when rows of a ledger are sorted."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from organizations.destinations import destinations
from organizations.models import Unit, UnitKind
from organizations.selectors import open_units
from petitions.handovers.services import SortWay
from petitions.models.handover import HandoverBatch
from workflows.acts import form_fields

Choices = list[tuple[str, list[tuple[int, str]]]]


class SortForm(forms.Form):
    """One decision for the rows chosen."""

    way = forms.ChoiceField(
        label=_("What becomes of them"),
        required=False,
        choices=SortWay.choices,
        widget=forms.RadioSelect,
    )
    unit = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    facts = form_fields.text(_("What was checked and found"), required=False, rows=2)
    result = form_fields.text(_("What was done about it"), required=False, rows=2)

    def __init__(self, *args: Any, batch: HandoverBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = _groups(batch.unit)
        shown = [(label, units) for label, units, _way in self.groups if units]
        self.fields["unit"].choices = [("", "—"), *shown]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        way = data.get("way")
        if not way and "way" not in self.errors:
            self.add_error("way", _g("Say what becomes of the rows."))
        if way == SortWay.SETTLE:
            self._need(("facts", "result"), data)
        elif way and way != SortWay.APPROVE:
            self._need(("unit",), data)
            fitting = {pk for _label, units, fits in self.groups if fits == way for pk, _n in units}
            if data.get("unit") and data["unit"] not in fitting:
                self.add_error("unit", _wrong_unit(way))
        return data

    def _need(self, names: Collection[str], data: dict[str, Any]) -> None:
        for name in names:
            given = data.get(name)
            stated = form_fields.states_something(given) if isinstance(given, str) else given
            if not stated and name not in self.errors:
                self.add_error(name, _g("This is needed for what you chose."))

    def details(self) -> dict[str, Any]:
        """The act's own details, once the form is valid."""
        data = self.cleaned_data
        if data["way"] == SortWay.SETTLE:
            return {"facts": data["facts"], "result": data["result"]}
        if data["way"] == SortWay.APPROVE:
            return {}
        return {"unit": data["unit"]}


def _groups(unit: Unit) -> list[tuple[str, list[tuple[int, str]], str]]:
    """The units a row can go to, by the way that leads there (条例 22)."""
    within = destinations(unit)
    organs = open_units().filter(kind=UnitKind.DISCIPLINE_COMMISSION, region=unit.region_id)
    return [
        (
            pgettext("handover", "At one's own level"),
            _listed(within.filter(region=unit.region_id)),
            SortWay.KEEP,
        ),
        (
            pgettext("handover", "Below"),
            _listed(within.exclude(region=unit.region_id)),
            SortWay.PASS_DOWN,
        ),
        (pgettext("handover", "Discipline organ"), _listed(organs), SortWay.FILE),
    ]


def _listed(units: Any) -> list[tuple[int, str]]:
    return list(units.order_by("path").values_list("pk", "name"))


def _wrong_unit(way: str) -> str:
    return {
        SortWay.KEEP: _g("Choose a unit of your own level; those below are for passing down."),
        SortWay.PASS_DOWN: _g("Choose a unit below your own level."),
        SortWay.FILE: _g("Choose the discipline organ of your level."),
    }[SortWay(way)]
