"""The calendar a unit lives by: the published years plus what is in the database."""

from datetime import date
from functools import lru_cache

from django.db.models import Q

from organizations.models import RestDay, Unit
from workflows.clocks.calendar import WorkCalendar

SetDay = tuple[date, bool, str, int | None]


def calendar_for(unit: Unit | None = None) -> WorkCalendar:
    """The State Council's calendar with the regional rest days of the unit's region.

    Read from the table at each call, so a newly entered day counts at once in every worker. A
    year beyond the package counts as published once days of the whole country are entered for it.
    """
    places = Q(region__isnull=True)
    if unit is not None:
        places |= Q(region__code__in=[code for code in unit.region.path.split("/") if code])
    days = RestDay.objects.filter(places).order_by("on")
    return _calendar(tuple(days.values_list("on", "is_work", "name", "region_id")))


@lru_cache(maxsize=64)
def _calendar(days: tuple[SetDay, ...]) -> WorkCalendar:
    return WorkCalendar(
        rest={on: name for on, is_work, name, _region in days if not is_work},
        work={on: name for on, is_work, name, _region in days if is_work},
        published={on.year for on, _is_work, _name, region in days if region is None},
    )
