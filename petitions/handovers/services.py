"""Taking a ledger in as a batch, and sorting its rows by the one door."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models
from django.utils.translation import pgettext_lazy

from organizations.models import Person, Unit
from petitions.cases.bulk_actions import BulkOutcome, perform_each
from petitions.models.handover import HandoverBatch
from workflows.models import Case


class SortWay(models.TextChoices):
    """What becomes of a row."""

    KEEP = "keep", pgettext_lazy("handover", "Handle at one's own level")
    PASS_DOWN = "pass_down", pgettext_lazy("handover", "Pass down")
    SETTLE = "settle", pgettext_lazy("handover", "Settle")
    APPROVE = "approve", pgettext_lazy("handover", "Approve that they are settled")
    FILE = "file", pgettext_lazy("handover", "Transfer for filing")


ACTS: Final[Mapping[str, str]] = {
    SortWay.KEEP: "forward",
    SortWay.PASS_DOWN: "forward",
    SortWay.SETTLE: "propose_settle_checked",
    SortWay.APPROVE: "approve_settle_checked",
    SortWay.FILE: "route_discipline",
}


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Who handed a ledger over: the name, and the organ's id where it is a unit of ours."""

    source: str
    organ_id: int | None = None


def open_batch(
    handed: HandedOver, unit: Unit, filename: str, *, by: Person | None, at: datetime
) -> HandoverBatch:
    return HandoverBatch.objects.create(
        unit=unit,
        source=handed.source,
        organ_id=handed.organ_id,
        filename=filename[:200],
        made_at=at,
        made_by=by,
    )


def sort_rows(
    cases: Iterable[Case], way: str, details: Mapping[str, Any], *, by: Person, at: datetime
) -> BulkOutcome:
    """Perform the act that the way stands for on each row; refused rows stay unsorted."""
    return perform_each(cases, ACTS[way], details, by=by, at=at)
