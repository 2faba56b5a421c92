"""What is asked of a report: which cases, which time, as of when."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from organizations.models import Person, Unit
from oversight.reports import as_of_queries
from oversight.reports.disclosure_control import (
    SMALL,
    may_disclose_part,
    may_disclose_total,
    suppress_small_counts,
)
from petitions.models import ReceptionDay, Visit
from petitions.receptions import reception_rights
from petitions.receptions.reception_rights import Right
from workflows.cases import access
from workflows.counting.work_calendar import ONE_DAY, end_of_legal_day, legal_date
from workflows.models import Case
from workflows.states import Kind

Key = TypeVar("Key", bound=Hashable)

FIRST_DAY: Final = date(1949, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)
"""Days outside are a slip of the pen; a year more or less must still be a date."""


@dataclass(frozen=True, slots=True)
class ReportScope:
    """`cases`, `tip_offs`, reception `days` and `visits` are what the asker may count.

    `at` is the as-of instant. `known` are the petitions not narrowed to the unit, to ask whether
    a matter was brought again elsewhere; `known_tip_offs` the same of tip-offs, whose small counts
    only who is `cleared` may be told.
    """

    cases: QuerySet[Case]
    tip_offs: QuerySet[Case]
    at: datetime
    since: date | None = None
    until: date | None = None
    unit: Unit | None = None
    hides_small: bool = True
    days: QuerySet[ReceptionDay] = field(default_factory=ReceptionDay.objects.none)
    visits: QuerySet[Visit] = field(default_factory=Visit.objects.none)
    known: QuerySet[Case] = field(default_factory=Case.objects.none)
    known_tip_offs: QuerySet[Case] = field(default_factory=Case.objects.none)
    cleared: bool = False

    @property
    def today(self) -> date:
        """The legal date of the as-of instant; a limit before it has passed."""
        return legal_date(self.at)

    @property
    def last_day(self) -> date:
        """The last legal date that had begun: of the end of a day, that day itself."""
        return legal_date(self.at - timedelta(microseconds=1))

    def period(self, events: str = "") -> Q:
        """The condition on `at` of what happened in the time asked for, and by the instant.

        `events` is the way to them, as `events__`.
        """
        bounds: dict[str, datetime] = {f"{events}at__lte": self.at}
        if self.since:
            bounds[f"{events}at__gte"] = end_of_legal_day(self.since - ONE_DAY)
        if self.until:
            bounds[f"{events}at__lt"] = end_of_legal_day(self.until)
        return Q(**bounds)

    @property
    def scope(self) -> str:
        return str(self.unit) if self.unit else _("All units")

    def as_of(self, at: datetime) -> "ReportScope":
        """The same petitions asked for as of another instant, when others may have held them."""
        cases = (
            as_of_queries.cases_under_unit(self.known, self.unit, at=at)
            if self.unit
            else self.known
        )
        return replace(self, at=at, cases=cases)

    def discloses(self, count: int) -> bool:
        """Whether a count of accusations among the petitions may be told: not a small one."""
        return count >= SMALL or not self.hides_small

    def discloses_tip_offs(self, whole: int, *, left_out: int = 0) -> bool:
        """Whether a count of tip-offs may be told, when the question left so many out (C21)."""
        return self.cleared or may_disclose_total(whole, left_out=left_out)

    def discloses_part_of_tip_offs(self, part: int, whole: int) -> bool:
        """Whether a part of a whole of tip-offs may be told (C21)."""
        return self.cleared or may_disclose_part(part, whole)

    def disclosed_tip_offs(self, cells: Mapping[Key, int]) -> dict[Key, int] | None:
        """The parts of a whole of tip-offs that may be told; None if not even the whole (C21)."""
        return dict(cells) if self.cleared else suppress_small_counts(cells)


def unrestricted_scope(
    *, at: datetime, since: date | None, until: date | None, unit: Unit | None
) -> ReportScope:
    """The whole data, or a unit with all below it: for the command line, where nobody asks."""
    petitions, tip_offs = (Case.objects.filter(kind=k) for k in (Kind.PETITION, Kind.TIP_OFF))
    asked = ReportScope(
        petitions, tip_offs, at, since, until, unit, hides_small=False, cleared=True
    )
    return _narrowed(replace(asked, days=ReceptionDay.objects.all(), visits=Visit.objects.all()))


def scope_for_user(
    person: Person,
    *,
    now: datetime,
    at: datetime,
    period: tuple[date | None, date | None] = (None, None),
    unit: Unit | None = None,
) -> ReportScope:
    """What this person may see now, as it stood at `at` (C1, C21)."""
    petitions = access.cases_for(person, at=now)
    tip_offs = access.cases_for(person, at=now, kind=Kind.TIP_OFF)
    # Whoever opens tip-offs himself has nothing to reckon from their counts (C21).
    cleared = access.holds(person, access.READ_LETTER, kind=Kind.TIP_OFF, at=now)
    asked = ReportScope(petitions, tip_offs, at, *period, unit, cleared=cleared)
    days = reception_rights.days_for(person, at=now, right=Right.COUNT)
    visits = reception_rights.visits_for(person, at=now, right=Right.COUNT)
    return _narrowed(replace(asked, days=days, visits=visits))


def _narrowed(asked: ReportScope) -> ReportScope:
    asked = replace(asked, known=asked.cases, known_tip_offs=asked.tip_offs).as_of(asked.at)
    if asked.unit is None:
        return asked
    days = asked.days.filter(unit__path__startswith=asked.unit.path)
    return replace(
        asked,
        tip_offs=as_of_queries.cases_under_unit(asked.tip_offs, asked.unit, at=asked.at),
        days=days,
        visits=asked.visits.filter(day__in=days),
    )
