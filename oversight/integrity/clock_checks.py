"""Limits and their alarms: set, fired on time, kept within the law, counted right."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, RowNumber

from oversight.histories.clock_history import Calendars
from oversight.integrity.check import FaultyCase, Round, named
from oversight.integrity.deadline_crosscheck import DeadlineDifference
from workflows.cases.machines import ACTS
from workflows.clocks.deadline_context import LaddersInForce
from workflows.counting.due_date import EventKind, Further
from workflows.counting.ladder import fires_at
from workflows.models import Alarm, CaseEvent, Clock, ClockEvent
from workflows.states import Kind

UNFIRED_FOR: Final = timedelta(hours=1)
HEARD_WITHIN: Final = timedelta(days=3)
"""This office's own figure: a hearing takes a few days at most."""


def without_alarm(this: Round) -> Iterator[FaultyCase]:
    """A limit still ahead whose ladder has a rung to come, and no alarm set for it."""
    pending = Alarm.objects.filter(
        clock=OuterRef("pk"), term=OuterRef("term"), state=Alarm.State.PENDING
    )
    silent = Clock.objects.filter(~Exists(pending), state=Clock.State.RUNNING, due_at__gt=this.at)
    to_come = _RungsToCome(this.at)
    for clock in silent.select_related("rule", "unit", "case").order_by("case__number"):
        if to_come.of(clock):
            yield FaultyCase(clock.case.number, {"rule": clock.rule.name})


class _RungsToCome:
    """What the ladders in force still have ahead."""

    def __init__(self, at: datetime) -> None:
        self._at, self._ladders, self._calendars = at, LaddersInForce(), Calendars()

    def of(self, clock: Clock) -> bool:
        if clock.due_on is None:
            return False
        dates = {"started_on": clock.started_on, "due_on": clock.due_on}
        calendar = self._calendars.of(clock.unit_id)
        steps = self._ladders.of(clock.rule.key, clock.unit).steps
        return any(fires_at(rung, **dates, calendar=calendar) > self._at for rung in steps)


def unfired(this: Round) -> Iterable[FaultyCase]:
    due = Alarm.objects.filter(state=Alarm.State.PENDING, fires_at__lte=this.at - UNFIRED_FOR)
    return named(due, "clock__case__number")


def set_aside(_round: Round) -> Iterable[FaultyCase]:
    """What the sweep could not record waits for somebody to mend the cause."""
    return named(Alarm.objects.filter(state="aside"), "clock__case__number")


def fired_unrecorded(_round: Round) -> Iterable[FaultyCase]:
    """A rung that was climbed leaves an event on its own case."""
    fired = Alarm.objects.filter(state=Alarm.State.FIRED)
    lost = Q(case_event__isnull=True) | ~Q(case_event__case=F("clock__case"))
    return named(fired.filter(lost), "clock__case__number")


def hearing_left_open(this: Round) -> Iterator[FaultyCase]:
    """A recheck that stands still for a hearing whose day is long over, and that nobody ended."""
    hearing = ACTS[Kind.PETITION]["begin_hearing"]
    called = CaseEvent.objects.filter(case=OuterRef("case"), act=hearing.name).order_by("-pk")
    held_on = Cast(KeyTextTransform("held_on", "details"), DateField())
    paused = Clock.objects.filter(rule__key=hearing.pauses, state=Clock.State.PAUSED)
    days = paused.annotate(held_on=Subquery(called.annotate(day=held_on).values("day")[:1]))
    over = days.filter(held_on__lt=this.today - HEARD_WITHIN)
    yield from named(over, "case__number")


def extended_too_far(_round: Round) -> Iterator[FaultyCase]:
    """More extensions than the rule has, or one longer than it allows.

    Whoever sets a limit may lengthen it; beyond the rule's own, a superior may.
    """
    bound: QuerySet[Any] = ClockEvent.objects.filter(
        kind=EventKind.EXTEND, clock__rule__length__isnull=False
    ).exclude(clock__rule__further=Further.ISSUER)
    nth = Window(RowNumber(), partition_by=F("clock"), order_by=F("pk").asc())
    rule = "clock__rule__"
    beyond = Q(nth__gt=F(f"{rule}extensions"))
    too_often = beyond & Q(**{f"{rule}further": Further.NOBODY})
    too_long = ~beyond & Q(days__gt=F(f"{rule}max_extension"))
    found = bound.annotate(nth=nth).filter(too_often | too_long).order_by("clock__case__number")
    for number, name, days in found.values_list("clock__case__number", f"{rule}name", "days"):
        yield FaultyCase(number, {"rule": name, "days": days})


def other_due_date(this: Round) -> Iterator[FaultyCase]:
    return (_difference(each) for each in this.differences if each.of_days)


def other_lateness(this: Round) -> Iterator[FaultyCase]:
    """Agreed on the last day, and not on how it was kept."""
    return (_difference(each) for each in this.differences if not each.of_days)


def _difference(each: DeadlineDifference) -> FaultyCase:
    opinions = {
        name: {
            "last_day": opinion.last_day and str(opinion.last_day),
            "verdict": str(opinion.verdict),
        }
        for name, opinion in (("stored", each.stored), ("reckoned", each.reckoned))
    }
    return FaultyCase(each.number, {"rule": each.rule.name, **opinions})
