"""A clue that is, or holds, a demand: the demand comes back as a petition, the accusation never.

The two-way transfer of the source documents (M3); what goes over is written anew.
"""

from typing import TYPE_CHECKING, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.destinations import destinations
from organizations.models import Role, UnitKind
from organizations.written_text import fold, name_pieces
from workflows.acts import form_fields, letter_port
from workflows.acts.act import ALL, INTERNAL, ActForm, Performance, act, at_holder
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import IMPORTER
from workflows.acts.destination_field import DestinationField
from workflows.acts.new_case import NewCase
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.transfer import Way
from workflows.naming.candidate_parties import PartyFinder
from workflows.states import AT_INTAKE, IN_CHECK, Kind, Status
from workflows.tipoff.exclusion_rules import names_resolved
from workflows.tipoff.name_resolution import named_in

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

WITHHELD: Final = ("subject", "text", "petitioner", "phone", "address")
PARTED_FROM: Final = (
    *AT_INTAKE,
    Status.HANDED_OVER,
    Status.CLUE_REGISTERED,
    Status.DISPOSING,
    *IN_CHECK,
    Status.REPORTED,
    Status.HELD,
)


class DemandForm(ActForm):
    unit = DestinationField(label=_("Petition bureau"))
    subject = forms.CharField(label=_("Title of the demand"), max_length=60)
    text = form_fields.text(_("The demand, written anew and without the accusation"), rows=6)
    petitioner = forms.CharField(
        label=_("Name of whoever demands it"), max_length=60, required=False
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    agreed = forms.BooleanField(
        label=_("He agreed that the demand goes on in his name"),
        required=False,
        help_text=_("规则 47: without his consent it goes on without a name."),
    )

    def prepare(self) -> None:
        field = cast(DestinationField, self.fields["unit"])
        field.narrow_to(self.case.holding_unit)
        field.queryset = destinations(self.case.holding_unit).filter(kind=UnitKind.PETITION_BUREAU)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if any(data.get(key) for key in ("petitioner", "phone", "address")) and not data.get(
            "agreed"
        ):
            self.add_error("agreed", _g("Ask him first, or leave name, phone and address empty."))
        return data


def without_the_accused(case: Case, step: Performance) -> None:
    """规则 47(2): the petition's readers must not find out who was complained of."""
    demand = fold(f"{step.details['subject']}\n{step.details['text']}")
    finder = PartyFinder(at=step.at)
    for piece in name_pieces("\n".join(named_in(case))):
        name = finder.person_named(piece)
        if name and name in demand:
            raise Refused(
                _g(
                    "The demand still names “%(name)s”. Leave the accusation out and write "
                    "down what is asked for alone (规则 47)."
                )
                % {"name": piece}
            )


def demand_petition(_clue: Case, step: Performance) -> NewCase:
    """The demand goes on as a petition of its own, which nothing leads back to the clue.

    Not even who entered it: units further down would learn that a discipline organ had it.
    """
    written = {name: step.details.get(name, "") for name in WITHHELD}

    def put_letter(petition: Case) -> None:
        letter_port.put_inside(petition, letter_port.ReturnedDemand(**written))

    return NewCase(
        kind=Kind.PETITION,
        unit=step.details["unit"],
        received_on=step.on,
        first_act="register",
        put_letter=put_letter,
        actor=IMPORTER,
        is_sent=True,
    )


class DemandActs(Base):
    """The organ's own line in the books; the bureau's follows when it signs for the petition."""

    @act(
        source=AT_INTAKE,
        to=Status.TRANSFERRED_OUT,
        label=_("Return as a demand"),
        purpose=Purpose.TRANSFER,
        article="纪检监察机关处理检举控告工作规则 第十三条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_OFFICER),
        form=DemandForm,
        guards=(names_resolved, without_the_accused),
        issues=("demand_transfer_letter",),
        satisfies=ALL,
        sends=Way.ORGAN,
        creates_case=demand_petition,
        redacts=WITHHELD,
        style="secondary",
    )
    def return_demand(self, _step: Performance) -> None:
        """All of it is a demand: the business of another organ."""

    @act(
        source=PARTED_FROM,
        label=_("Return the demand in it"),
        purpose=Purpose.TRANSFER,
        article="纪检监察机关处理检举控告工作规则 第十三条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_OFFICER),
        form=DemandForm,
        guards=(names_resolved, without_the_accused),
        issues=("demand_transfer_letter",),
        sends=Way.ORGAN,
        creates_case=demand_petition,
        redacts=WITHHELD,
        style="secondary",
    )
    def part_demand(self, _step: Performance) -> None:
        """The accusation goes on here."""
