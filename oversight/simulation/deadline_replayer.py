"""One past limit lived again under another length or another ladder.

Its start, its end, its pauses and its extensions stay as they were. What a letter led to, such as
the limit for the reply to a supervision letter, is not invented anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from oversight.histories.clock_history import Calendars, ClockEventRow, ClockHistory
from oversight.integrity.deadline_crosscheck import DeadlineRecounter, Verdict, verdict
from workflows.counting.ladder import Rung, fires_at
from workflows.counting.work_calendar import WorkCalendar, legal_date

MOVES: Final = ("pause", "resume", "extend")
ENDS: Final = ("satisfy", "void")


class ReplayedLetter(NamedTuple):
    """A rung that spoke, on a legal date, with the kind of paper it sent, if any."""

    on: date
    act: str
    document: str | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How a limit came out, and the letters on the way."""

    verdict: Verdict
    letters: tuple[ReplayedLetter, ...]

    @property
    def is_late(self) -> bool:
        """Met late, or not met and overdue."""
        return self.verdict in (Verdict.LATE, Verdict.OVERDUE)


class TermInForce(NamedTuple):
    """A stretch in which the last day stood still; what had happened by then, `until` left out."""

    known: Sequence[ClockEventRow]
    since: datetime
    until: datetime


class DeadlineReplayer:
    """Replays limits as of an instant; remembers what limits that began alike have in common."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._calendars, self._reckon = Calendars(), DeadlineRecounter()
        self._rungs: dict[tuple[object, ...], list[tuple[datetime, Rung]]] = {}

    def play(
        self, life: ClockHistory, ladder: tuple[Rung, ...], *, length: int | None = None
    ) -> Replayed:
        """The limit with these rungs, and with another length if one is given."""
        asked = length or life.length
        calendar = self._calendars.of(life.unit_id)
        due = self._reckon.last_day(life.rule, asked, life.moments, calendar)
        kept = verdict(life.moments, due, legal_date(self.at))
        spoken = self._spoken(life, ladder, asked, calendar)
        return Replayed(
            kept, tuple(ReplayedLetter(legal_date(at), r.act, r.document) for at, r in spoken)
        )

    def _spoken(
        self,
        life: ClockHistory,
        ladder: tuple[Rung, ...],
        length: int | None,
        calendar: WorkCalendar,
    ) -> Iterator[tuple[datetime, Rung]]:
        """Of rungs that are due at once the last one speaks, and none after a later one has."""
        latest: datetime | None = None
        for known, since, until in terms(life.moments, self.at):
            due = self._reckon.last_day(life.rule, length, known, calendar)
            said: dict[datetime, Rung] = {}
            for moment, rung in self._timed(ladder, known[0].on, due, calendar):
                at = max(moment, since)
                if at < until and (latest is None or moment >= latest):
                    said[at], latest = rung, moment
            yield from said.items()

    def _timed(
        self, ladder: tuple[Rung, ...], started_on: date, due: date | None, calendar: WorkCalendar
    ) -> list[tuple[datetime, Rung]]:
        """When each rung is due, in order of time; none while there is no last day."""
        if due is None:
            return []
        key = (ladder, started_on, due, calendar)
        if key not in self._rungs:
            timed = [
                (fires_at(rung, started_on=started_on, due_on=due, calendar=calendar), rung)
                for rung in ladder
            ]
            self._rungs[key] = sorted(timed, key=lambda each: each[0])
        return self._rungs[key]


def terms(moments: Sequence[ClockEventRow], now: datetime) -> Iterator[TermInForce]:
    """From each event that moved the last day to the next, up to the end or to now."""
    began = 0
    for n, moment in enumerate(moments):
        if moment.kind in MOVES or moment.kind in ENDS:
            yield TermInForce(moments[:n], moments[began].at, moment.at)
            began = n
        if moment.kind in ENDS:
            return
    if moments:
        yield TermInForce(moments, moments[began].at, now)
