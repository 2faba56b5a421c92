"""Counting days and months, writing down each one."""

from calendar import monthrange
from datetime import date
from typing import Final

from workflows.counting.event_history import History, Pause
from workflows.counting.proof import Step, StepKind
from workflows.counting.rule_types import Event, LengthUnit, Rule
from workflows.counting.work_calendar import ONE_DAY, CalendarDay, DayKind, WorkCalendar

MONTHS_IN_YEAR: Final = 12

# Remarks stand before the day they speak of.
ORDER: Final = {kind: rank for rank, kind in enumerate(StepKind)}


def add_months(on: date, months: int) -> date:
    """The same day number `months` later, or that month's last day if it is shorter."""
    years, month = divmod(on.month - 1 + months, MONTHS_IN_YEAR)
    year, month = on.year + years, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


class Count:
    """One count over one history. Run it once, then ask for the proof."""

    def __init__(self, rule: Rule, history: History, calendar: WorkCalendar) -> None:
        self._rule = rule
        self._history = history
        self._calendar = calendar
        self._steps: list[Step] = []
        self._doubtful: CalendarDay | None = None

    @property
    def provisional(self) -> bool:
        """Whether the result leans on a day whose year is not published."""
        return self._doubtful is not None

    def run(self, total: int) -> tuple[date | None, date | None]:
        """(where the bare count ends, the last day of the limit); None where a pause is open."""
        counted_to = self._count(total)
        if counted_to is None:
            return None, None
        return counted_to, self._settle(counted_to)

    def proof(self) -> tuple[Step, ...]:
        """Every step in order of date; only a recomputation can stand after the last day."""
        remarks = [self._remark(StepKind.START, self._history.start)]
        remarks += [self._remark(StepKind.EXTENSION, each) for each in self._history.extensions]
        remarks += [
            self._remark(StepKind.RECOMPUTED, each) for each in self._history.recomputations
        ]
        if self._doubtful:
            year = str(self._doubtful.on.year)
            remarks.append(self._step(self._doubtful.on, StepKind.PROVISIONAL, note=year))
        return tuple(sorted(remarks + self._steps, key=lambda step: (step.on, ORDER[step.kind])))

    def _count(self, total: int) -> date | None:
        match self._rule.unit:
            case LengthUnit.NONE:
                return None
            case LengthUnit.MONTH:
                return self._count_months(total)
            case _:
                return self._count_days(total)

    def _count_days(self, total: int) -> date | None:
        on, n = self._history.start.on, 0
        while n < total:
            on += ONE_DAY
            pause = self._history.pause_on(on)
            if pause is None:
                n += self._count_day(on, n + 1)
            elif self._skip_paused(on, pause):
                return None
        return on

    def _count_day(self, on: date, n: int) -> int:
        """1 if `on` counts as number `n`, else 0."""
        if self._rule.unit is not LengthUnit.WORKING:
            self._write(on, StepKind.COUNTED, n=n)
            return 1
        day = self._lean_on(on)
        if not day.is_work:
            self._write(on, StepKind.REST_DAY)
            return 0
        if day.kind is DayKind.MADE_UP_WORKDAY:
            self._write(on, StepKind.MADE_UP)
        self._write(on, StepKind.COUNTED, n=n)
        return 1

    def _count_months(self, total: int) -> date | None:
        """Months are counted from the start, so that 31 January plus two is 31 March.

        Paused days are put on at the end.
        """
        on = start = self._history.start.on
        paused = 0
        for n in range(1, total + 1):
            while on < add_months(start, n) + paused * ONE_DAY:
                on += ONE_DAY
                pause = self._history.pause_on(on)
                if pause is None:
                    continue
                if self._skip_paused(on, pause):
                    return None
                paused += 1
            self._write(on, StepKind.COUNTED, n=n)
        return on

    def _settle(self, counted_to: date) -> date | None:
        """The last day: `counted_to`, or the first workday after it that is not paused."""
        if self._rule.unit is LengthUnit.WORKING or not self._rule.rolls:
            return counted_to
        on = counted_to
        while not (self._lean_on(on).is_work and self._history.pause_on(on) is None):
            if on > counted_to and self._pass_over(on):
                return None
            on += ONE_DAY
        if self._calendar.day(on).kind is DayKind.MADE_UP_WORKDAY:
            self._write(on, StepKind.MADE_UP)
        if on > counted_to:
            self._write(on, StepKind.ROLL)
        return on

    def _pass_over(self, on: date) -> bool:
        """Write down a day on which the limit cannot end; True if no later day is known."""
        pause = self._history.pause_on(on)
        if pause is not None:
            return self._skip_paused(on, pause)
        self._write(on, StepKind.REST_DAY)
        return False

    def _skip_paused(self, on: date, pause: Pause) -> bool:
        """Write down a paused day; True if the pause has no end yet."""
        self._steps.append(self._step(on, StepKind.PAUSED, event=pause.began))
        return pause.resumed is None

    def _lean_on(self, on: date) -> CalendarDay:
        """The day, remembered if it is the first unsettled one that the result depends on."""
        day = self._calendar.day(on)
        if day.provisional and self._doubtful is None:
            self._doubtful = day
        return day

    def _remark(self, kind: StepKind, event: Event) -> Step:
        return self._step(event.on, kind, event=event)

    def _write(self, on: date, kind: StepKind, *, n: int = 0) -> None:
        self._steps.append(self._step(on, kind, n=n))

    def _step(
        self,
        on: date,
        kind: StepKind,
        *,
        n: int = 0,
        note: str = "",
        event: Event | None = None,
    ) -> Step:
        day = self._calendar.day(on)
        # What a made-up workday makes up for is told once, in its remark.
        name = "" if day.is_work and kind is not StepKind.MADE_UP else day.name
        return Step(
            on=on,
            kind=kind,
            n=n,
            note=note or (event.reason if event else name),
            day=day.kind,
            amount=event.days if event else 0,
            document=event.document if event else "",
            certain=not day.provisional,
            was=event.was if event else None,
        )
