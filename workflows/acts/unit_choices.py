"""How a unit is chosen on a page: by place and kind, found by name or code, a proposal first."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit
from organizations.unit_groups import by_place_and_kind

if TYPE_CHECKING:
    from workflows.acts.form_fields import UnitField

    Units = ModelChoiceIterator[Unit]
else:
    Units = ModelChoiceIterator


class UnitSelect(forms.Select):
    """A list that a script makes searchable; every unit is found by its code and sign too."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        hint = _("Search by name or code")
        super().__init__({"data-search": hint, **(attrs or {})})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if isinstance(value, ModelChoiceIteratorValue):
            unit: Unit = value.instance  # type: ignore[attr-defined]  # the stubs leave it out
            option["attrs"]["data-also"] = f"{unit.code} {unit.short_name}".strip()
        return option


class UnitChoices(Units):
    """The units of a field in their groups; the one that it proposes comes first."""

    field: "UnitField"

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        units, proposed = list(self.field.shown_units()), self.field.proposal()
        if proposed in units:
            units.remove(proposed)
            yield (_g("Complained of in the letter"), [self.choice(proposed)])
        for label, group in by_place_and_kind(units):
            yield (label, [self.choice(unit) for unit in group])
