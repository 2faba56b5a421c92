"""On which other days a case could have happened exactly as it did."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from demo.variants import Variant
from workflows.clocks.clock_reckoning import events_of
from workflows.clocks.clock_services import OPEN
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting import due_date
from workflows.counting.work_calendar import WorkCalendar, legal_date
from workflows.models import Alarm, CaseEvent, Clock

WEEK: Final = 7


class Shifts:
    """Remembers rules and calendars from one case to the next."""

    def __init__(self) -> None:
        self._almanac, self._calendar = DeadlineContext(), WorkCalendar()

    def of(self, case_id: int, weeks: range) -> list[int]:
        """By how many days, from whole weeks, a case may be moved back; 0 always.

        Every act and rung stays on a workday, and every limit has the same proof with other days.
        What is still owed or waits is never moved; a right that lapsed is over,
        though its row runs on.
        """
        clocks = list(
            Clock.objects.filter(case=case_id)
            .select_related("rule", "unit__region")
            .prefetch_related("events")
        )
        waiting = Alarm.objects.filter(clock__case=case_id, state=Alarm.State.PENDING)
        is_owed = any(clock.state in OPEN and not clock.rule.is_right for clock in clocks)
        if is_owed or waiting.exists():
            return [0]
        days = {legal_date(each.at) for each in CaseEvent.objects.filter(case=case_id)}
        return [0, *(back for n in weeks if self._holds(clocks, days, back := -WEEK * n))]

    def _holds(self, clocks: list[Clock], days: set[date], shift: int) -> bool:
        moved = timedelta(days=shift)
        return all(self._calendar.is_workday(on + moved) for on in days) and all(
            self._proof(clock, shift) == Variant(days=shift).rewrite(self._proof(clock, 0))
            for clock in clocks
        )

    def _proof(self, clock: Clock, shift: int) -> list[str]:
        moved = timedelta(days=shift)
        events = [replace(each, on=each.on + moved) for each in events_of(clock)]
        return list(due_date.summarize(self._almanac.deadline(clock, events)).lines())
