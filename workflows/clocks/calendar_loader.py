"""The calendar a unit lives by: the published years plus what is in the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from organizations.models import Region, Unit
from organizations.prepared_statements import answer
from workflows.counting.work_calendar import WorkCalendar, speaking_time

SetDay = tuple[date, bool, str, int | None]
SET_DAYS: Final = """
    SELECT day."on", day.is_work, day.name, day.region_id
    FROM organizations_restday AS day LEFT JOIN organizations_region AS place
        ON place.id = day.region_id
    WHERE day.region_id IS NULL OR place.code = ANY(%s::text[])
    ORDER BY day."on", day.region_id
"""


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
    codes = [code for code in unit.region.path.split("/") if code] if unit else []
    days: tuple[SetDay, ...] = tuple(answer(SET_DAYS, codes))
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
