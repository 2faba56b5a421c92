"""The calendar a unit lives by: the published years plus what is in the database."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Q

from organizations.models import RestDay, Unit
from workflows.clocks.calendar import WorkCalendar


def calendar_for(unit: Unit | None = None) -> WorkCalendar:
    """The State Council's calendar with the regional rest days of the unit's region.

    Read from the table at each call, so a newly entered day counts at once in every worker.
    """
    places = Q(region__isnull=True)
    if unit is not None:
        codes = [code for code in unit.region.path.split("/") if code]
        places |= Q(region__code__in=codes)
    days = RestDay.objects.filter(places).order_by("on").values_list("on", "is_work", "name")
    return _calendar(tuple(days))


@lru_cache(maxsize=64)
def _calendar(days: Iterable[tuple]) -> WorkCalendar:  # type: ignore[type-arg]  # rows of days
    return WorkCalendar(
        rest={on: name for on, is_work, name in days if not is_work},
        work={on: name for on, is_work, name in days if is_work},
    )
