"""Two machines on one envelope, each with the transitions of its own law."""

from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _

from workflows.acts.act import Act
from workflows.acts.declared_acts import acts_of
from workflows.models.case import Case
from workflows.models.transfer import Way
from workflows.petition.accusations import AccusationActs
from workflows.petition.advice import AdvisingActs
from workflows.petition.assignment_reports import AssignmentActs
from workflows.petition.assisting_units import AssistingActs
from workflows.petition.closing import ClosingActs
from workflows.petition.correction import CorrectionActs
from workflows.petition.discipline_referral import PersonnelActs
from workflows.petition.execution import ExecutionActs
from workflows.petition.handling import HandlingActs
from workflows.petition.intake import IntakeActs
from workflows.petition.jurisdiction import JurisdictionActs
from workflows.petition.leading_acts import LeadingActs
from workflows.petition.material import MaterialActs
from workflows.petition.measure_acts import MeasureActs
from workflows.petition.opinion import OpinionActs
from workflows.petition.passing_on import PassingOnActs
from workflows.petition.query_code_acts import QueryCodeActs
from workflows.petition.rating_acts import RatingActs
from workflows.petition.reopening import ReopeningActs
from workflows.petition.retention_acts import RetainingActs
from workflows.petition.review import ReviewActs
from workflows.petition.service import ServiceActs
from workflows.petition.settlement import SettlementActs
from workflows.petition.source_ledger import SourceActs
from workflows.petition.suggestions import SuggestionActs
from workflows.petition.supervision import SupervisionActs
from workflows.petition.urgent_matters import UrgencyActs
from workflows.states import FINISHED, IN_REVIEW, Kind, Status
from workflows.tipoff.demand_return import DemandActs
from workflows.tipoff.dialogue_acts import DialogueActs
from workflows.tipoff.feedback import ResultActs
from workflows.tipoff.handling import HandlingActs as ClueHandlingActs
from workflows.tipoff.intake import IntakeActs as TipOffIntakeActs
from workflows.tipoff.name_finding import NameActs
from workflows.tipoff.names_and_recusals import KeepingActs
from workflows.tipoff.petition_recusals import PetitionRecusalActs
from workflows.tipoff.referral import ReferralActs
from workflows.tipoff.reporter_protection import ProtectingActs
from workflows.tipoff.retention_acts import RetainingActs as TipOffRetainingActs


class PetitionCase(
    IntakeActs,
    ReferralActs,
    PersonnelActs,
    PetitionRecusalActs,
    JurisdictionActs,
    HandlingActs,
    LeadingActs,
    MeasureActs,
    MaterialActs,
    AssistingActs,
    OpinionActs,
    ServiceActs,
    ReviewActs,
    SettlementActs,
    SourceActs,
    SuggestionActs,
    ExecutionActs,
    AdvisingActs,
    ReopeningActs,
    PassingOnActs,
    AssignmentActs,
    ClosingActs,
    RatingActs,
    QueryCodeActs,
    SupervisionActs,
    UrgencyActs,
    CorrectionActs,
    AccusationActs,
    RetainingActs,
    Case,
):
    """A petition under the 信访工作条例."""

    class Meta:
        proxy = True
        verbose_name = _("petition case")
        verbose_name_plural = _("petition cases")


class TipOffCase(
    NameActs,
    TipOffIntakeActs,
    DemandActs,
    ClueHandlingActs,
    ResultActs,
    DialogueActs,
    KeepingActs,
    TipOffRetainingActs,
    ProtectingActs,
    Case,
):
    """A tip-off under the 检举控告工作规则, sealed from its first moment."""

    class Meta:
        proxy = True
        verbose_name = _("tip-off")
        verbose_name_plural = _("tip-offs")


MACHINES: dict[str, type[Case]] = {Kind.PETITION: PetitionCase, Kind.TIP_OFF: TipOffCase}
ACTS: dict[str, dict[str, Act]] = {kind: acts_of(machine) for kind, machine in MACHINES.items()}

CLIMBING: Final = tuple(
    dict.fromkeys(act.name for acts in ACTS.values() for act in acts.values() if act.climbs)
)
"""The acts that a rung of a ladder may do."""
URGING: Final = tuple(
    name for name in CLIMBING if any(name in acts and acts[name].issues for acts in ACTS.values())
)
"""Those of them that leave a paper: somebody is late."""
RUNG_PAPERS: Final = tuple(
    dict.fromkeys(paper for name in URGING for paper in ACTS[Kind.PETITION][name].issues)
)
SENT_DOWN: Final = tuple(
    act.name
    for act in ACTS[Kind.PETITION].values()
    if act.sends and act.sends != Way.RETURN and Status.FORWARDED in act.targets
)
"""The acts that send a petition to another unit to be handled there."""

APPEALS: Final = tuple(
    act.name for act in ACTS[Kind.PETITION].values() if not set(IN_REVIEW).isdisjoint(act.targets)
)
"""The acts by which a petitioner takes his matter to the organ above."""
FINISHING: Final = tuple(
    act.name
    for act in ACTS[Kind.PETITION].values()
    if not set(FINISHED).isdisjoint(act.targets) and not act.is_right
)


class LegalMoves:
    """The (source, target) pairs of every machine, for the database's own guard."""

    PAIRS: ClassVar[frozenset[tuple[str, str, str]]] = frozenset(
        (str(kind), str(source), str(target))
        for kind, acts in ACTS.items()
        for declared in acts.values()
        for source in declared.sources
        for target in declared.targets
    )
