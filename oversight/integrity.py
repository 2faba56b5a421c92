"""The checks that nothing fell through: each a query that should find no case."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from notifications.models import Delivery
from organizations.models import Tenure
from oversight.second_opinion import differences
from workflows.clocks.calendar import legal_date
from workflows.clocks.ladder import ladders
from workflows.models import Alarm, Case, CaseEvent, Clock, DeskTask, Document
from workflows.models.desk import WAITING
from workflows.states import AFTER_SERVICE, OPEN, Status

OPEN_CLOCK: Final = (Clock.State.RUNNING, Clock.State.PAUSED)
WITHOUT_LIMIT: Final = (Status.RECEIVED, Status.HANDED_OVER)
"""The law sets no limit for these: an anonymous or repeated tip-off has none (规则 13-17)."""

UNFIRED_FOR: Final = timedelta(hours=1)
STUCK_FOR: Final = timedelta(hours=1)
NAMED_AT_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, what it looks for, and the numbers of the cases it finds."""

    name: str
    label: Any
    find: Callable[[datetime], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found at an instant; `count` may exceed the cases named."""

    check: Check
    count: int
    cases: list[str]

    @property
    def ok(self) -> bool:
        return not self.count

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.check.name,
            "label": str(self.check.label),
            "ok": self.ok,
            "count": self.count,
            "cases": self.cases,
        }


def run(at: datetime) -> list[Outcome]:
    """Every check, in the order of `CHECKS`."""
    outcomes = []
    for check in CHECKS:
        found = list(check.find(at))
        outcomes.append(Outcome(check, len(found), sorted(set(found))[:NAMED_AT_MOST]))
    return outcomes


def _numbers(cases: QuerySet[Any]) -> Iterable[str]:
    return cases.order_by("number").values_list("number", flat=True)


def without_desk(_at: datetime) -> Iterable[str]:
    desk = DeskTask.objects.filter(case=OuterRef("pk"), status__in=WAITING)
    return _numbers(Case.objects.filter(~Exists(desk), status__in=OPEN))


def without_clock(_at: datetime) -> Iterable[str]:
    clock = Clock.objects.filter(case=OuterRef("pk"), state__in=OPEN_CLOCK)
    limited = [status for status in OPEN if status not in WITHOUT_LIMIT]
    return _numbers(Case.objects.filter(~Exists(clock), status__in=limited))


def without_alarm(at: datetime) -> Iterable[str]:
    """A limit still ahead, with nothing set to speak about it; silent ladders are left out."""
    silent = [key for key, rungs in ladders().by_rule.items() if not rungs]
    pending = Alarm.objects.filter(
        clock=OuterRef("pk"), term=OuterRef("term"), state=Alarm.State.PENDING
    )
    clocks = Clock.objects.filter(~Exists(pending), state=Clock.State.RUNNING, due_at__gt=at)
    return clocks.exclude(rule__key__in=silent).values_list("case__number", flat=True)


def unfired(at: datetime) -> Iterable[str]:
    due = Alarm.objects.filter(state=Alarm.State.PENDING, fires_at__lte=at - UNFIRED_FOR)
    return due.values_list("clock__case__number", flat=True)


def orphan_desks(at: datetime) -> Iterable[str]:
    """Desks of a closed unit, or of somebody who left or holds no such post any more."""
    role = Func(
        OuterRef("role"),
        template="ARRAY[%(expressions)s]::varchar[]",
        output_field=ArrayField(CharField()),
    )
    holds = Tenure.objects.at(at).filter(person=OuterRef("owner"), post__roles__contains=role)
    closed = Q(unit__closed_on__lte=legal_date(at))
    departed = Q(owner__isnull=False) & (Q(owner__is_active=False) | ~Q(Exists(holds)))
    desks = DeskTask.objects.filter(closed | departed, status__in=WAITING, case__isnull=False)
    return desks.values_list("case__number", flat=True)


def served_without_proof(_at: datetime) -> Iterable[str]:
    """An opinion served, and no service return or record of what proves it."""
    paper = Document.objects.filter(case=OuterRef("pk"), kind="service_return")
    proof = CaseEvent.objects.filter(case=OuterRef("pk"), act="serve").exclude(details__proof="")
    served = Case.objects.filter(status__in=AFTER_SERVICE)
    return _numbers(served.filter(~Exists(paper) | ~Exists(proof)))


def other_due_date(_at: datetime) -> Iterable[str]:
    """Only limits that still run: a calendar published since does not touch those that ended."""
    clocks = Clock.objects.filter(state__in=OPEN_CLOCK)
    return [difference.clock.case.number for difference in differences(clocks)]


def stuck_deliveries(at: datetime) -> Iterable[str]:
    """Words not sent an hour after they were to be, or given up. They name no case."""
    late = Q(state__in=(Delivery.State.WAITING, Delivery.State.SENDING)) & Q(
        next_try_at__lte=at - STUCK_FOR
    )
    stuck = Delivery.objects.filter(late | Q(state=Delivery.State.FAILED))
    return [f"delivery:{pk}" for pk in stuck.order_by("pk").values_list("pk", flat=True)]


def other_status(_at: datetime) -> Iterable[str]:
    last = CaseEvent.objects.filter(case=OuterRef("pk")).order_by("-pk").values("target")[:1]
    cases = Case.objects.annotate(told=Subquery(last))
    return _numbers(cases.filter(~Q(status=F("told")) | Q(told__isnull=True)))


CHECKS: Final = (
    Check("open_without_desk", _("Open case on no desk"), without_desk),
    Check("open_without_clock", _("Open case with no limit running"), without_clock),
    Check("clock_without_alarm", _("Running limit with no alarm set"), without_alarm),
    Check("alarm_unfired", _("Alarm due for an hour and not fired"), unfired),
    Check("orphan_desk", _("Desk of a closed unit or a departed person"), orphan_desks),
    Check("served_without_proof", _("Served without proof of service"), served_without_proof),
    Check("due_date_differs", _("Limit differs from the second opinion"), other_due_date),
    Check("delivery_stuck", _("Notice not delivered"), stuck_deliveries),
    Check("status_differs", _("Status differs from the last event"), other_status),
)
