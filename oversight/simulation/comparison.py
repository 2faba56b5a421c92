"""What another limit or another ladder would have done to past cases."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from organizations.models import Post, Role, Trait, Unit
from oversight.histories.clock_history import ClockHistory, iter_histories
from oversight.simulation.deadline_replayer import ENDS, DeadlineReplayer, Replayed
from oversight.simulation.what_if import WhatIf
from workflows.clocks.calendar_loader import calendar_for
from workflows.clocks.deadline_context import LaddersInForce
from workflows.counting.ladder import Rung
from workflows.counting.work_calendar import legal_date
from workflows.models import Clock


@dataclass
class Totals:
    """What happened, or would have, to a number of limits."""

    late: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    papers: Counter[str] = field(default_factory=Counter)

    @property
    def letters(self) -> int:
        return self.acts.total()

    def add(self, replayed: Replayed, *, is_duty: bool) -> None:
        """Nobody is late with a right."""
        self.late += is_duty and replayed.is_late
        self.acts.update(letter.act for letter in replayed.letters)
        self.papers.update(letter.document for letter in replayed.letters if letter.document)


@dataclass
class Comparison:
    """A number of limits as they were and as they would have been."""

    clocks: int = 0
    was: Totals = field(default_factory=Totals)
    would: Totals = field(default_factory=Totals)

    def add(self, was: Replayed, would: Replayed, *, is_duty: bool) -> None:
        self.clocks += 1
        self.was.add(was, is_duty=is_duty)
        self.would.add(would, is_duty=is_duty)


@dataclass
class Simulation:
    """The answer; holds a number for each unit and each day, never the limits themselves."""

    asked: WhatIf
    total: Comparison = field(default_factory=Comparison)
    by_unit: dict[int, Comparison] = field(default_factory=lambda: defaultdict(Comparison))
    days_was: Counter[date] = field(default_factory=Counter)
    days_would: Counter[date] = field(default_factory=Counter)
    open_days: int = 0
    first: date = date.max
    last: date = date.min

    def add(self, life: ClockHistory, was: Replayed, would: Replayed, *, is_duty: bool) -> None:
        for pair in (self.total, self.by_unit[life.unit_id]):
            pair.add(was, would, is_duty=is_duty)
        self.days_was.update(letter.on for letter in was.letters)
        self.days_would.update(letter.on for letter in would.letters)
        began, today = life.started_on, legal_date(self.asked.at)
        ended = next((moment.on for moment in life.moments if moment.kind in ENDS), today)
        self.open_days += (ended - began).days + 1
        self.first, self.last = min(self.first, began), max(self.last, ended)

    def as_json(self) -> dict[str, Any]:
        """As `simulate --json` prints it."""
        asked, total = self.asked, self.total
        return {
            "rule": asked.rule,
            "days": asked.days,
            "from": asked.since and asked.since.isoformat(),
            "to": asked.until and asked.until.isoformat(),
            "unit": asked.unit and asked.unit.code,
            "clocks": total.clocks,
            "late_was": total.was.late,
            "late_would": total.would.late,
            "by_unit": self.rows(),
            "letters_was": total.was.letters,
            "letters_would": total.would.letters,
            "by_act": _both(total.was.acts, total.would.acts),
            "papers": _both(total.was.papers, total.would.papers),
            "load": self.load(),
        }

    def rows(self) -> list[dict[str, Any]]:
        """The numbers of each unit, in the order of the units; one query."""
        units = Unit.objects.filter(pk__in=self.by_unit).order_by("path")
        return [
            {
                "unit": unit.name,
                "code": unit.code,
                "clocks": pair.clocks,
                "late_was": pair.was.late,
                "late_would": pair.would.late,
                "letters_was": pair.was.letters,
                "letters_would": pair.would.letters,
            }
            for unit in units
            for pair in [self.by_unit[unit.pk]]
        ]

    def load(self) -> dict[str, Any]:
        """Letters a working day, and open limits an officer's post, over the time replayed."""
        workdays, posts = self._workdays(), self._officer_posts()
        days = (self.last - self.first).days + 1 if self.total.clocks else 0
        return {
            "workdays": workdays,
            "letters_per_workday_was": _share(self.total.was.letters, workdays),
            "letters_per_workday_would": _share(self.total.would.letters, workdays),
            "busiest_was": _busiest(self.days_was),
            "busiest_would": _busiest(self.days_would),
            "officer_posts": posts,
            "open_clocks_per_post": _share(self.open_days, days * posts),
        }

    def _workdays(self) -> int:
        """Of the whole country, from the start of the first limit to the end of the last."""
        if not self.total.clocks:
            return 0
        calendar, span = calendar_for(), (self.last - self.first).days + 1
        return sum(calendar.is_workday(self.first + timedelta(n)) for n in range(span))

    def _officer_posts(self) -> int:
        roles = [role.value for role in Role.that(Trait.HANDLES)]
        return Post.objects.filter(unit__in=self.by_unit, roles__overlap=roles).count()


def simulate(asked: WhatIf, clocks: QuerySet[Clock]) -> Simulation:
    """Replay the clocks that are asked about, streamed; memory is bounded by units and days."""
    found, player = Simulation(asked), DeadlineReplayer(asked.at)
    present = _Present()
    for life in iter_histories(asked.narrow(clocks)):
        key = life.rule.key
        now, then = present.of(key, life.unit_id), asked.ladder(key)
        length = asked.days if key == asked.rule else None
        was = player.play(life, now)
        same = length is None and then in (None, now)
        would = was if same else player.play(life, now if then is None else then, length=length)
        found.add(life, was, would, is_duty=not life.rule.is_right)
    return found


class _Present:
    """The rungs in force for a rule in a unit; two queries."""

    def __init__(self) -> None:
        self._ladders, self._units = LaddersInForce(), Unit.objects.in_bulk()
        self._known: dict[tuple[str, int], tuple[Rung, ...]] = {}

    def of(self, key: str, unit_id: int) -> tuple[Rung, ...]:
        if (key, unit_id) not in self._known:
            self._known[key, unit_id] = self._ladders.of(key, self._units[unit_id]).steps
        return self._known[key, unit_id]


def _both(was: Counter[str], would: Counter[str]) -> dict[str, dict[str, int]]:
    names = sorted(was.keys() | would.keys())
    return {name: {"was": was[name], "would": would[name]} for name in names}


def _share(amount: int, among: int) -> float | None:
    return round(amount / among, 2) if among else None


def _busiest(days: Counter[date]) -> dict[str, Any] | None:
    """The day with most letters, the first of several."""
    if not days:
        return None
    on = min(days, key=lambda day: (-days[day], day))
    return {"on": on.isoformat(), "letters": days[on]}
