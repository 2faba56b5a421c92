"""Two machines on one envelope, each with the transitions of its own law."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import (
    TIMER_ALONE,
    Act,
    ActForm,
    Relation,
    Step,
    act,
    acts_of,
    at,
    at_holder,
)
from workflows.models.case import Case
from workflows.petition.assisting import AssistingActs
from workflows.petition.closing import ClosingActs
from workflows.petition.handling import HandlingActs
from workflows.petition.intake import IntakeActs
from workflows.petition.jurisdiction import JurisdictionActs, SuccessionForm
from workflows.petition.leading import LeadingActs
from workflows.petition.measures import MeasureActs
from workflows.petition.opinion import OpinionActs
from workflows.petition.review import ReviewActs
from workflows.petition.supervision import SupervisionActs
from workflows.states import OPEN_TIP_OFF, Kind, Status


class PetitionCase(
    IntakeActs,
    JurisdictionActs,
    HandlingActs,
    LeadingActs,
    MeasureActs,
    AssistingActs,
    OpinionActs,
    ReviewActs,
    ClosingActs,
    SupervisionActs,
    Case,
):
    """A petition under the 信访工作条例."""

    class Meta:
        proxy = True
        verbose_name = _("petition case")
        verbose_name_plural = _("petition cases")


class HandOverForm(ActForm):
    """Nothing is asked: the section follows from the organ."""


class TipOffCase(Case):
    """A tip-off under the 检举控告工作规则, sealed from its first moment."""

    class Meta:
        proxy = True
        verbose_name = _("tip-off")
        verbose_name_plural = _("tip-offs")

    @act(
        source=Status.NEW,
        to=Status.RECEIVED,
        label=_("Receive"),
        article="纪检监察机关处理检举控告工作规则 第七条",
        by=(*at(Relation.INTAKE, Role.CLUE_OFFICER), *at(Relation.PART, Role.CLEARED)),
    )
    def receive(self, step: Step) -> None:
        self.registered_at = step.at

    @act(
        source=Status.RECEIVED,
        to=Status.HANDED_OVER,
        label=_("Hand over to the handling section"),
        article="纪检监察机关处理检举控告工作规则 第十四条",
        by=at_holder(Role.CLUE_OFFICER),
        form=HandOverForm,
    )
    def hand_over(self, _step: Step) -> None:
        """Registered, sealed, and off the intake desk."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Count the limits anew"),
        article="民法典 第二百零三条",
        by=TIMER_ALONE,
    )
    def recompute(self, _step: Step) -> None:
        """A year's calendar was published; the old last days are kept in the events."""

    @act(
        source=OPEN_TIP_OFF,
        label=_("Pass to the successor"),
        article="信访工作条例 第二十四条",
        by=TIMER_ALONE,
        form=SuccessionForm,
        moves_desk=True,
    )
    def succeed(self, step: Step) -> None:
        """A section or organ was merged; its successor answers for what it left open."""
        self.put_in_place(step.details["unit"], step.details["successor"])


MACHINES: dict[str, type[Case]] = {Kind.PETITION: PetitionCase, Kind.TIP_OFF: TipOffCase}
ACTS: dict[str, dict[str, Act]] = {kind: acts_of(machine) for kind, machine in MACHINES.items()}


class LegalMoves:
    """The (source, target) pairs of every machine, for the database's own guard."""

    PAIRS: ClassVar[frozenset[tuple[str, str, str]]] = frozenset(
        (str(kind), str(source), str(target))
        for kind, acts in ACTS.items()
        for declared in acts.values()
        for source in declared.sources
        for target in declared.targets
    )
