"""How limits were kept, as of an instant: met in time, met late, missed, still running."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from oversight.histories.clock_history import Calendars
from oversight.integrity.deadline_crosscheck import last_day
from oversight.reports.as_of_queries import in_period
from oversight.reports.scope import ReportScope
from workflows.counting.due_date import EventKind
from workflows.counting.work_calendar import SHANGHAI
from workflows.models import Clock, ClockEvent

ENDINGS = (EventKind.SATISFY, EventKind.VOID)
MOVES = (EventKind.EXTEND, EventKind.PAUSE, EventKind.RESUME)
PARTS = ("timely", "late", "missed", "not_due")


@dataclass
class DeadlineOutcomes:
    """Counts of `PARTS`, by unit id."""

    by_unit: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, unit_id: int, part: str, count: int = 1) -> None:
        self.by_unit[unit_id][part] += count

    def total(self) -> dict[str, int]:
        return {part: sum(counts[part] for counts in self.by_unit.values()) for part in PARTS}


def clocks_started(asked: ReportScope, rules: Iterable[str]) -> QuerySet[Any]:
    """The clocks of these rules that ran by then, with how they had ended: `ending`, `ended_on`.

    A clock that no longer applied is left out.
    """
    return with_past_state(
        Clock.objects.filter(case__in=asked.cases, rule__key__in=tuple(rules)), at=asked.at
    )


def with_past_state(clocks: QuerySet[Clock], *, at: datetime) -> QuerySet[Any]:
    """Those of the clocks that ran by then and still applied, with `ending` and `ended_on`."""
    known = ClockEvent.objects.filter(clock=OuterRef("pk"), case_event__at__lte=at)
    ended = known.filter(kind__in=ENDINGS).order_by("-pk")
    last_day = known.filter(kind__in=(*ENDINGS, EventKind.CORRECT_END)).order_by("-pk")
    return clocks.annotate(
        ending=Subquery(ended.values("kind")[:1]), ended_on=Subquery(last_day.values("on")[:1])
    ).filter(
        Exists(known.filter(kind=EventKind.START)),
        Q(ending__isnull=True) | Q(ending=EventKind.SATISFY),
    )


def count_outcomes(asked: ReportScope, *rules: str) -> DeadlineOutcomes:
    """How the limits that end in the period were kept, by the unit whose they are.

    Two queries; six more if limits were extended or paused after the as-of instant.
    """
    found = DeadlineOutcomes()
    for unit_id, part, count in _outcome_counts(asked, rules, "unit_id"):
        found.add(unit_id, part, count)
    return found


def count_outcomes_by_rule(asked: ReportScope, *rules: str) -> dict[str, Counter[str]]:
    """The same for each rule by its key, whoever the limits are."""
    found: dict[str, Counter[str]] = {key: Counter(dict.fromkeys(PARTS, 0)) for key in rules}
    for key, part, count in _outcome_counts(asked, rules, "rule__key"):
        found[key][part] += count
    return found


def _outcome_counts(
    asked: ReportScope, rules: Iterable[str], of: str
) -> Iterator[tuple[Any, str, int]]:
    """Whose, which of `PARTS`, how many: by a unit's id or a rule's key."""
    clocks, moved = clocks_started(asked, rules), moved_later(at=asked.at)
    for row in _counted(clocks.filter(~moved), asked, of):
        yield from ((row["of"], part, row[part]) for part in PARTS if row[part])
    for clock, due in last_days_as_of(clocks.filter(moved), at=asked.at):
        if not _outside(due, asked):
            whose = clock.unit_id if of == "unit_id" else clock.rule.key
            yield whose, outcome_of(due, clock.ended_on, asked.today), 1


def count_entered_later(asked: ReportScope, *rules: str) -> dict[str, int]:
    """How many limits were met in time by a day that was stated afterwards: the act itself was
    entered on a later one. By the rule's key; one query.
    """
    entered = ClockEvent.objects.filter(
        clock=OuterRef("pk"), kind=EventKind.SATISFY, case_event__at__lte=asked.at
    ).values(day=TruncDate("case_event__at", tzinfo=SHANGHAI))
    met = clocks_started(asked, rules).filter(
        in_period("due_on", since=asked.since, until=asked.until),
        Q(due_on__isnull=True) | Q(ended_on__lte=F("due_on")),
        ended_on__lt=Subquery(entered[:1]),
    )
    rows = met.order_by().values("rule__key").annotate(count=Count("pk"))
    return {row["rule__key"]: row["count"] for row in rows}


def moved_later(*, at: datetime) -> Exists:
    """Whether a limit was extended or paused after the instant, so that its row tells another."""
    return Exists(
        ClockEvent.objects.filter(clock=OuterRef("pk"), kind__in=MOVES, case_event__at__gt=at)
    )


def _counted(clocks: QuerySet[Any], asked: ReportScope, of: str) -> QuerySet[Any]:
    period = in_period("due_on", since=asked.since, until=asked.until)
    running = Q(ended_on__isnull=True)
    in_time = Q(ended_on__lte=F("due_on")) | Q(ended_on__isnull=False, due_on__isnull=True)
    not_due = running & (Q(due_on__gte=asked.today) | Q(due_on__isnull=True))
    found: QuerySet[Any] = (
        clocks.filter(period)
        .order_by()
        .values(of=F(of))
        .annotate(
            timely=Count("pk", filter=in_time),
            late=Count("pk", filter=Q(ended_on__gt=F("due_on"))),
            missed=Count("pk", filter=running & Q(due_on__lt=asked.today)),
            not_due=Count("pk", filter=not_due),
        )
    )
    return found


def last_days_as_of(clocks: QuerySet[Any], *, at: datetime) -> Iterator[tuple[Any, date | None]]:
    """Each clock with its last day as it was then, reckoned from its events."""
    then = ClockEvent.objects.filter(case_event__at__lte=at).order_by("pk")
    rows = clocks.select_related("rule").prefetch_related(Prefetch("events", then))
    if not rows:
        return
    calendars = Calendars()
    for clock in rows:
        calendar = calendars.of(clock.unit_id)
        yield clock, last_day(clock.rule, clock.length, list(clock.events.all()), calendar)


def _outside(due: date | None, asked: ReportScope) -> bool:
    if due is None:
        return bool(asked.since or asked.until)
    return bool((asked.since and due < asked.since) or (asked.until and due > asked.until))


def outcome_of(due: date | None, ended_on: date | None, today: date) -> str:
    """Which of `PARTS` a limit is in."""
    if ended_on is not None:
        return "timely" if due is None or ended_on <= due else "late"
    return "missed" if due is not None and due < today else "not_due"
