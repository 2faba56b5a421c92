"""A case sent down three levels, objected to, returned, designated: one timeline, two books."""

from collections import Counter
from datetime import date, timedelta

import pytest

from tests.office import MONDAY
from tests.workflows.transfers.levels import Levels
from workflows.acts.act_refusals import Forbidden, Incomplete, NotFound, Refused
from workflows.cases import desk_moves
from workflows.models import Case, Clock, TransferEntry
from workflows.states import Status

DAY = timedelta(days=1)


def running(case: Case) -> dict[str, tuple[str, date, date | None]]:
    """Rule → the unit that answers, the day it counts from and its last day."""
    clocks = case.clocks.filter(state=Clock.State.RUNNING).select_related("rule", "unit")
    return {c.rule.key: (c.unit.code, c.started_on, c.due_on) for c in clocks}


def waits_at(case: Case) -> tuple[str, str]:
    task = desk_moves.waiting(case)
    assert task is not None
    assert task.unit is not None
    return task.unit.code, task.role


def books(case: Case) -> dict[str, Counter[tuple[str, str]]]:
    """Sent and received lines as (sender, receiver) pairs, which must be alike."""
    lines = TransferEntry.objects.filter(case=case).select_related("unit", "other")
    out = Counter((line.unit.code, line.other.code) for line in lines if line.book == "out")
    into = Counter((line.other.code, line.unit.code) for line in lines if line.book == "in")
    return {"out": out, "in": into}


def test_three_levels_down_objected_returned_and_designated(levels: Levels) -> None:
    case, do = sent_down_three_levels(levels), levels.do
    # The written notice is due 15 days after the first dispatch, objecting 5 working days
    # after one's own.
    assert running(case) == {
        "transfer_notice": ("town", date(2026, 8, 3), date(2026, 8, 18)),
        "jurisdiction_objection": ("town", date(2026, 8, 5), date(2026, 8, 12)),
    }
    assert waits_at(case) == ("town", "unit_officer")
    do(case, "object", "town_officer", MONDAY + 3 * DAY)
    do(case, "uphold_objection", "officer", MONDAY + 4 * DAY)
    assert running(case) == {
        "transfer_notice": ("150121-bureau", date(2026, 8, 3), date(2026, 8, 18))
    }
    do(case, "forward", "officer", MONDAY + 4 * DAY, unit="other_town")
    do(case, "object", "other_town_officer", MONDAY + 7 * DAY)
    do(case, "uphold_objection", "officer", MONDAY + 8 * DAY)
    with pytest.raises(Refused, match="二十四"):
        do(case, "forward", "officer", MONDAY + 8 * DAY, unit="town")
    do(case, "designate", "bureau_head", MONDAY + 8 * DAY, unit="town", reason="属地管理。")
    assert running(case) == {"transfer_notice": ("town", date(2026, 8, 11), date(2026, 8, 26))}
    do(case, "accept", "town_officer", MONDAY + 9 * DAY)
    assert set(running(case)) == {"handle"}
    assert [event.act for event in case.events.all()] == TIMELINE
    assert books(case)["out"] == books(case)["in"] == Counter(SENT)


def sent_down_three_levels(levels: Levels) -> Case:
    case, do = levels.case(), levels.do
    do(case, "forward", "province_officer", MONDAY, unit="city")
    do(case, "acknowledge", "city_officer", MONDAY + DAY)
    do(case, "forward", "city_officer", MONDAY + DAY, unit="bureau")
    do(case, "forward", "officer", MONDAY + 2 * DAY, unit="town")
    return case


TIMELINE = [
    *("register", "forward", "acknowledge", "forward", "forward", "object", "uphold_objection"),
    *("forward", "object", "uphold_objection", "designate", "accept"),
    "record_service",
]
SENT = [
    ("province", "city"),
    ("city", "150121-bureau"),
    ("150121-bureau", "town"),
    ("town", "150121-bureau"),
    ("150121-bureau", "other_town"),
    ("other_town", "150121-bureau"),
    ("150121-bureau", "town"),
]


def test_every_unit_on_the_way_keeps_its_part_and_whoever_gave_it_up_held_it_before(
    levels: Levels,
) -> None:
    case, do = levels.case(), levels.do
    do(case, "forward", "province_officer", MONDAY, unit="city")
    do(case, "forward", "city_officer", MONDAY, unit="bureau")
    do(case, "forward", "officer", MONDAY, unit="town")
    do(case, "object", "town_officer", MONDAY)
    do(case, "uphold_objection", "officer", MONDAY)
    parts = {(part.unit.code, part.part) for part in case.parts.select_related("unit")}
    assert parts == {
        ("province", "intake"),
        ("city", "sender"),
        ("150121-bureau", "holder"),
        ("town", "former"),
    }
    assert waits_at(case) == ("150121-bureau", "officer")


def test_objections_go_back_up_level_by_level(levels: Levels) -> None:
    case, do = levels.case(), levels.do
    do(case, "forward", "province_officer", MONDAY, unit="city")
    do(case, "forward", "city_officer", MONDAY, unit="bureau")
    do(case, "object", "officer", MONDAY + DAY)
    do(case, "uphold_objection", "city_officer", MONDAY + DAY)
    held = Case.objects.get(pk=case.pk)
    assert (held.status, held.holding_unit.code) == (Status.FORWARDED, "city")
    assert (held.sender_unit, held.returns) == (levels.office.units["province"], 1)


def test_a_unit_sends_on_to_its_own_tree_alone(levels: Levels) -> None:
    case, do = levels.case(), levels.do
    do(case, "forward", "province_officer", MONDAY, unit="bureau")
    with pytest.raises(Incomplete):
        do(case, "forward", "officer", MONDAY, unit="elsewhere")
    with pytest.raises(Forbidden):
        do(case, "forward", "province_officer", MONDAY, unit="city")
    with pytest.raises(NotFound):
        do(case, "forward", "city_officer", MONDAY, unit="town")


def test_the_report_owed_above_stays_and_bounds_the_one_asked_below(levels: Levels) -> None:
    case, do = levels.case(), levels.do
    do(case, "assign", "province_head", MONDAY, unit="bureau", limit_on="2026-09-30")
    with pytest.raises(Refused, match="2026-09-30"):
        do(case, "assign", "bureau_head", MONDAY, unit="town", limit_on="2026-10-15")
    do(case, "assign", "bureau_head", MONDAY, unit="town", limit_on="2026-09-20")
    reports = case.clocks.filter(rule__key="assign_report")
    assert set(reports.values_list("unit__code", "state")) == {
        ("150121-bureau", "running"),
        ("town", "running"),
    }
    do(case, "object", "town_officer", MONDAY)
    do(case, "uphold_objection", "officer", MONDAY)
    assert set(reports.values_list("unit__code", "state")) == {
        ("150121-bureau", "running"),
        ("town", "void"),
    }


def test_a_party_to_the_dispute_designates_nobody_and_a_superior_may(levels: Levels) -> None:
    case, do = levels.case(), levels.do
    do(case, "forward", "province_officer", MONDAY, unit="city")
    do(case, "forward", "city_officer", MONDAY, unit="bureau")
    do(case, "object", "officer", MONDAY)
    with pytest.raises(Refused, match="二十四"):
        do(case, "designate", "bureau_head", MONDAY, unit="town", reason="推给乡镇。")
    do(case, "designate", "city_head", MONDAY, unit="bureau", reason="属地管理。")
    held = Case.objects.get(pk=case.pk)
    assert (held.sender_unit, held.holding_unit) == (
        levels.office.units["city"],
        levels.office.units["bureau"],
    )


def test_signing_for_a_case_moves_no_limit_and_is_done_once(levels: Levels) -> None:
    case, do = levels.case(), levels.do
    do(case, "forward", "province_officer", MONDAY, unit="bureau")
    before = running(case)
    do(case, "acknowledge", "officer", MONDAY + DAY)
    assert running(case) == before
    with pytest.raises(Refused):
        do(case, "acknowledge", "bureau_head", MONDAY + DAY)


def test_what_is_done_with_a_case_says_that_it_arrived(levels: Levels) -> None:
    case, do = levels.case(), levels.do
    do(case, "forward", "province_officer", MONDAY, unit="town")
    do(case, "urge", "province_officer", MONDAY)
    assert not TransferEntry.objects.filter(book="in").exists()
    do(case, "accept", "town_officer", MONDAY + DAY)
    line = TransferEntry.objects.get(book="in")
    assert (line.unit.code, line.other.code, line.event.act) == ("town", "province", "accept")
