"""Reading a clock's events: put in order of date and checked against the rule."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from workflows.counting.clock_exceptions import (
    AfterEnd,
    BeforeStart,
    ClockError,
    ExtendedTooOften,
    ExtensionEmpty,
    ExtensionTooLong,
    NotExtendable,
    NotPausable,
    NotPaused,
    PausedAlready,
    StartMissing,
)
from workflows.counting.rule_types import Event, EventKind, Further, Rule, amount_text

ENDINGS: Final = frozenset({EventKind.SATISFY, EventKind.VOID})
CORRECTED: Final[Mapping[EventKind, Collection[EventKind]]] = {
    EventKind.CORRECT: (EventKind.START,),
    EventKind.CORRECT_END: ENDINGS,
}
"""A correction → what it puts on another day."""
UNHURT_BY_ENDING: Final = frozenset({EventKind.VOID, EventKind.RECOMPUTE})


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: from `began` to the day before `resumed`, or on and on if None."""

    began: Event
    resumed: date | None

    def covers(self, on: date) -> bool:
        """Whether `on` is one of the days that do not count."""
        return self.began.on <= on and (self.resumed is None or on < self.resumed)


@dataclass(frozen=True, slots=True)
class History:
    """A clock's events, understood."""

    start: Event
    pauses: tuple[Pause, ...]
    extensions: tuple[Event, ...]
    recomputations: tuple[Event, ...]
    ended: Event | None

    @property
    def recomputed_from(self) -> date | None:
        """The last day before the latest recomputation that had one."""
        return next((event.was for event in reversed(self.recomputations) if event.was), None)

    def pause_on(self, on: date) -> Pause | None:
        """The pause that takes `on` out of the count."""
        return next((pause for pause in self.pauses if pause.covers(on)), None)


def read_history(rule: Rule, events: Sequence[Event]) -> History:
    """The events in order. Raises the `ClockError` that says which of them cannot be."""
    ordered = sorted(_put_right(events), key=lambda event: event.on)
    start = _the_start(rule, ordered)
    ended = _the_end(rule, ordered)
    return History(
        start=start,
        pauses=_pauses(rule, ordered),
        extensions=_extensions(rule, ordered),
        recomputations=tuple(_of(ordered, EventKind.RECOMPUTE)),
        ended=ended,
    )


def _put_right(events: Sequence[Event]) -> list[Event]:
    """The events as if the clock had begun and ended on the days that the last corrections say."""
    days = {kind: event.on for event in events for kind in CORRECTED.get(event.kind, ())}
    others = (event for event in events if event.kind not in CORRECTED)
    return [replace(event, on=days.get(event.kind, event.on)) for event in others]


def _of(events: Sequence[Event], *kinds: EventKind) -> list[Event]:
    return [event for event in events if event.kind in kinds]


def _the_start(rule: Rule, ordered: Sequence[Event]) -> Event:
    starts = _of(ordered, EventKind.START)
    if len(starts) != 1:
        raise StartMissing(rule, starts=len(starts))
    if ordered[0].on < starts[0].on:
        raise BeforeStart(rule, started_on=starts[0].on, on=ordered[0].on)
    return starts[0]


def _the_end(rule: Rule, ordered: Sequence[Event]) -> Event | None:
    """The event that decides how the clock ended: a void outranks whatever went before it."""
    endings = _of(ordered, *ENDINGS)
    if not endings:
        return None
    ended_on = endings[0].on
    for event in ordered:
        if event.on > ended_on and event.kind not in UNHURT_BY_ENDING:
            raise AfterEnd(rule, ended_on=ended_on, on=event.on)
    return next((event for event in endings if event.kind is EventKind.VOID), endings[0])


def _extensions(rule: Rule, ordered: Sequence[Event]) -> tuple[Event, ...]:
    extensions = _of(ordered, EventKind.EXTEND)
    if extensions and not rule.extendable:
        raise NotExtendable(rule)
    for used, extension in enumerate(extensions):
        refusal = _extension_refusal(rule, extension, used)
        if refusal is not None:
            raise refusal
    return tuple(extensions)


def _extension_refusal(rule: Rule, extension: Event, used: int) -> ClockError | None:
    if extension.days < 1:
        return ExtensionEmpty(rule)
    if rule.issuer_extends:
        return None
    if used >= rule.extensions:
        unbound = rule.further is Further.SUPERIOR
        return None if unbound else ExtendedTooOften(rule, times=rule.extensions)
    if extension.days > rule.max_extension:
        asked, most = (amount_text(n, rule.unit) for n in (extension.days, rule.max_extension))
        return ExtensionTooLong(rule, asked=asked, most=most)
    return None


def _pauses(rule: Rule, ordered: Sequence[Event]) -> tuple[Pause, ...]:
    if not rule.pausable and _of(ordered, EventKind.PAUSE, EventKind.RESUME):
        raise NotPausable(rule)
    return tuple(_pair(rule, ordered))


def _pair(rule: Rule, ordered: Sequence[Event]) -> Iterator[Pause]:
    """Pauses with their ends.

    Events of one date have no order among them: a pause that ends the day it begins takes no day,
    and one that begins the day another ends goes on from it. So only the balance of a date counts.
    """
    open_pause: Event | None = None
    for on, balance in _balances(ordered).items():
        if balance not in ((-1, 0) if open_pause else (0, 1)):
            raise (PausedAlready if balance > 0 else NotPaused)(rule, on=on)
        if balance > 0:
            open_pause = next(e for e in ordered if e.on == on and e.kind is EventKind.PAUSE)
        elif balance < 0 and open_pause:
            yield Pause(open_pause, on)
            open_pause = None
    if open_pause:
        yield Pause(open_pause, None)


def _balances(ordered: Sequence[Event]) -> dict[date, int]:
    """Pauses less resumptions, by date, in order of date."""
    balances: Counter[date] = Counter()
    for event in _of(ordered, EventKind.PAUSE, EventKind.RESUME):
        balances[event.on] += 1 if event.kind is EventKind.PAUSE else -1
    return dict(balances)
