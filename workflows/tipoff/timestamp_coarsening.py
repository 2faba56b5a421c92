"""Of what comes through the portal nothing finer than the day is kept (规则 29, 47; ADR 0021).

A clerk who knows when somebody sat at a computer must not be able to match the hour.
"""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from workflows.counting.work_calendar import SHANGHAI, legal_date, office_opening
from workflows.models.event import ActorKind
from workflows.states import Kind

if TYPE_CHECKING:
    from workflows.models import Case


def is_coarsened(case: "Case", actor_kind: str) -> bool:
    """Whether this actor's hour is nobody's business."""
    return case.kind == Kind.TIP_OFF and actor_kind == ActorKind.PETITIONER


def day_of(at: datetime) -> datetime:
    """The beginning of the legal day."""
    return datetime.combine(legal_date(at), time(), SHANGHAI)


def next_morning(at: datetime) -> datetime:
    """When mail about it may go out: the next day at nine, whatever hour it was."""
    return office_opening(legal_date(at) + timedelta(days=1))
