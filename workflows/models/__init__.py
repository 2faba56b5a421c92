"""The tables of the case envelope and of all that happens to it."""

from workflows.models.amendment import Amendment
from workflows.models.audit import AuditLink, AuditSeal, CaseRead, Part
from workflows.models.case import Case, CaseUnit, LegalMove
from workflows.models.case_exclusion import CaseExclusion
from workflows.models.case_note import CaseNote, NoteMention
from workflows.models.case_scope import CaseScope
from workflows.models.clock import Alarm, Clock, ClockEvent, ClockRule
from workflows.models.close_relative import CloseRelative
from workflows.models.desk import CaseProcess, DeskTask
from workflows.models.document import Counter, Document
from workflows.models.event import ActorKind, CaseEvent
from workflows.models.event_file import EventFile
from workflows.models.ladder_version import Ladder
from workflows.models.leading import (
    Ground,
    LeaderLink,
    Recusal,
    RequestedBy,
    SharingBatch,
    SharingLine,
)
from workflows.models.measure import (
    UNDER_LIMIT,
    UNDONE,
    Evidence,
    Measure,
    MeasureState,
    MeasureStep,
    ProblemSource,
)
from workflows.models.paper_file import PaperFile
from workflows.models.paper_service import PaperService, ServiceWay
from workflows.models.retention import Destruction, DoomedFile, Hold, RetentionRule
from workflows.models.rights_event import NO_CASE, RightsEvent
from workflows.models.sweep_log import LastSweep
from workflows.models.transfer import TransferEntry, Way
from workflows.models.written_name import WrittenName

__all__ = [
    "NO_CASE",
    "UNDER_LIMIT",
    "UNDONE",
    "ActorKind",
    "Alarm",
    "Amendment",
    "AuditLink",
    "AuditSeal",
    "Case",
    "CaseEvent",
    "CaseExclusion",
    "CaseNote",
    "CaseProcess",
    "CaseRead",
    "CaseScope",
    "CaseUnit",
    "Clock",
    "ClockEvent",
    "ClockRule",
    "CloseRelative",
    "Counter",
    "DeskTask",
    "Destruction",
    "Document",
    "DoomedFile",
    "EventFile",
    "Evidence",
    "Ground",
    "Hold",
    "Ladder",
    "LastSweep",
    "LeaderLink",
    "LegalMove",
    "Measure",
    "MeasureState",
    "MeasureStep",
    "NoteMention",
    "PaperFile",
    "PaperService",
    "Part",
    "ProblemSource",
    "Recusal",
    "RequestedBy",
    "RetentionRule",
    "RightsEvent",
    "ServiceWay",
    "SharingBatch",
    "SharingLine",
    "TransferEntry",
    "Way",
    "WrittenName",
]
