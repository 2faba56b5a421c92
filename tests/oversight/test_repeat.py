"""Repeats and what was solved at once, on matters counted by hand."""

from typing import Any

from tests.office import Office, act, advance, close_waived, petition
from tests.oversight.asking import asked_by, day, reported, row
from tests.ways import bring_to
from workflows.models import Case
from workflows.states import Status

RATE, ENDED = "solved_at_once_rate", "solved_at_once_rate_ended"


def repeat(*options: str, as_of: str = "2026-10-30") -> dict[str, Any]:
    return reported("repeat", *options, as_of=as_of)


def answered(office: Office, *, on: str = "2026-08-20") -> Case:
    return advance(office, petition(office).case, "serve", at=day(on))


def brought_again(office: Office, case: Case, *, on: str) -> Case:
    second = petition(office, at=day(on)).case
    act(office, second, "link_repeat", "officer", at=day(on), original=case.number)
    return second


def refused_as_same(office: Office, act_name: str, ground: str, **more: object) -> None:
    case = petition(office).case
    given = {"ground": ground, "reason": "同一事项。"} | more
    act(office, case, act_name, "officer", at=day("2026-08-05"), **given)


def test_repeats_are_what_officers_found_to_be_the_same(office: Office) -> None:
    original = bring_to(office, Status.LINKED).original
    assert original is not None
    refused_as_same(office, "refuse", "open", handled_as=original.number)
    refused_as_same(office, "refuse", "court")
    ended = bring_to(office, Status.CONCLUDED)
    refused_as_same(office, "refuse_final", "rechecked", earlier=ended.number)
    found = repeat()
    rate = found["by_name"]["repeat_rate"]
    assert rate["parts"] == {"matters": 6, "linked": 1, "refused": 2}
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (3, 6, 50.0)
    assert "linked" in rate["formula"]
    assert row(found, "by_unit", office.units["bureau"].code)["repeats"] == 3
    assert row(found, "by_content", "other")["repeat_rate"] == 50.0


def test_solved_at_once_is_finished_and_not_come_back(office: Office) -> None:
    close_waived(office, answered(office), at=day("2026-08-22"))
    again, open_case = answered(office), answered(office)
    brought_again(office, again, on="2026-08-24")
    close_waived(office, again, at=day("2026-08-26"))
    bring_to(office, Status.UNDER_REVIEW)
    act(office, answered(office), "withdraw", "petitioner", at=day("2026-08-25"))
    found = repeat()
    parts = {"solved": 1, "reviewed": 1, "again": 1, "unfinished": 1}
    assert found["by_name"][RATE]["parts"] == found["by_name"][ENDED]["parts"] == parts
    assert (found["by_name"][RATE]["value"], found["by_name"][ENDED]["value"]) == (25.0, 33.3)
    close_waived(office, open_case, at=day("2026-09-05"))
    assert repeat()["by_name"][RATE]["value"] == 50.0


def test_what_came_later_was_not_true_before(office: Office) -> None:
    case = answered(office)
    act(office, case, "rate", "petitioner", at=day("2026-08-21"))
    brought_again(office, case, on="2026-08-24")
    close_waived(office, case, at=day("2026-08-26"))
    assert repeat(as_of="2026-08-23")["by_name"][RATE]["parts"]["unfinished"] == 1
    assert repeat(as_of="2026-08-24")["by_name"][RATE]["parts"]["again"] == 1
    assert repeat(as_of="2026-08-23")["counts"]["repeats"] == 0
    assert repeat("--from", "2026-08-21")["counts"] == {
        "matters": 1, "repeats": 1, "answered": 0, "solved": 0,
    }  # fmt: skip


def test_a_unit_is_told_of_repeats_taken_in_elsewhere(office: Office) -> None:
    brought_again(office, answered(office), on="2026-08-24")
    own = ("--unit", office.units["department"].code)
    assert repeat(*own)["by_name"][RATE]["parts"]["again"] == 1
    assert repeat(*own)["counts"]["matters"] == 1


def test_readers_count_their_own_and_nobody_is_named(office: Office) -> None:
    case = answered(office)
    brought_again(office, case, on="2026-08-24")
    found = {
        name: asked_by(office, name, "repeat", as_of="2026-10-30")
        for name in ("monitor", "stranger")
    }
    assert {name: each.counts["matters"] for name, each in found.items()} == {
        "monitor": 2,
        "stranger": 0,
    }
    told = str(found["monitor"].as_json())
    assert "信访人甲" not in told
    assert case.number not in told
