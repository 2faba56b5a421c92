"""The tables of the case envelope and of all that happens to it."""

from workflows.models.amendment import Amendment
from workflows.models.case import Case, CaseExclusion, CaseUnit, LegalMove
from workflows.models.clock import Alarm, Clock, ClockEvent, ClockRule
from workflows.models.desk import CaseProcess, DeskTask
from workflows.models.document import Counter, Document
from workflows.models.event import ActorKind, CaseEvent
from workflows.models.ladder import Ladder
from workflows.models.leading import AskedBy, Ground, LeaderLink, Recusal, SharingBatch, SharingLine
from workflows.models.secrecy import CaseAccess, CloseRelative
from workflows.models.sweeping import LastSweep

__all__ = [
    "ActorKind",
    "Alarm",
    "Amendment",
    "AskedBy",
    "Case",
    "CaseAccess",
    "CaseEvent",
    "CaseExclusion",
    "CaseProcess",
    "CaseUnit",
    "Clock",
    "ClockEvent",
    "ClockRule",
    "CloseRelative",
    "Counter",
    "DeskTask",
    "Document",
    "Ground",
    "Ladder",
    "LastSweep",
    "LeaderLink",
    "LegalMove",
    "Recusal",
    "SharingBatch",
    "SharingLine",
]
