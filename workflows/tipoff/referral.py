"""A petition that goes on as a tip-off (条例 22②, 30): its letter is read there alone."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organizations.models import Role, Unit
from workflows.acts import form_fields, letter_port
from workflows.acts.act import ALL, Performance, Relation, act, at
from workflows.acts.new_case import NewCase
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.transfer import Way
from workflows.petition.discipline_referral import ByRankForm
from workflows.states import BEFORE_ACCEPTANCE, IN_HANDLING, Kind, Status
from workflows.tipoff import exclusion_rules

if TYPE_CHECKING:
    Base = Case
else:
    Base = object


class DisciplineForm(ByRankForm):
    names = form_fields.names(required=False)
    reason = form_fields.reason(_("Why it belongs there"), required=False)


def sealed_tip_off(petition: Case, step: Performance) -> NewCase:
    """条例 30③: whoever the letter complains of is shut out of both before anybody is told."""
    organ: Unit = step.details["unit"]
    names = "\n".join(
        filter(None, (step.details.get("names"), letter_port.facts(petition).complained))
    )
    exclusion_rules.sent_to_the_competent(organ, names, at=step.at)

    def seal(tip_off: Case) -> None:
        letter_port.seal_behind(petition, tip_off, on=step.on)
        Case.objects.filter(pk=petition.pk).update(sealed=True)

    return NewCase(
        kind=Kind.TIP_OFF,
        unit=organ,
        received_on=step.on,
        first_act="receive",
        details={"names": names} if names else {},
        put_letter=seal,
        parent=petition,
        is_sent=True,
    )


class ReferralActs(Base):
    """Declared for petitions, in the room that knows whom a tip-off is kept from."""

    @act(
        source=(*BEFORE_ACCEPTANCE, *IN_HANDLING),
        to=Status.ROUTED,
        label=_("Transfer to the discipline organ"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十二条第二款、第三十条",
        for_petitioner=_("Passed on to the competent organ"),
        seals_letter=True,
        by=at(Relation.PART, Role.CLEARED),
        form=DisciplineForm,
        issues=("discipline_transfer_letter",),
        satisfies=ALL,
        creates_case=sealed_tip_off,
        redacts=("names",),
        sends=Way.DISCIPLINE,
        style="secondary",
    )
    def route_discipline(self, _step: Performance) -> None:
        """The petition keeps its envelope; letter and people are sealed behind the tip-off."""
