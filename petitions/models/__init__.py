"""The tables of what people bring."""

from petitions.models.act_draft import ActDraft
from petitions.models.handover import HandoverBatch
from petitions.models.import_run import ImportRun
from petitions.models.ledger_heading import LedgerHeading
from petitions.models.letter import (
    ApiToken,
    Attachment,
    Channel,
    ContentClass,
    IdempotencyKey,
    Petition,
    Petitioner,
    Purpose,
)
from petitions.models.picture_challenge import PictureChallenge
from petitions.models.reception import Promise, ReceptionDay, Visit, VisitMatter
from petitions.models.sealed_identity import Opening, SealedIdentity
from petitions.models.supply import SupplyPackage, SupplyRequest

__all__ = [
    "ActDraft",
    "ApiToken",
    "Attachment",
    "Channel",
    "ContentClass",
    "HandoverBatch",
    "IdempotencyKey",
    "ImportRun",
    "LedgerHeading",
    "Opening",
    "Petition",
    "Petitioner",
    "PictureChallenge",
    "Promise",
    "Purpose",
    "ReceptionDay",
    "SealedIdentity",
    "SupplyPackage",
    "SupplyRequest",
    "Visit",
    "VisitMatter",
]
