"""The calendar a unit lives by: the published years plus what is in the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q

from organizations.models import Region, RestDay, Unit
from workflows.counting.work_calendar import WorkCalendar, speaking_time

SetDay = tuple[date, bool, str, int | None]


@dataclass(frozen=True, slots=True)
class YearOfDays:
    """The days set for one year, for the whole country (`region` None) or within a region.

    `days` are (date, whether a made-up workday, name of the holiday).
    """

    year: int
    region: Region | None
    days: tuple[tuple[date, bool, str], ...]

    @property
    def region_id(self) -> int | None:
        return self.region.pk if self.region else None

    def governs(self, unit: Unit | None) -> bool:
        """Whether a unit lives by these days."""
        return self.region is None or (unit is not None and self.region.covers(unit.region))

    def put_into(self, known: Iterable[SetDay]) -> tuple[SetDay, ...]:
        """The known days with this year's replaced."""
        kept = [
            each for each in known if not (each[0].year == self.year and each[3] == self.region_id)
        ]
        return tuple(sorted([*kept, *((*day, self.region_id) for day in self.days)]))


def calendar_for(unit: Unit | None = None, *, as_if: YearOfDays | None = None) -> WorkCalendar:
    """The State Council's calendar with the regional rest days of the unit's region.

    Read from the table at each call, so a newly entered day counts at once in every worker. A
    year beyond the package counts as published once days of the whole country are entered for it.
    `as_if` shows what the calendar would be with the days of one year replaced.
    """
    places = Q(region__isnull=True)
    if unit is not None:
        places |= Q(region__code__in=[code for code in unit.region.path.split("/") if code])
    rows = RestDay.objects.filter(places).order_by("on", "region_id")
    days: tuple[SetDay, ...] = tuple(rows.values_list("on", "is_work", "name", "region_id"))
    if as_if is not None and as_if.governs(unit):
        days = as_if.put_into(days)
    return _calendar(days)


def working_time(at: datetime) -> datetime:
    """`at` within working hours of the whole country, else the next opening; one query."""
    return speaking_time(at, calendar_for())


@lru_cache(maxsize=64)
def _calendar(days: tuple[SetDay, ...]) -> WorkCalendar:
    return WorkCalendar(
        rest={on: name for on, is_work, name, _region in days if not is_work},
        work={on: name for on, is_work, name, _region in days if is_work},
        published={on.year for on, _is_work, _name, region in days if region is None},
    )
