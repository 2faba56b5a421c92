"""Lives of clocks under every rule of the catalogue, drawn at random."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from workflows.counting.due_date import Event, EventKind, LengthUnit, Rule
from workflows.counting.rule_catalogue import rules
from workflows.counting.work_calendar import WorkCalendar
from workflows.models import ClockRule

LENGTHS = {LengthUnit.CALENDAR: 90, LengthUnit.WORKING: 40, LengthUnit.MONTH: 6, LengthUnit.NONE: 1}
FREELY = 45  # days or months that an issuer or a superior may add
GAPS = st.integers(0, 25)


@dataclass(frozen=True)
class RandomLife:
    """A rule, the issuer's length where it asks for one, and what happened to one clock."""

    rule: Rule
    length: int | None
    events: tuple[Event, ...]

    @property
    def row(self) -> ClockRule:
        return ClockRule(**asdict(self.rule))


@st.composite
def random_lives(draw: st.DrawFn) -> RandomLife:
    """Any rule, started on any day, with whatever the rule knows happening to it, and an end."""
    rule = draw(st.sampled_from(rules()))
    issued = rule.length is None and rule.unit is not LengthUnit.NONE
    length = draw(st.integers(1, LENGTHS[rule.unit])) if issued else None
    start = draw(st.dates(date(2022, 5, 1), date(2028, 12, 31)))
    events = [Event(EventKind.START, start)]
    events += draw(extensions(rule, start)) if rule.extendable else []
    events += draw(pauses(start)) if rule.pausable else []
    events += draw(recomputations(start))
    last = max(event.on for event in events)
    return RandomLife(rule, length, (*events, *draw(endings(last))))


@st.composite
def extensions(draw: st.DrawFn, rule: Rule, start: date) -> list[Event]:
    """As many and as long as the rule allows, approved early enough to be lawful mostly."""
    free = rule.issuer_extends or bool(rule.further)
    times = draw(st.integers(0, 3 if free else rule.extensions))
    months = rule.unit is LengthUnit.MONTH
    found = []
    for n in range(times):
        bound = rule.max_extension if n < rule.extensions and not rule.issuer_extends else FREELY
        days = draw(st.integers(1, min(bound, LENGTHS[LengthUnit.MONTH]) if months else bound))
        found.append(Event(EventKind.EXTEND, start + timedelta(draw(GAPS)), days=days))
    return found


@st.composite
def pauses(draw: st.DrawFn, start: date) -> list[Event]:
    """One after the other, some of no day, the last one perhaps still open."""
    on, found = start, []
    for gap, length in draw(st.lists(st.tuples(GAPS, GAPS), max_size=4)):
        first = on + timedelta(gap)
        on = first + timedelta(length)
        found += [Event(EventKind.PAUSE, first), Event(EventKind.RESUME, on)]
    still_open = draw(st.booleans())
    return found[:-1] if still_open else found


@st.composite
def recomputations(draw: st.DrawFn, start: date) -> list[Event]:
    happened, on = draw(st.booleans()), start + timedelta(draw(GAPS))
    return [Event(EventKind.RECOMPUTE, on, was=start)] if happened else []


@st.composite
def endings(draw: st.DrawFn, last: date) -> list[Event]:
    """Met, void, met and then void, or neither yet."""
    on = last + timedelta(draw(st.integers(0, 120)))
    kinds = draw(
        st.sampled_from(
            [(), (EventKind.SATISFY,), (EventKind.VOID,), (EventKind.SATISFY, EventKind.VOID)]
        )
    )
    return [Event(kind, on) for kind in kinds]


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """The State Council's, or one with days that were published later or set in a region."""
    around = st.dates(date(2026, 1, 1), date(2029, 12, 31))
    rest = set(draw(st.lists(around, max_size=40)))
    work = set(draw(st.lists(around, max_size=20))) - rest
    return WorkCalendar(
        rest=dict.fromkeys(rest, "地方假日"),
        work=dict.fromkeys(work, "补班"),
        published=draw(st.sets(st.integers(2027, 2029))),
    )
