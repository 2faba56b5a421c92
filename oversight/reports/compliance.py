"""How limits were kept, as of an instant: met in time, met late, missed, still running.

Limits that had ended are counted from the events that ended them, the others from their own rows:
the events are read once for all limits together, never again for each of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Case as Choice
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import TruncDate

from oversight.histories.clock_history import Calendars
from oversight.integrity.deadline_crosscheck import last_day
from oversight.reports.as_of_queries import in_period
from oversight.reports.scope import ReportScope
from workflows.counting.due_date import EventKind
from workflows.counting.work_calendar import SHANGHAI
from workflows.models import CaseEvent, Clock, ClockEvent

ENDINGS: Final = (EventKind.SATISFY, EventKind.VOID)
CORRECTED: Final = (EventKind.CORRECT_END,)
"""Says that an ended limit ended on another day. A limit ends once; what is met may become void."""
MOVES: Final = (EventKind.EXTEND, EventKind.PAUSE, EventKind.RESUME)
PARTS: Final = ("timely", "late", "missed", "not_due")
ENTERED_LATER: Final = "entered_later"
"""Those in time by a day that was stated afterwards: the act itself was entered on a later one."""


@dataclass
class DeadlineOutcomes:
    """Counts of `PARTS`, and of `ENTERED_LATER` among those in time, by unit id."""

    by_unit: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, unit_id: int, part: str, count: int = 1) -> None:
        self.by_unit[unit_id][part] += count

    def count(self, part: str) -> int:
        return sum(counts[part] for counts in self.by_unit.values())

    def total(self) -> dict[str, int]:
        return {part: self.count(part) for part in PARTS}


def count_outcomes(asked: ReportScope, *rules: str) -> DeadlineOutcomes:
    """How the limits that end in the period were kept, by the unit whose they are.

    Three queries; six more if limits were extended or paused after the as-of instant.
    """
    return together(count_outcomes_by_rule(asked, *rules).values())


def count_outcomes_by_rule(asked: ReportScope, *rules: str) -> dict[str, DeadlineOutcomes]:
    """The same for each rule by its key, in as many queries."""
    found = {key: DeadlineOutcomes() for key in rules}
    for key, unit_id, part, count in _outcome_counts(asked, rules):
        found[key].add(unit_id, part, count)
    return found


def together(outcomes: Iterable[DeadlineOutcomes]) -> DeadlineOutcomes:
    """The sum of several."""
    whole = DeadlineOutcomes()
    for each in outcomes:
        for unit_id, counts in each.by_unit.items():
            whole.by_unit[unit_id].update(counts)
    return whole


def _outcome_counts(
    asked: ReportScope, rules: Iterable[str]
) -> Iterator[tuple[str, int, str, int]]:
    """A rule's key, a unit's id, which part, how many."""
    clocks = Clock.objects.filter(case__in=asked.cases, rule__key__in=tuple(rules))
    for row in (*_ended_counts(asked, rules), *_running_counts(clocks, asked)):
        key, unit_id = row.pop("key"), row.pop("whose")
        yield from ((key, unit_id, part, count) for part, count in row.items() if count)
    moved = _with_ending(clocks.filter(moved_later(at=asked.at)), at=asked.at)
    for clock, due in last_days_as_of(moved, at=asked.at):
        if not _outside(due, asked):
            yield clock.rule.key, clock.unit_id, outcome_of(due, clock.ended_on, asked.today), 1


def _ended_counts(asked: ReportScope, rules: Iterable[str]) -> QuerySet[Any]:
    """What was met by then, from the events that met it; a void limit is left out."""
    due = "clock__due_on"
    later = _known(CORRECTED, at=asked.at).filter(clock=OuterRef("clock"), pk__gt=OuterRef("pk"))
    met = _known((EventKind.SATISFY, *CORRECTED), at=asked.at).filter(
        in_period(due, since=asked.since, until=asked.until),
        ~Exists(later),
        ~_happened(EventKind.VOID, "clock", at=asked.at),
        ~moved_later("clock", at=asked.at),
        clock__case__in=asked.cases,
        clock__rule__key__in=tuple(rules),
    )
    in_time = Q(on__lte=F(due)) | Q(**{f"{due}__isnull": True})
    found: QuerySet[Any] = (
        met.order_by()
        .values(key=F("clock__rule__key"), whose=F("clock__unit"))
        .annotate(
            timely=Count("pk", filter=in_time),
            late=Count("pk", filter=Q(on__gt=F(due))),
            entered_later=Count("pk", filter=in_time & Q(on__lt=_entered_on(asked.at))),
        )
    )
    return found


def _running_counts(clocks: QuerySet[Clock], asked: ReportScope) -> QuerySet[Any]:
    unmoved = running_as_of(clocks, at=asked.at).filter(~moved_later(at=asked.at))
    found: QuerySet[Any] = (
        unmoved.filter(in_period("due_on", since=asked.since, until=asked.until))
        .order_by()
        .values(key=F("rule__key"), whose=F("unit"))
        .annotate(
            missed=Count("pk", filter=Q(due_on__lt=asked.today)),
            not_due=Count("pk", filter=Q(due_on__gte=asked.today) | Q(due_on__isnull=True)),
        )
    )
    return found


def running_as_of(clocks: QuerySet[Clock], *, at: datetime) -> QuerySet[Clock]:
    """Those that had begun by then and not ended."""
    ended = _known(ENDINGS, at=at).filter(clock=OuterRef("pk"))
    return clocks.filter(~_begun_later(at), ~Exists(ended))


def moved_later(clock: str = "pk", *, at: datetime) -> Exists:
    """Whether a limit was extended or paused after the instant, so that its row tells another."""
    moves = ClockEvent.objects.filter(kind__in=MOVES, case_event__at__gt=at)
    return Exists(moves.filter(clock=OuterRef(clock)))


def _begun_later(at: datetime) -> Exists:
    """Whether a limit began only after the instant; each begins once."""
    starts = ClockEvent.objects.filter(kind=EventKind.START, case_event__at__gt=at)
    return Exists(starts.filter(clock=OuterRef("pk")))


def _known(kinds: Iterable[str], *, at: datetime) -> QuerySet[ClockEvent]:
    """The events of these kinds by then.

    Few are later than an instant that somebody asks about, so these are taken away.
    """
    later = CaseEvent.objects.filter(pk=OuterRef("case_event"), at__gt=at)
    return ClockEvent.objects.filter(~Exists(later), kind__in=tuple(kinds))


def _happened(kind: str, clock: str, *, at: datetime) -> Exists:
    return Exists(_known((kind,), at=at).filter(clock=OuterRef(clock)))


def _entered_on(at: datetime) -> Any:
    """The day on which the act was entered that met the limit whose last event this is."""
    met = _known((EventKind.SATISFY,), at=at).filter(clock=OuterRef("clock"))
    entered = Choice(
        When(kind=EventKind.SATISFY, then=F("case_event__at")),
        default=Subquery(met.values("case_event__at")[:1]),
    )
    return TruncDate(entered, tzinfo=SHANGHAI)


def _with_ending(clocks: QuerySet[Clock], *, at: datetime) -> QuerySet[Any]:
    """Those of a few clocks that ran by then and still applied, with `ended_on`."""
    last = _known((*ENDINGS, *CORRECTED), at=at).filter(clock=OuterRef("pk")).order_by("-pk")
    return clocks.filter(~_begun_later(at), ~_happened(EventKind.VOID, "pk", at=at)).annotate(
        ended_on=Subquery(last.values("on")[:1])
    )


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
