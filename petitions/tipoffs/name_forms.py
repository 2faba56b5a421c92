"""One name on a tip-off or an accusation: whom it may mean, and what the desk finds out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Person, Unit
from organizations.written_text import fold
from workflows.models import WrittenName
from workflows.naming.candidate_parties import PartyFinder, accounts_and_units
from workflows.naming.name_form import FINDINGS, OURS, findings
from workflows.states import Kind

SHOWN: Final = 12
"""Candidates on the page, those of the organ's own region first."""
NOBODY: Final = WrittenName.Finding.NOBODY


class NameForm(forms.Form):
    """Whom one name means: some of the candidates, somebody else here, nobody here, or unclear."""

    finding = forms.ChoiceField(label=_("Who is meant"), choices=FINDINGS, widget=forms.RadioSelect)
    parties = forms.MultipleChoiceField(
        label=_("May be meant"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = forms.CharField(
        label=_("Another account or unit"),
        required=False,
        max_length=80,
        help_text=_("Its full name, or the account's user name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        name: WrittenName,
        finder: PartyFinder,
        near: str,
        kind: str = Kind.TIP_OFF,
    ) -> None:
        super().__init__(data, prefix=f"name-{name.pk}")
        self.name = name
        found = finder.candidates(name.text, alone=name.origin == WrittenName.Origin.NAMED)
        self.known = _nearest_first(accounts_and_units(found), name.text, finder, near)
        self.beyond = max(0, len(self.known) - SHOWN)
        offered = [(ref, label) for ref, label, _exact in self.known[:SHOWN]]
        exact = [ref for ref, _label, exact in self.known[:SHOWN] if exact]
        self.fields["parties"].choices = offered  # type: ignore[attr-defined]
        self.fields["parties"].initial = exact if len(exact) == 1 else []
        self.fields["finding"].choices = findings(kind)  # type: ignore[attr-defined]
        if kind == Kind.TIP_OFF:
            self.fields["finding"].initial = _likely(exact, self.known)
        else:  # what an accusation means is asked, and nothing proposed
            self.fields["finding"].label = _g("Is it somebody of these who is accused?")
            self.fields["parties"].initial = []

    def take_up(self, draft: Mapping[str, Sequence[str]]) -> None:
        """What was typed here before its session ended."""
        for name, field in self.fields.items():
            if typed := draft.get(self.add_prefix(name)):
                field.initial = typed if name == "parties" else typed[0]

    def clean_other(self) -> str:
        """The reference of whom was typed."""
        typed = self.cleaned_data["other"].strip()
        if not typed:
            return ""
        people = Person.objects.filter(username=typed) or Person.objects.filter(name=typed)
        units = Unit.objects.filter(name=typed)
        found = [*(f"person:{p.pk}" for p in people), *(f"unit:{u.pk}" for u in units)]
        if len(found) != 1:
            raise forms.ValidationError(
                _g("Nobody here is called so: write the whole name as it stands on the account.")
                if not found
                else _g("Several are called so: write the user name of the account.")
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [*data.get("parties", []), *filter(None, [data.get("other")])]
        if data.get("finding") == OURS and not chosen and "other" not in self.errors:
            self.add_error("finding", _g("Choose the account or unit that is meant."))
        if data.get("finding") not in (OURS, None):
            chosen = []
        data["people"] = [ref.split(":")[1] for ref in chosen if ref.startswith("person:")]
        data["units"] = [ref.split(":")[1] for ref in chosen if ref.startswith("unit:")]
        return data

    def details(self) -> dict[str, Any]:
        """What was found out, for the act. The form must be valid."""
        entered = self.cleaned_data
        return {"written": self.name.pk} | {
            key: entered[key] for key in ("finding", "people", "units")
        }


def _likely(exact: Sequence[str], known: Sequence[Any]) -> str | None:
    return OURS if len(exact) == 1 else None if known else NOBODY


def _nearest_first(
    rows: Sequence[tuple[str, Person | Unit]], written: str, finder: PartyFinder, near: str
) -> list[tuple[str, str, bool]]:
    """Reference, label, and whether it is exactly so called; those of a region come first."""
    units = {u.pk: u for u in Unit.objects.filter(pk__in=_seats(rows, finder))}
    ranked = []
    for place, (ref, row) in enumerate(rows):
        own = [row] if isinstance(row, Unit) else _units_of(row, finder, units)
        is_near = any(near and unit.code.startswith(near) for unit in own)
        titles = "、".join(str(unit) for unit in own)
        label = str(row) if isinstance(row, Unit) else f"{row.name}（{titles or row.username}）"
        is_exact = fold(row.name) in fold(written)
        ranked.append((not is_near, not is_exact, place, ref, label))
    return [(ref, label, not vague) for _far, vague, _place, ref, label in sorted(ranked)]


def _seats(rows: Sequence[tuple[str, Person | Unit]], finder: PartyFinder) -> set[int]:
    people = (row.pk for _ref, row in rows if isinstance(row, Person))
    return {seat.unit for pk in people for seat in finder.directory.seats.get(pk, ())}


def _units_of(person: Person, finder: PartyFinder, units: Mapping[int, Unit]) -> list[Unit]:
    seats = finder.directory.seats.get(person.pk, ())
    return list(dict.fromkeys(units[seat.unit] for seat in seats))
