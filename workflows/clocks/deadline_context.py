"""What clocks are counted by: rules, ladders and calendars, each read once."""

from datetime import date, datetime
from functools import cached_property

from organizations.models import Unit
from organizations.selectors import path_ids
from workflows.clocks.calendar_loader import YearOfDays, calendar_for
from workflows.clocks.rules_in_force import RulesInForce, rules_in_force
from workflows.counting import due_date
from workflows.counting.ladder import Rung, fires_at
from workflows.counting.work_calendar import WorkCalendar
from workflows.models import Clock, ClockRule, Ladder


class LaddersInForce:
    """The newest version of every ladder, for the clocks of one act; one query.

    `draft` is looked at as if it were in force already.
    """

    def __init__(self, draft: Ladder | None = None, rules: RulesInForce | None = None) -> None:
        ladders = (rules or rules_in_force()).ladders
        self._known = {(row.rule_key, row.unit_id): row for row in ladders}
        if draft is not None:
            self._known[draft.rule_key, draft.unit_id] = draft

    def of(self, rule_key: str, unit: Unit) -> Ladder:
        """Raises `Ladder.DoesNotExist` for a rule that no ladder was loaded for."""
        for unit_id in (*reversed(path_ids(unit.path)), None):
            found = self._known.get((rule_key, unit_id))
            if found is not None:
                return found
        raise Ladder.DoesNotExist(rule_key)


class DeadlineContext:
    """Lives as long as one act or one sweep, so that a change counts from the next one on.

    What was worked out for one clock is kept for those that began like it; regions without rest
    days of their own share one calendar. `as_if` shows what it would say with the days of one
    year replaced.
    """

    def __init__(self, as_if: YearOfDays | None = None) -> None:
        self._as_if = as_if
        self._calendars: dict[int, WorkCalendar] = {}
        self._begun: dict[tuple[int, date, int | None, WorkCalendar], due_date.Deadline] = {}
        self._firing: dict[tuple[Rung, date, date, WorkCalendar], datetime] = {}

    @cached_property
    def ladders(self) -> LaddersInForce:
        return LaddersInForce(rules=self._rules)

    @cached_property
    def _rules(self) -> RulesInForce:
        return rules_in_force()

    def rule(self, key: str, on: date) -> ClockRule:
        """The version in effect on a day; before the first one, the first.

        Raises `ClockRule.DoesNotExist` for an unknown key.
        """
        versions = self._rules.versions.get(key)
        if not versions:
            raise ClockRule.DoesNotExist(key)
        return next((r for r in reversed(versions) if r.effective_from <= on), versions[0])

    def calendar(self, unit: Unit) -> WorkCalendar:
        if unit.region_id not in self._calendars:
            self._calendars[unit.region_id] = calendar_for(unit, as_if=self._as_if)
        return self._calendars[unit.region_id]

    def begun(self, clock: Clock) -> due_date.Deadline:
        """The limit of a clock that only just started."""
        key = (clock.rule_id, clock.started_on, clock.length, self.calendar(clock.unit))
        if key not in self._begun:
            start = due_date.Event(due_date.EventKind.START, clock.started_on)
            self._begun[key] = self.deadline(clock, [start])
        return self._begun[key]

    def deadline(self, clock: Clock, events: list[due_date.Event]) -> due_date.Deadline:
        return due_date.deadline(
            clock.rule.as_rule(), events, self.calendar(clock.unit), length=clock.length
        )

    def rungs(self, clock: Clock) -> list[tuple[Ladder, Rung, datetime]]:
        """The rungs ahead of a clock, and when each fires; none without a last day."""
        if clock.due_on is None:
            return []
        ladder = self.ladders.of(clock.rule.key, clock.unit)
        return [(ladder, rung, self.fires_at(rung, clock)) for rung in ladder.steps]

    def fires_at(self, rung: Rung, clock: Clock) -> datetime:
        """When a rung speaks of a clock. Raises ValueError for one without a last day."""
        if clock.due_on is None:
            raise ValueError("a clock without a last day has no rungs")
        calendar = self.calendar(clock.unit)
        key = (rung, clock.started_on, clock.due_on, calendar)
        if key not in self._firing:
            self._firing[key] = fires_at(
                rung, started_on=clock.started_on, due_on=clock.due_on, calendar=calendar
            )
        return self._firing[key]
