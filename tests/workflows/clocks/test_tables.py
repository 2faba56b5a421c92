"""Dated tables: for every rule of the catalogue, when it ends."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.workflows.clocks.building import CALENDAR, RULES, extended, on, paused, run
from tests.workflows.clocks.tables import LIMITS, OCCASIONS
from tests.workflows.clocks.tables_moved import EXTENDED, HEARD, ISSUED
from workflows.counting.due_date import Deadline, Event, LengthUnit
from workflows.counting.work_calendar import CalendarDay, DayKind

LIMITED = [rule for rule in RULES.values() if rule.unit is not LengthUnit.NONE]


@dataclass(frozen=True)
class Case:
    """A row of the tables, ready to be counted; `said` is what the row is about."""

    key: str
    said: str
    occasion: str
    start: str
    due: str
    events: tuple[Event, ...] = ()
    length: int | None = None

    def count(self) -> Deadline:
        return run(self.key, self.start, *self.events, length=self.length)


def rows(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        yield line.split()


def bare() -> Iterator[Case]:
    for limit in LIMITS:
        for key in limit.articles:
            for row in limit.rows:
                yield Case(key, key, row.occasion, row.start, row.due)


def extensions() -> Iterator[Case]:
    for (key, added), table in EXTENDED.items():
        for occasion, start, approved, due, *_why in rows(table):
            events = (extended(approved, added),)
            yield Case(key, f"{key} extended", occasion, start, due, events)


def hearings() -> Iterator[Case]:
    for occasion, start, first, resumed, due, *_why in rows(HEARD):
        events = tuple(paused(first, resumed))
        yield Case("recheck_decide", "recheck_decide heard", occasion, start, due, events)


def issued() -> Iterator[Case]:
    for (key, _article), table in ISSUED.items():
        for occasion, start, length, due, *_why in rows(table):
            yield Case(key, f"{key} issued", occasion, start, due, length=int(length))


CASES = [*bare(), *extensions(), *hearings(), *issued()]


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.said} {c.start}") for c in CASES])
def test_a_limit_ends_on_the_day_the_law_says(case: Case) -> None:
    assert case.count().due_on == on(case.due)


@pytest.mark.parametrize("key", sorted({case.said for case in CASES}))
def test_every_limit_is_counted_on_each_occasion(key: str) -> None:
    assert {case.occasion for case in CASES if case.said == key} >= set(OCCASIONS)


def days_of(answer: Deadline) -> list[CalendarDay]:
    """The days after the event, up to the last one."""
    assert answer.due_on is not None
    length = (answer.due_on - answer.started_on).days
    return [CALENDAR.day(answer.started_on + timedelta(n + 1)) for n in range(length)]


def rests_for(answer: Deadline, name: str) -> bool:
    return any(day.name == name for day in days_of(answer) if not day.is_work)


def meets_made_up_day(answer: Deadline) -> bool:
    """In working days one is counted; any other limit has to end on it."""
    days = [day.on for day in days_of(answer) if day.kind is DayKind.MADE_UP_WORKDAY]
    return bool(days) if answer.rule.unit is LengthUnit.WORKING else answer.due_on in days


def is_at_a_months_end(answer: Deadline) -> bool:
    """In working days one is passed; any other limit starts or is counted up to it."""
    days = [answer.started_on, answer.counted_to or answer.started_on]
    if answer.rule.unit is LengthUnit.WORKING:
        days += [day.on for day in days_of(answer)]
    return any(day.day == monthrange(day.year, day.month)[1] for day in days)


def passes(answer: Deadline, month: int, day: int) -> bool:
    return any((each.on.month, each.on.day) == (month, day) for each in days_of(answer))


MEETS: dict[str, Callable[[Deadline], bool]] = {
    "春节": lambda answer: rests_for(answer, "春节"),
    "国庆节": lambda answer: rests_for(answer, "国庆节"),
    "调休": meets_made_up_day,
    "月末": is_at_a_months_end,
    "闰日": lambda answer: passes(answer, 2, 29),
    "年末": lambda answer: passes(answer, 1, 1),
}


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_row_meets_what_it_is_said_to_meet(occasion: str) -> None:
    said = [case for case in CASES if case.occasion == occasion]
    assert [case for case in said if not MEETS[occasion](case.count())] == []


def test_the_tables_hold_every_rule_with_its_article_length_and_unit() -> None:
    told = {
        key: (article, limit.length, limit.unit)
        for limit in LIMITS
        for key, article in limit.articles.items()
    }
    unset = {key: (article, None, LengthUnit.CALENDAR) for key, article in ISSUED}
    known = {rule.key: (rule.article, rule.length, rule.unit) for rule in LIMITED}
    assert unset | told == known


def test_the_tables_hold_every_rule_that_moves_or_is_set_by_its_issuer() -> None:
    assert {key for key, _ in EXTENDED} == {rule.key for rule in LIMITED if rule.extensions}
    issued = {(rule.key, rule.article) for rule in LIMITED if rule.issuer_extends}
    assert ISSUED.keys() == issued


@pytest.mark.parametrize(
    "key", [rule.key for rule in RULES.values() if rule.unit is LengthUnit.NONE]
)
def test_a_duty_to_act_at_once_has_no_date(key: str) -> None:
    answer = run(key, "2026-03-02")
    assert (answer.due_on, answer.due_at, answer.state) == (None, None, "running")
