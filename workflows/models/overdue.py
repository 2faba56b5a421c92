"""When a case is overdue: the one meaning that lists, reports, exports and lights share."""

from datetime import datetime

from django.apps import apps
from django.db.models import Exists, OuterRef


def is_overdue(at: datetime) -> Exists:
    """The condition on cases: a running duty's last day is over at `at`. Nobody is late with a right."""
    clocks = apps.get_model("workflows", "Clock").objects
    return Exists(clocks.overdue(at).filter(case=OuterRef("pk")))
