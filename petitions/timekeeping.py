"""The clocks of a case as its page tells them: state, proof, calendar and ladder."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from petitions.limits import Limit, rights
from workflows import drawings
from workflows.clocks.calendar import WorkCalendar, legal_date
from workflows.clocks.compute import amount_text, deadline, summarize
from workflows.clocks.holidays import calendar_for
from workflows.clocks.keeper import events_of
from workflows.models import Alarm, Case, Clock
from workflows.rungs import RungTold, tell_rung


@dataclass(frozen=True, slots=True)
class AlarmTold:
    """One rung of a ladder with its alarm."""

    told: RungTold
    fires_at: datetime
    fired_at: datetime | None
    is_pending: bool


@dataclass(frozen=True, slots=True)
class ClockTold:
    """One clock with its proof. `is_window`: a right that lapses, nobody's duty."""

    clock: Clock
    limit: Limit | None
    length: str
    is_window: bool
    lines: tuple[str, ...]
    drawing: drawings.Drawing
    rungs: tuple[AlarmTold, ...]

    @property
    def has_lapsed(self) -> bool:
        """Whether it is a right that was not used in time."""
        return self.is_window and self.limit is not None and self.limit.days < 0

    @property
    def rank(self) -> tuple[bool, bool, date]:
        """Duties that run first, the nearest first; what has ended last."""
        return (not self.clock.is_open, self.is_window, self.clock.due_on or date.max)


def tell_clocks(case: Case, *, at: datetime) -> list[ClockTold]:
    """Every clock, the nearest duty first. Three queries, and one for each region's calendar."""
    rows = case.clocks.select_related("rule", "unit__region", "measure").prefetch_related(
        "events",
        Prefetch("alarms", Alarm.objects.select_related("ladder").order_by("fires_at", "pk")),
    )
    today = legal_date(at)
    calendars: dict[int, WorkCalendar] = {}
    told = []
    for clock in rows:
        region = clock.unit.region_id
        if region not in calendars:
            calendars[region] = calendar_for(clock.unit)
        told.append(_tell_clock(case, clock, calendars[region], today))
    return sorted(told, key=lambda one: one.rank)


def _tell_clock(case: Case, clock: Clock, calendar: WorkCalendar, today: date) -> ClockTold:
    rule = clock.rule.as_rule()
    result = deadline(rule, events_of(clock), calendar, length=clock.length)
    return ClockTold(
        clock=clock,
        limit=Limit.of(clock, today),
        length=amount_text((result.length or 0) + result.extended_by, rule.unit),
        is_window=rule.key in rights(),
        lines=summarize(result).lines(),
        drawing=drawings.draw(result, today=today),
        rungs=tuple(
            AlarmTold(
                told=tell_rung(alarm.ladder.rung(alarm.rung), case.kind),
                fires_at=alarm.fires_at,
                fired_at=alarm.fired_at,
                is_pending=alarm.state == Alarm.State.PENDING,
            )
            for alarm in clock.alarms.all()
            if alarm.state != Alarm.State.VOID
        ),
    )
