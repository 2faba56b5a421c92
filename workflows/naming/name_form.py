"""Saying who is meant by one written name: the form of the act, on tip-offs and accusations."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Person, Unit
from workflows.acts.act import ActForm
from workflows.models import WrittenName
from workflows.naming.candidate_parties import Parties
from workflows.states import Kind

if TYPE_CHECKING:
    NameChoice = forms.ModelChoiceField[WrittenName]
    PeopleChoice = forms.ModelMultipleChoiceField[Person]
    UnitsChoice = forms.ModelMultipleChoiceField[Unit]
else:
    NameChoice = forms.ModelChoiceField
    PeopleChoice = UnitsChoice = forms.ModelMultipleChoiceField

FINDINGS: Final = [choice for choice in WrittenName.Finding.choices if choice[0]]
OURS, UNCLEAR = WrittenName.Finding.OURS, WrittenName.Finding.UNCLEAR


OF_ACCUSATION: Final = [
    (OURS.value, _("Yes: whoever is chosen is accused")),
    (WrittenName.Finding.NOBODY.value, _("No: named in it, and not accused")),
]
"""No organ above is asked about an accusation: its desk waits until it knows."""


def findings(kind: str) -> list[tuple[str, Any]]:
    """What can be found out about a name, by the kind of the case."""
    return FINDINGS if kind == Kind.TIP_OFF else OF_ACCUSATION


class WrittenNameField(NameChoice):
    is_content = True
    """It goes when the content of the case is destroyed."""


class AccountsField(PeopleChoice):
    is_content = True


class UnitsField(UnitsChoice):
    is_content = True


class ResolveNameForm(ActForm):
    """One name, and who of the accounts and units here is meant by it."""

    written = WrittenNameField(label=_("Name as written"), queryset=WrittenName.objects.none())
    finding = forms.ChoiceField(label=_("Who is meant"), choices=FINDINGS)
    people = AccountsField(label=_("Accounts"), queryset=Person.objects.all(), required=False)
    units = UnitsField(label=_("Units"), queryset=Unit.objects.all(), required=False)

    def prepare(self) -> None:
        own = WrittenName.objects.filter(case=self.case.pk).order_by("pk")
        cast("NameChoice", self.fields["written"]).queryset = own
        cast(forms.ChoiceField, self.fields["finding"]).choices = findings(self.case.kind)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        data |= {name: list(data.get(name) or ()) for name in ("people", "units")}
        chosen = bool(data["people"] or data["units"])
        if data.get("finding") == OURS and not chosen:
            self.add_error("finding", _g("Choose the account or unit that is meant."))
        if data.get("finding") not in (OURS, None) and chosen:
            self.add_error("finding", _g("An account or unit is chosen: say that it is meant."))
        return data


def meant_in(details: Mapping[str, Any]) -> Parties:
    """Whom the filled form says to be meant."""
    return Parties(
        people=frozenset(person.pk for person in details["people"]),
        units=frozenset(unit.pk for unit in details["units"]),
    )
