"""The first duty of every case as of an instant: which limit ends next, which has passed.

`oversight.reports.compliance` counts limits; here a case counts once, by the first of its limits
to end. A limit that is somebody's right is nobody's duty and left out.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet

from oversight.reports.compliance import last_days_as_of, moved_later, running_as_of
from oversight.reports.scope import ReportScope
from workflows.counting.due_date import Nature
from workflows.models import Clock

COLUMNS: Final = ("pk", "number", "leader_then", "holder_then")
READ_AT_ONCE: Final = 100
Whose = tuple[int | None, int]
"""The ids of the leader, if any, and of the unit that held a case."""


class FirstDuty(NamedTuple):
    """A case with the first of its duties to end; `due_on` None while nobody can name the day."""

    case_id: int
    number: str
    leader: int | None
    holder: int
    due_on: date | None = None
    rule: str | None = None

    def sooner(self, due_on: date, rule: str) -> "FirstDuty":
        """With this limit, if it ends before the one known."""
        if self.due_on is not None and self.due_on <= due_on:
            return self
        return self._replace(due_on=due_on, rule=rule)


class Duties:
    """The duties of `cases`: of those asked for, with `leader_then` and `holder_then`.

    Limits extended or paused after the instant are reckoned from their events; the cases they
    belong to are few and read as rows, all others are counted by the database. A query when it
    is made, eight more if there are such limits.
    """

    def __init__(self, cases: QuerySet[Any], asked: ReportScope) -> None:
        self.today, self._at = asked.today, asked.at
        self._cases = cases.order_by()
        duties = Clock.objects.filter(rule__nature=Nature.DUTY, case__in=self._cases.values("pk"))
        self._running = running_as_of(duties, at=asked.at)
        self._moved = list(self._reckoned())
        ids = [duty.case_id for duty in self._moved]
        others = self._running.filter(~moved_later(at=asked.at)).exclude(case__in=ids)
        self._passed = others.filter(due_on__lt=self.today)
        has_passed = Exists(self._passed.filter(case=OuterRef("case")))
        self._coming = others.filter(~has_passed, due_on__gte=self.today)

    def overdue(self) -> Iterator[tuple[Whose, int]]:
        """Whose cases have let their first duty pass, and how many; one query."""
        passed = self._cases.filter(pk__in=self._passed.values("case"))
        for row in passed.values("leader_then", "holder_then").annotate(n=Count("pk")):
            yield (row["leader_then"], row["holder_then"]), row["n"]
        for duty in self._moved:
            if duty.due_on is not None and duty.due_on < self.today:
                yield (duty.leader, duty.holder), 1

    def first(self, limit: int, *, passed: bool) -> list[FirstDuty]:
        """The duties that end first of those that have passed, or have not; two queries."""
        clocks = (self._passed if passed else self._coming).select_related("rule")
        found = list(self._of(_firsts(clocks.order_by("due_on", "case_id", "pk"), limit)))
        found += [
            duty for duty in self._moved if duty.due_on and (duty.due_on < self.today) == passed
        ]
        return sorted(found, key=lambda duty: (duty.due_on, duty.case_id))[:limit]

    def _of(self, clocks: Mapping[int, Clock]) -> Iterator[FirstDuty]:
        """The cases of these first duties. One query."""
        for row in self._cases.filter(pk__in=clocks).values_list(*COLUMNS):
            clock = clocks[row[0]]
            yield FirstDuty(*row)._replace(due_on=clock.due_on, rule=clock.rule.name)

    def _reckoned(self) -> Iterator[FirstDuty]:
        """The cases with a limit that was moved later, by their last days of then."""
        moved = self._running.filter(moved_later(at=self._at))
        clocks = list(last_days_as_of(moved, at=self._at))
        if not clocks:
            return
        ids = {clock.case_id for clock, _due in clocks}
        others = self._running.filter(~moved_later(at=self._at), case__in=ids)
        rows = self._cases.filter(pk__in=ids).values_list(*COLUMNS)
        known = {row[0]: FirstDuty(*row) for row in rows}
        unmoved = ((clock, clock.due_on) for clock in others.select_related("rule").order_by("pk"))
        for clock, due in (*unmoved, *clocks):
            if due is not None:
                known[clock.case_id] = known[clock.case_id].sooner(due, clock.rule.name)
        yield from known.values()


def _firsts(clocks: QuerySet[Clock], limit: int) -> dict[int, Clock]:
    """Case → the first of its limits, of so many cases; the limits come in order."""
    found: dict[int, Clock] = {}
    for clock in clocks.iterator(chunk_size=READ_AT_ONCE):
        found.setdefault(clock.case_id, clock)
        if len(found) == limit:
            break
    return found
