"""How the form of an act asks for a choice: nothing is chosen before somebody has chosen it."""

from collections.abc import Iterable
from typing import Any, Final, TypeGuard, cast

from django import forms

NOTHING: Final = ("", "—")
LONG: Final = 16
"""Longer words than these don't fit into a closed list on a telephone."""
AT_A_GLANCE: Final = 6
"""Choices that can stand below each other without hiding the rest of the form."""


def leave_open(form: forms.Form) -> None:
    """A list begins with nothing, and long words stand in full.

    Where a form declares what is usual, that stays chosen.
    """
    asking = {_chooser_of(field) for field in form.fields.values()}
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField) and field.empty_label:
            field.empty_label = NOTHING[1]
        if _decides(field) and field.initial is None and name not in form.initial:
            choices = _flat(field)
            if _is_wordy(choices) and name not in asking:
                field.widget = forms.RadioSelect(choices=choices)
                field.widget.is_required = True
            else:
                cast(forms.Select, field.widget).choices = [NOTHING, *choices]


def _decides(field: forms.Field) -> TypeGuard[forms.ChoiceField]:
    """Whether it is a plain list of several choices, one of which is needed."""
    if type(field) is not forms.ChoiceField or type(field.widget) is not forms.Select:
        return False
    keys = [key for key, _label in _flat(field)]
    return field.required and len(keys) > 1 and "" not in keys


def _flat(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    return list(cast(Iterable[tuple[Any, Any]], field.choices))


def _is_wordy(choices: list[tuple[Any, Any]]) -> bool:
    return len(choices) <= AT_A_GLANCE and max(len(str(label)) for _key, label in choices) > LONG


def _chooser_of(field: forms.Field) -> str:
    """The choice that a field depends on."""
    return str(field.widget.attrs.get("data-asked-by", "")).partition(" ")[0]
