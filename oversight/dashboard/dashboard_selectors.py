"""What the dashboard shows: envelopes counted and listed, for one reader, never a letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet, aggregates
from django.utils.translation import pgettext_lazy

from organizations.models import Person, Unit
from petitions.api.visibility import duties
from petitions.clocks.nearest_limits import Limit
from workflows.acts.act import Relation
from workflows.cases import access
from workflows.cases.case_lists import BY_LIMIT, CaseList, of_case, received, within_sight
from workflows.cases.index_bands import Band
from workflows.cases.index_ranges import COUNTED, Count, Order, Phase, Ranges
from workflows.cases.machines import ACTS
from workflows.counting import ladder
from workflows.counting.work_calendar import legal_date
from workflows.models import ActorKind, Alarm, Case, CaseEvent, Document
from workflows.states import FINISHED, OPEN, Kind

RECENT: Final = timedelta(days=7)
SHORT_LIST: Final = 8
DUE: Final[Order] = BY_LIMIT[:1]
BY_INSTANT: Final[Order] = (Phase("at", descending=True),)
BY_ISSUE: Final[Order] = (Phase("issued_on", descending=True),)
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


def watched(chosen: Chosen) -> CaseList:
    """The petitions the reader may see, narrowed to the chosen unit and period."""
    cases = CaseList.of(chosen.person, at=chosen.at)
    if chosen.unit:
        below = Unit.objects.filter(path__startswith=chosen.unit.path).values_list("pk", flat=True)
        cases = cases.through(
            *(access.scope(Kind.PETITION, Relation.HOLDER, unit) for unit in below)
        )
    return cases.where(received(chosen.since, chosen.until))


def behind(chosen: Chosen, show: str) -> CaseList:
    """The cases behind a number of `SHOWN`."""
    cases, today = watched(chosen), chosen.today
    in_hand = cases.with_status(OPEN)
    return {
        "received": cases,
        "finished": cases.with_status(FINISHED),
        "in_hand": in_hand,
        "on_time": in_hand.in_time(today),
        "late": cases.late(today),
        "warned": in_hand.where(of_case(Q(pk__in=_warned()))),
    }[show]


def _warned() -> QuerySet[CaseEvent, int]:
    return CaseEvent.objects.filter(act="warn").order_by().values_list("case_id", flat=True)


def counts(chosen: Chosen) -> dict[str, Count]:
    """One number for each of `SHOWN`, each counted as far as lists are."""
    found = {name: behind(chosen, name).count() for name in SHOWN if name != "on_time"}
    in_hand, late = found["in_hand"], behind(chosen, "in_hand").late(chosen.today).count()
    on_time = Count(in_hand.number - late.number, exact=in_hand.exact and late.exact)
    return {name: found.get(name, on_time) for name in SHOWN}


def by_unit(chosen: Chosen) -> list[dict[str, Any]]:
    """The numbers for each holding unit, the most overdue first; one query."""
    rows = (
        watched(chosen)
        .rows()
        .values("case__holding_unit__code", "case__holding_unit__name")
        .annotate(**_counters(chosen.today))
    )
    told = (
        {
            **row,
            "unit": row["case__holding_unit__name"],
            "code": row["case__holding_unit__code"],
        }
        for row in rows
    )
    return sorted(told, key=lambda row: (-row["late"], -row["in_hand"], row["unit"]))


def _counters(today: date) -> dict[str, aggregates.Count]:
    is_open, late = Q(status__in=OPEN), Q(due_on__lt=today)
    conditions: dict[str, Q | None] = {
        "received": None,
        "in_hand": is_open,
        "on_time": is_open & (Q(due_on__isnull=True) | ~late),
        "late": late,
        "warned": is_open & Q(case_id__in=_warned()),
        "finished": Q(status__in=FINISHED),
    }
    return {
        name: aggregates.Count("case_id", distinct=True, filter=condition)
        for name, condition in conditions.items()
    }


def nearest(chosen: Chosen) -> list[tuple[Case, Limit | None]]:
    """The cases whose limits end first, overdue ones left to their own list."""
    cases = watched(chosen).where(Q(due_on__gte=chosen.today))
    ids = cases.page(DUE, SHORT_LIST).ids
    limits = _limits(list(ids), chosen.today)
    return [(case, limits.get(case.pk)) for case in cases.found(ids, "holding_unit")]


def climbed(chosen: Chosen) -> list[CaseEvent]:
    """What the ladder did in the last days, newest first."""
    each = Band.of(_recent_rungs(chosen), ("act",), zip(sorted(ladder.ACTS)))
    ids = _seen_of(CaseEvent, each, BY_INSTANT, chosen).page(SHORT_LIST).ids
    events = CaseEvent.objects.select_related("case__holding_unit").in_bulk(ids)
    return [_labelled(events[pk]) for pk in ids]


def climbed_counts(chosen: Chosen) -> list[tuple[str, int]]:
    """How often each rung was climbed of late, most often first; of so many events at most."""
    recent = _recent_rungs(chosen).order_by("-at")
    latest = [recent.filter(act=act)[:COUNTED].values("pk") for act in sorted(ladder.ACTS)]
    seen = within_sight(watched(chosen))
    rows = (
        CaseEvent.objects.filter(seen, pk__in=latest[0].union(*latest[1:]))
        .order_by()
        .values("act")
        .annotate(n=aggregates.Count("pk"))
        .order_by("-n")
    )
    return [(act_label(row["act"]), row["n"]) for row in rows]


def _recent_rungs(chosen: Chosen) -> QuerySet[CaseEvent]:
    """What the ladder did in the last days."""
    return CaseEvent.objects.filter(actor_kind=ActorKind.TIMER, at__gt=chosen.at - RECENT)


def warnings(chosen: Chosen) -> list[Document]:
    """The latest letters of red warning with their numbers."""
    letters = Band(Document.objects.filter(kind="warning_inquiry"))
    ids = _seen_of(Document, letters, BY_ISSUE, chosen).page(SHORT_LIST).ids
    found = Document.objects.select_related("case__holding_unit").defer("body").in_bulk(ids)
    return [found[pk] for pk in ids]


def _seen_of(
    model: type[CaseEvent | Document],
    rows: Band,
    order: Order,
    chosen: Chosen,
) -> Ranges:
    """What of these rows belongs to a case that the reader watches over."""
    return Ranges(model, [rows], order, narrow=within_sight(watched(chosen)))


@dataclass(frozen=True, slots=True)
class Envelope:
    """A row of the list behind a number: nothing of what is inside the letter."""

    case: Case
    limit: Limit | None
    days_late: int
    rung: str
    rung_at: datetime | None


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
