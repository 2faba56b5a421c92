"""Rungs in per cent of the time allowed, and rungs as plain rows."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.clocks.building import CALENDAR, on
from workflows.counting.ladder import (
    ACTS,
    ADDRESSEES,
    DOCUMENTS,
    LadderError,
    Rung,
    fires_at,
    ladders,
    rung_as_row,
    rungs_from,
)
from workflows.counting.work_calendar import legal_date

STARTS = st.dates(date(2004, 1, 1), date(2030, 12, 31))
SHARES = st.integers(1, 300).filter(lambda offset: offset != 100)


def share(offset: int) -> Rung:
    return Rung("share", offset, "percent", "urge", ("holder",))


def fired_on(rung: Rung, start: date, due: date) -> date:
    return legal_date(fires_at(rung, started_on=start, due_on=due, calendar=CALENDAR))


@pytest.mark.parametrize(
    ("offset", "day"),
    [
        (50, "2026-09-04"),  # 33 days of 66: Sat 5 Sep, back to Friday
        (75, "2026-09-22"),  # 49.5 days, told on the 50th
        (99, "2026-10-08"),  # 65.34 days: the last day itself
        (1, "2026-08-04"),  # 0.66 days: the first day
        (101, "2026-10-09"),  # 66.66 days: Fri 9 Oct
        (110, "2026-10-15"),  # 72.6 days
        (104, "2026-10-12"),  # 68.64 days: Sun 11 Oct, on to Monday
        (300, "2027-02-17"),  # 198 days: 17 Feb 2027, Wed
    ],
)
def test_a_share_of_the_time_allowed_falls_on_its_day(offset: int, day: str) -> None:
    # From 3 Aug to 8 Oct 2026 there are 66 days.
    assert fired_on(share(offset), on("2026-08-03"), on("2026-10-08")) == on(day)


@given(STARTS, st.integers(1, 200), SHARES, SHARES)
def test_shares_follow_each_other_between_the_start_and_the_limit(
    start: date, days: int, one: int, other: int
) -> None:
    due = CALENDAR.next_workday(start + timedelta(days))
    first, second = (fired_on(share(offset), start, due) for offset in sorted((one, other)))
    assert CALENDAR.previous_workday(start) <= first <= second
    for offset, day in ((min(one, other), first), (max(one, other), second)):
        assert CALENDAR.is_workday(day)
        assert (day <= due) if offset < 100 else (day > due)


DAYS = st.sampled_from(["calendar", "working"])
PAPERS = st.none() | st.sampled_from(sorted(DOCUMENTS))


@st.composite
def climbs(draw: st.DrawFn) -> tuple[Rung, ...]:
    """Any ladder without a fault."""
    days = sorted(draw(st.sets(st.integers(-30, 30).filter(bool))))
    shares = sorted(draw(st.sets(SHARES, max_size=5)))
    placed = [(n, draw(DAYS)) for n in days] + [(n, "percent") for n in shares]
    return tuple(
        Rung(
            f"rung_{number}",
            offset,
            unit,
            draw(st.sampled_from(sorted(ACTS - {"remind"}))),
            tuple(draw(st.lists(st.sampled_from(ADDRESSEES), min_size=1, unique=True))),
            draw(PAPERS),
        )
        for number, (offset, unit) in enumerate(placed)
    )


@given(climbs())
def test_a_ladder_comes_back_from_json_as_it_went(rungs: tuple[Rung, ...]) -> None:
    rows = json.loads(json.dumps([rung_as_row(rung) for rung in rungs]))
    assert rungs_from(rows) == rungs


def test_the_ladders_of_this_office_come_back_too() -> None:
    for rungs in ladders().by_rule.values():
        assert rungs_from([rung_as_row(rung) for rung in rungs]) == rungs


ROW = {"key": "urge", "offset": 1, "unit": "working", "act": "urge", "to": ["holder"]}


def test_a_row_without_a_document_issues_none() -> None:
    assert rungs_from([ROW]) == (Rung("urge", 1, "working", "urge", ("holder",)),)
    assert rungs_from([]) == ()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"unit": "percent", "offset": 100}, "urge: the last day itself has no rung"),
        ({"unit": "percent", "offset": 0}, "urge: too far from the limit"),
        ({"unit": "percent", "offset": 301}, "urge: too far from the limit"),
        (
            {"unit": "percent", "offset": 150, "act": "remind"},
            "urge: nobody is reminded of a limit that has passed",
        ),
        ({"act": "remind"}, "urge: nobody is reminded of a limit that has passed"),
        ({"offset": 367}, "urge: too far from the limit"),
        ({"offset": -367}, "urge: too far from the limit"),
        ({"offset": True}, "urge: offset is missing or no such value"),
        ({"offset": 1.5}, "urge: offset is missing or no such value"),
        ({"key": None}, "a rung without a name: key is missing or no such value"),
        (
            {"key": "a" * 21},
            f"{'a' * 21}: a key is up to 20 lower-case letters, digits and _",
        ),
        ({"to": "holder"}, "urge: to is missing or no such value"),
        ({"to": [["holder"]]}, "urge: unknown addressee"),
        ({"colour": "red", "font": "song"}, "urge: unknown fields: colour, font"),
    ],
)
def test_a_row_that_is_no_rung_is_refused_by_name(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(LadderError) as refused:
        rungs_from([ROW | change])
    with translation.override("en"):
        assert str(refused.value) == complaint


def test_a_refusal_is_told_in_the_readers_language() -> None:
    with pytest.raises(LadderError) as refused:
        rungs_from(["urge"])
    with translation.override("en"):
        assert str(refused.value) == "a rung is a table of named values, not urge"
    with translation.override("zh-hans"):
        assert str(refused.value) == "每一步骤应为带名称的若干值，不能是urge"


def test_days_and_shares_are_each_in_order_and_not_compared() -> None:
    half = ROW | {"key": "half", "offset": 50, "unit": "percent"}
    more = half | {"key": "more", "offset": 75}
    before = ROW | {"key": "before", "offset": -5, "unit": "calendar"}
    assert len(rungs_from([half, before, more, ROW])) == 4
    for wrong in ([more, before, half], [ROW, half, before]):
        with pytest.raises(LadderError) as refused:
            rungs_from(wrong)
        with translation.override("en"):
            assert str(refused.value) == "the rungs are not in order of time"
