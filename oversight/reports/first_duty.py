"""The first duty of every case as of an instant: which limit ends next, which has passed.

`oversight.reports.compliance` counts limits; here a case counts once, by the first of its limits
to end. A limit that is somebody's right is nobody's duty and left out.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from oversight.reports.compliance import last_days_as_of, moved_later, with_past_state
from oversight.reports.scope import ReportScope
from workflows.counting.due_date import Nature
from workflows.models import Clock

COLUMNS: Final = ("pk", "number", "leader_then", "holder_then", "due_then", "rule_then")
Whose = tuple[int | None, int]
"""The ids of the leader, if any, and of the unit that held a case."""


class FirstDuty(NamedTuple):
    """A case with the first of its duties to end; `due_on` None while nobody can name the day."""

    case_id: int
    number: str
    leader: int | None
    holder: int
    due_on: date | None
    rule: str | None

    def sooner(self, due_on: date, rule: str) -> "FirstDuty":
        """With this limit, if it ends before the one known."""
        if self.due_on is not None and self.due_on <= due_on:
            return self
        return self._replace(due_on=due_on, rule=rule)


class Duties:
    """The duties of `cases`: of those asked for, with `leader_then` and `holder_then`.

    Limits extended or paused after the instant are reckoned from their events; the cases they
    belong to are few and read as rows, all others are counted by the database. A query when it
    is made, seven more if there are such limits.
    """

    def __init__(self, cases: QuerySet[Any], asked: ReportScope) -> None:
        self.today = asked.today
        self._dated = _with_first(cases, asked.at)
        self._moved = list(self._reckoned(asked))
        self._others = self._dated.exclude(pk__in=[duty.case_id for duty in self._moved])

    def overdue(self) -> Iterator[tuple[Whose, int]]:
        """Whose cases have let their first duty pass, and how many; one query."""
        rows = self._others.filter(due_then__lt=self.today).order_by()
        for row in rows.values("leader_then", "holder_then").annotate(n=Count("pk")):
            yield (row["leader_then"], row["holder_then"]), row["n"]
        for duty in self._moved:
            if duty.due_on is not None and duty.due_on < self.today:
                yield (duty.leader, duty.holder), 1

    def first(self, limit: int, *, passed: bool) -> list[FirstDuty]:
        """The duties that end first of those that have passed, or have not; one query."""
        wanted = Q(due_then__lt=self.today) if passed else Q(due_then__gte=self.today)
        rows = self._others.filter(wanted).order_by("due_then", "pk")[:limit]
        found = [FirstDuty(*row) for row in rows.values_list(*COLUMNS)]
        found += [
            duty for duty in self._moved if duty.due_on and (duty.due_on < self.today) == passed
        ]
        return sorted(found, key=lambda duty: (duty.due_on, duty.case_id))[:limit]

    def _reckoned(self, asked: ReportScope) -> Iterator[FirstDuty]:
        """The cases with a limit that was moved later, by their last days of then."""
        moved = _running(asked.at).filter(moved_later(at=asked.at), case__in=asked.cases)
        clocks = list(last_days_as_of(moved, at=asked.at))
        if not clocks:
            return
        cases = self._dated.filter(pk__in={clock.case_id for clock, _due in clocks})
        known = {row[0]: FirstDuty(*row) for row in cases.values_list(*COLUMNS)}
        for clock, due in clocks:
            if due is not None and clock.case_id in known:
                duty = known[clock.case_id]
                known[clock.case_id] = duty.sooner(due, clock.rule.name)
        yield from known.values()


def _running(at: datetime) -> QuerySet[Any]:
    """The duties that ran then."""
    duties = Clock.objects.filter(rule__nature=Nature.DUTY)
    found: QuerySet[Any] = with_past_state(duties, at=at).filter(ending__isnull=True)
    return found


def _with_first(cases: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """With `due_then` and `rule_then` of the first duty that was not moved later."""
    clocks = _running(at).filter(~moved_later(at=at), case=OuterRef("pk"), due_on__isnull=False)
    first = clocks.order_by("due_on", "pk")
    found: QuerySet[Any] = cases.annotate(
        due_then=Subquery(first.values("due_on")[:1]),
        rule_then=Subquery(first.values("rule__name")[:1]),
    )
    return found
