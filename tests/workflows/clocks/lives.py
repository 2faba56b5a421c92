"""Lives of clocks, drawn at random: whatever may happen to a limit within the law."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.workflows.clocks.building import CALENDAR, RULES
from workflows.counting.due_date import Deadline, Event, EventKind, LengthUnit, Rule, deadline
from workflows.counting.work_calendar import WorkCalendar

STARTS = st.dates(date(2004, 1, 1), date(2030, 12, 31))
LIMITED = st.sampled_from([rule for rule in RULES.values() if rule.length is not None])
ENDINGS = st.sampled_from([EventKind.SATISFY, EventKind.VOID])

# The issuer's limit may be extended and paused: everything may happen to it, in any unit.
ISSUED = RULES["assign_report"]
UNITS = (LengthUnit.CALENDAR, LengthUnit.WORKING, LengthUnit.MONTH)
IN_ANY_UNIT = st.sampled_from([replace(ISSUED, unit=unit) for unit in UNITS])
MOST = {LengthUnit.CALENDAR: 60, LengthUnit.WORKING: 40, LengthUnit.MONTH: 5}


@dataclass(frozen=True)
class Life:
    """A rule, its length, and what happened to one clock under it."""

    rule: Rule
    length: int
    events: tuple[Event, ...]

    @property
    def start(self) -> date:
        return self.events[0].on

    def count(self, *more: Event, calendar: WorkCalendar = CALENDAR) -> Deadline:
        return deadline(self.rule, [*self.events, *more], calendar, length=self.length)

    def without(self, *kinds: EventKind) -> "Life":
        return replace(self, events=tuple(e for e in self.events if e.kind not in kinds))

    def with_(self, *more: Event) -> "Life":
        return replace(self, events=(*self.events, *more))


def pause(first: date, days: int) -> list[Event]:
    return [
        Event(EventKind.PAUSE, first, reason="听证"),
        Event(EventKind.RESUME, first + timedelta(days)),
    ]


@st.composite
def bare(draw: st.DrawFn, rules: st.SearchStrategy[Rule] = IN_ANY_UNIT) -> Life:
    """A clock that nothing has happened to."""
    rule = draw(rules)
    return Life(
        rule, draw(st.integers(1, MOST[rule.unit])), (Event(EventKind.START, draw(STARTS)),)
    )


@st.composite
def lives(draw: st.DrawFn, rules: st.SearchStrategy[Rule] = IN_ANY_UNIT) -> Life:
    """A clock with pauses and extensions; each pause begins while the bare count still runs."""
    life = draw(bare(rules))
    on = life.start
    for gap, days in draw(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), max_size=4)):
        on += timedelta(gap)
        if on > (life.count().counted_to or date.max):
            break
        life = life.with_(*pause(on, days))
        on += timedelta(days)
    for amount in draw(st.lists(st.integers(1, MOST[life.rule.unit]), max_size=2)):
        life = life.with_(Event(EventKind.EXTEND, life.start, days=amount))
    return life


@st.composite
def recomputations(draw: st.DrawFn, life: Life) -> list[Event]:
    """Some recomputations on any days since the start."""
    return [
        Event(EventKind.RECOMPUTE, life.start + timedelta(later), reason="安排公布", was=was)
        for later, was in draw(
            st.lists(st.tuples(st.integers(0, 90), st.none() | STARTS), min_size=1, max_size=3)
        )
    ]
