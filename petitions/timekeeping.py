"""The clocks of a case as its page tells them: state, proof, calendar and ladder."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from petitions import drawings
from petitions.limits import Limit, rights
from workflows.clocks.calendar import WorkCalendar, legal_date
from workflows.clocks.compute import amount_text, deadline, summarize
from workflows.clocks.holidays import calendar_for
from workflows.clocks.keeper import events_of
from workflows.clocks.ladder import Rung
from workflows.machines import ACTS
from workflows.models import Alarm, Case, Clock
from workflows.papers import PAPERS
from workflows.states import Kind

ADDRESSEES = {
    "holder": _("whoever handles the case"),
    "unit_head": _("the head of the unit"),
    "leader": _("the leader in charge"),
    "sender": _("the sending unit"),
    "supervisor": _("the head of the petition bureau"),
    "discipline": _("the discipline organ"),
    "superior": _("the organ above"),
}


@dataclass(frozen=True, slots=True)
class RungTold:
    """One rung of a ladder with its alarm."""

    label: str
    addressees: str
    paper: str
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
    rungs: tuple[RungTold, ...]

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
    rows = case.clocks.select_related("rule", "unit__region").prefetch_related(
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
            _tell_rung(case, alarm, alarm.ladder.rung(alarm.rung))
            for alarm in clock.alarms.all()
            if alarm.state != Alarm.State.VOID
        ),
    )


def _tell_rung(case: Case, alarm: Alarm, rung: Rung) -> RungTold:
    act = ACTS[case.kind].get(rung.act) or ACTS[Kind.PETITION][rung.act]
    return RungTold(
        label=str(act.label),
        addressees="、".join(str(ADDRESSEES[to]) for to in rung.addressees),
        paper=PAPERS[rung.document].title if rung.document else "",
        fires_at=alarm.fires_at,
        fired_at=alarm.fired_at,
        is_pending=alarm.state == Alarm.State.PENDING,
    )
