"""What the dashboard shows: envelopes counted and listed, for one reader, never a letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import pgettext_lazy

from organizations.models import Person, Unit
from petitions.api.visibility import duties
from petitions.clocks.nearest_limits import Limit
from workflows.cases import access
from workflows.cases.machines import ACTS
from workflows.counting.work_calendar import legal_date
from workflows.models import ActorKind, Alarm, Case, CaseEvent, Document
from workflows.states import FINISHED, OPEN

RECENT: Final = timedelta(days=7)
SHORT_LIST: Final = 8
SHOWN: Final = {
    "received": pgettext_lazy("oversight", "Received"),
    "in_hand": pgettext_lazy("oversight", "In hand"),
    "on_time": pgettext_lazy("oversight", "On time"),
    "late": pgettext_lazy("oversight", "Overdue"),
    "warned": pgettext_lazy("oversight", "Red warnings"),
    "finished": pgettext_lazy("oversight", "Finished"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader chose to look at; dates are days of receipt, `unit` with all below it."""

    person: Person
    at: datetime
    unit: Unit | None = None
    since: date | None = None
    until: date | None = None

    @property
    def today(self) -> date:
        return legal_date(self.at)


def watched(chosen: Chosen) -> QuerySet[Case]:
    """The petitions the reader may see, narrowed to the chosen unit and period."""
    cases = access.cases_for(chosen.person, at=chosen.at)
    if chosen.unit:
        cases = cases.filter(holding_unit__path__startswith=chosen.unit.path)
    if chosen.since:
        cases = cases.filter(received_on__gte=chosen.since)
    if chosen.until:
        cases = cases.filter(received_on__lte=chosen.until)
    return cases


def conditions(at: datetime) -> dict[str, Q]:
    """Which cases stand behind each number of `SHOWN`."""
    late = Q(Exists(duties().filter(case=OuterRef("pk"), due_at__lte=at)))
    warned = Q(Exists(CaseEvent.objects.filter(case=OuterRef("pk"), act="warn")))
    is_open = Q(status__in=OPEN)
    return {
        "received": Q(),
        "in_hand": is_open,
        "on_time": is_open & ~late,
        "late": is_open & late,
        "warned": is_open & warned,
        "finished": Q(status__in=FINISHED),
    }


def counts(chosen: Chosen) -> dict[str, int]:
    """One number for each of `SHOWN`; one query."""
    return watched(chosen).order_by().aggregate(**_counters(chosen.at))


def by_unit(chosen: Chosen) -> list[dict[str, Any]]:
    """The numbers for each holding unit, the most overdue first; one query."""
    rows = (
        watched(chosen)
        .order_by()
        .values("holding_unit__code", "holding_unit__name")
        .annotate(**_counters(chosen.at))
    )
    return sorted(
        (
            {**row, "unit": row["holding_unit__name"], "code": row["holding_unit__code"]}
            for row in rows
        ),
        key=lambda row: (-row["late"], -row["in_hand"], row["unit"]),
    )


def _counters(at: datetime) -> dict[str, Count]:
    found = conditions(at)
    return {name: Count("pk", filter=found[name] if found[name] else None) for name in SHOWN}


def nearest(chosen: Chosen) -> list[tuple[Case, Limit | None]]:
    """The running limits that end first, overdue ones left to their own list; one query."""
    clocks = (
        duties()
        .filter(case__in=watched(chosen), due_at__gt=chosen.at)
        .select_related("case__holding_unit", "rule")[:SHORT_LIST]
    )
    return [(clock.case, Limit.of(clock, chosen.today)) for clock in clocks]


def climbed(chosen: Chosen) -> list[CaseEvent]:
    """What the ladder did in the last days, newest first; one query."""
    events = CaseEvent.objects.filter(
        case__in=watched(chosen), actor_kind=ActorKind.TIMER, at__gt=chosen.at - RECENT
    )
    latest = list(events.select_related("case__holding_unit").order_by("-pk")[:SHORT_LIST])
    return [_labelled(event) for event in latest]


def climbed_counts(chosen: Chosen) -> list[tuple[str, int]]:
    """How often each rung was climbed in the last days, most often first; one query."""
    rows = (
        CaseEvent.objects.filter(
            case__in=watched(chosen), actor_kind=ActorKind.TIMER, at__gt=chosen.at - RECENT
        )
        .order_by()
        .values("act")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    return [(act_label(row["act"]), row["n"]) for row in rows]


def warnings(chosen: Chosen) -> QuerySet[Document]:
    """The latest letters of red warning with their numbers; one query."""
    return (
        Document.objects.filter(case__in=watched(chosen), kind="warning_inquiry")
        .select_related("case__holding_unit")
        .defer("body")
        .order_by("-pk")[:SHORT_LIST]
    )


@dataclass(frozen=True, slots=True)
class Envelope:
    """A row of the list behind a number: nothing of what is inside the letter."""

    case: Case
    limit: Limit | None
    days_late: int
    rung: str
    rung_at: datetime | None


def behind(chosen: Chosen, show: str) -> QuerySet[Case]:
    """The cases behind a number, those with the earliest limit first."""
    earliest = duties().filter(case=OuterRef("pk")).values("due_at")[:1]
    cases = watched(chosen).filter(conditions(chosen.at)[show]).select_related("holding_unit")
    return cases.annotate(nearest_at=earliest).order_by("nearest_at", "-pk")


def envelopes(cases: Iterable[Case], chosen: Chosen) -> list[Envelope]:
    """The rows of one page: three queries for any number of cases."""
    found = list(cases)
    ids = [case.pk for case in found]
    limits = _limits(ids, chosen.today)
    rungs = _rungs(ids)
    return [_envelope(case, limits.get(case.pk), rungs.get(case.pk)) for case in found]


def _envelope(case: Case, limit: Limit | None, alarm: Alarm | None) -> Envelope:
    late = -limit.days if limit and limit.days < 0 else 0
    event = alarm.case_event if alarm else None
    label = act_label(event.act) if event else ""
    return Envelope(case, limit, late, label, alarm.fired_at if alarm else None)


def _limits(ids: list[int], today: date) -> dict[int, Limit]:
    clocks = duties().filter(case__in=ids).select_related("rule")
    found: dict[int, Limit] = {}
    for clock in clocks.order_by("due_at", "pk"):
        limit = Limit.of(clock, today)
        if limit:
            found.setdefault(clock.case_id, limit)
    return found


def _rungs(ids: list[int]) -> dict[int, Alarm]:
    """The last rung climbed on each case."""
    fired = Alarm.objects.filter(clock__case__in=ids, state=Alarm.State.FIRED)
    latest = fired.order_by("clock__case_id", "-fired_at", "-pk").distinct("clock__case_id")
    return {alarm.clock.case_id: alarm for alarm in latest.select_related("clock", "case_event")}


def act_label(name: str) -> str:
    """An act of either machine in words."""
    declared = next((acts[name] for acts in ACTS.values() if name in acts), None)
    return str(declared.label) if declared else name


def _labelled(event: CaseEvent) -> CaseEvent:
    event.label = act_label(event.act)  # type: ignore[attr-defined]  # for the template
    return event
