"""The clocks of a case as its page tells them: state, proof, calendar and ladder."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from organizations.prepared_statements import PreparedQuery
from petitions.clocks.nearest_limits import Limit
from workflows.clocks import proof_sheets
from workflows.clocks.calendar_loader import calendar_for
from workflows.clocks.clock_reckoning import events_of
from workflows.counting.due_date import amount_text, deadline, summarize
from workflows.counting.work_calendar import WorkCalendar, legal_date
from workflows.escalation.ladder_display import RungSummary, rung_summary
from workflows.models import Alarm, Case, Clock, ClockEvent
from workflows.models.known_rows import remember


@dataclass(frozen=True, slots=True)
class AlarmSummary:
    """One rung of a ladder with its alarm."""

    told: RungSummary
    fires_at: datetime
    fired_at: datetime | None
    is_pending: bool


@dataclass(frozen=True, slots=True)
class ClockSummary:
    """One clock with its proof. `is_window`: a right that lapses, nobody's duty."""

    clock: Clock
    limit: Limit | None
    length: str
    is_window: bool
    lines: tuple[str, ...]
    drawing: proof_sheets.Drawing
    rungs: tuple[AlarmSummary, ...]

    @property
    def has_lapsed(self) -> bool:
        """Whether it is a right that was not used in time."""
        return self.is_window and self.limit is not None and self.limit.days < 0

    @property
    def rank(self) -> tuple[bool, bool, date]:
        """Duties that run first, the nearest first; what has ended last."""
        return (not self.clock.is_open, self.is_window, self.clock.due_on or date.max)


CLOCKS: Final = PreparedQuery(
    lambda case: Clock.objects.select_related("rule", "unit__region", "measure").filter(case=case),
    int,
)
EVENTS: Final = PreparedQuery(lambda case: ClockEvent.objects.filter(clock__case=case), int)
ALARMS: Final = PreparedQuery(
    lambda case: (
        Alarm.objects.select_related("ladder").filter(clock__case=case).order_by("fires_at", "pk")
    ),
    int,
)


def clock_summaries(case: Case, *, at: datetime) -> list[ClockSummary]:
    """Every clock, the nearest duty first. Three queries, and one for each region's calendar."""
    rows = CLOCKS(case.pk)
    events, alarms = _by_clock(EVENTS(case.pk)), _by_clock(ALARMS(case.pk))
    for clock in rows:
        remember(clock, "events", events[clock.pk])
        remember(clock, "alarms", alarms[clock.pk])
    today = legal_date(at)
    calendars: dict[int, WorkCalendar] = {}
    told = []
    for clock in rows:
        region = clock.unit.region_id
        if region not in calendars:
            calendars[region] = calendar_for(clock.unit)
        told.append(_clock_summary(case, clock, calendars[region], today))
    return sorted(told, key=lambda one: one.rank)


def _by_clock(rows: Sequence[ClockEvent] | Sequence[Alarm]) -> dict[int, list[Any]]:
    found = defaultdict[int, list[Any]](list)
    for row in rows:
        found[row.clock_id].append(row)
    return found


def _clock_summary(case: Case, clock: Clock, calendar: WorkCalendar, today: date) -> ClockSummary:
    rule = clock.rule.as_rule()
    result = deadline(rule, events_of(clock), calendar, length=clock.length)
    return ClockSummary(
        clock=clock,
        limit=Limit.of(clock, today),
        length=amount_text((result.length or 0) + result.extended_by, rule.unit),
        is_window=clock.rule.is_right,
        lines=summarize(result).lines(),
        drawing=proof_sheets.draw(result, today=today),
        rungs=tuple(
            AlarmSummary(
                told=rung_summary(alarm.ladder.rung(alarm.rung), case.kind),
                fires_at=alarm.fires_at,
                fired_at=alarm.fired_at,
                is_pending=alarm.state == Alarm.State.PENDING,
            )
            for alarm in clock.alarms.all()
            if alarm.state != Alarm.State.VOID
        ),
    )
