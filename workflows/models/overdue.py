"""When a case is overdue: the one meaning that lists, reports, exports and lights share."""

from datetime import datetime

from django.apps import apps
from django.db.models import Exists, OuterRef


def is_overdue(at: datetime) -> Exists:
    """The condition on cases: the last day of a running duty is over at `at`.

    A right lapses; nobody is late with it.
    """
    clocks = apps.get_model("workflows", "Clock").objects
    return Exists(clocks.overdue(at).filter(case=OuterRef("pk")))
