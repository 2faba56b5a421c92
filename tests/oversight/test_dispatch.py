"""The month's dispatch: what happened in it, and how leaders and units stood at its end."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.reports.registry import build
from oversight.reports.scope import unrestricted_scope
from tests.office import MONDAY, Office, act, advance, close_waived, petition
from tests.oversight.asking import asked_by, day, reported, row
from workflows.models import Case, CaseExclusion

AUGUST = ("--from", "2026-08-01", "--to", "2026-08-31")
SEPTEMBER = ("--from", "2026-09-01", "--to", "2026-09-30")


def dispatch(*options: str, as_of: str = "2026-12-01") -> dict[str, Any]:
    return reported("dispatch", *options, as_of=as_of)


def led(office: Office) -> Case:
    case = petition(office).case
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    return case


def close(office: Office, case: Case, *, on: str) -> None:
    advance(office, case, "serve", at=day("2026-08-20"))
    close_waived(office, case, at=day(on))


def test_a_month_counts_what_happened_in_it_and_stood_at_its_end(office: Office) -> None:
    close(office, led(office), on="2026-08-25")
    close(office, led(office), on="2026-09-02")
    act(office, led(office), "withdraw", "petitioner", at=day("2026-08-26"))
    led(office)
    petition(office, at=day("2026-09-01"))
    august, september = dispatch(*AUGUST), dispatch(*SEPTEMBER)
    assert (august["from"], august["as_of"]) == ("2026-08-01", "2026-08-31T16:00:00+00:00")
    shown = ("put_under", "led_finished_now", "led_in_hand", "received", "in_hand", "overdue")
    assert [august["counts"][name] for name in shown] == [4, 1, 2, 4, 2, 1]
    # Two that were closed are overdue as well: nobody reported that they were carried out.
    assert [september["counts"][name] for name in shown] == [0, 1, 1, 1, 2, 4]
    rate = august["by_name"]["led_closing_rate"]
    assert rate["parts"] == {"finished_now": 1, "ended_now": 1, "in_hand": 2}
    assert (rate["value"], september["by_name"]["closing_rate"]["value"]) == (25.0, 33.3)
    leaders = september["by_name"]["finished_rate"]
    assert (leaders["numerator"], leaders["denominator"]) == (2, 4)


def test_leaders_and_units_have_their_rows(office: Office) -> None:
    close(office, led(office), on="2026-08-25")
    advance(office, led(office), "forward", at=MONDAY)
    petition(office)
    found = dispatch(*AUGUST)
    (leader,) = found["tables"]["by_leader"]
    assert leader["post"] == "县委 leader"
    assert [leader[name] for name in ("put_under", "finished_now", "in_hand", "rate")] == [
        2, 1, 1, 50.0,
    ]  # fmt: skip
    unit = row(found, "by_unit", office.units["department"].code)
    assert (unit["finished_now"], unit["in_hand"], unit["led_in_hand"]) == (1, 1, 1)
    assert unit["closing_rate"] == 50.0
    assert row(found, "by_unit", office.units["bureau"].code)["in_hand"] == 1


def test_limits_passed_and_limits_to_come_are_listed(office: Office) -> None:
    late = petition(office).case
    coming = advance(office, led(office), "investigate", at=MONDAY)
    found = dispatch(as_of="2026-08-31")
    assert found["from"] == "2026-08-01"
    assert [(each["number"], each["due_on"]) for each in found["tables"]["overdue"]] == [
        (late.number, "2026-08-18")
    ]
    (upcoming,) = found["tables"]["next"]
    assert (upcoming["number"], upcoming["post"]) == (coming.number, "县委 leader")


def test_a_limit_extended_later_was_overdue_before(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    before = dispatch(as_of="2026-09-10")["tables"]["next"]
    act(office, case, "extend", "unit_head", at=day("2026-09-15"))
    handed = {"way": "direct", "received_by": "信访人甲"}
    act(office, case, "record_service", "unit_officer", at=day("2026-09-15"), **handed)
    assert dispatch(as_of="2026-09-10")["tables"]["next"] == before
    (after,) = dispatch(as_of="2026-09-16")["tables"]["next"]
    assert (before[0]["number"], before[0]["due_on"] < after["due_on"]) == (case.number, True)
    assert dispatch(as_of="2026-10-20")["counts"]["overdue"] == 0


def test_a_unit_has_in_its_month_what_it_held_then(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=day("2026-08-27"))
    own = ("--unit", office.units["department"].code)
    act(office, case, "object", "unit_officer", at=day("2026-09-01"))
    act(office, case, "uphold_objection", "officer", at=day("2026-09-02"))
    assert dispatch(*AUGUST, *own)["counts"]["in_hand"] == 1
    assert dispatch(*SEPTEMBER, *own)["counts"]["in_hand"] == 0


def test_a_recused_leader_leads_no_longer_from_then_on(office: Office) -> None:
    case = led(office)
    person = office["leader"].pk
    grounds = {"ground": "other", "asked_by": "office", "person": person}
    act(office, case, "recuse_leader", "officer", at=day("2026-08-10"), **grounds)
    assert dispatch(as_of="2026-08-09")["counts"]["led_in_hand"] == 1
    assert dispatch(as_of="2026-08-11")["counts"]["led_in_hand"] == 0
    assert reported("leaders", as_of="2026-08-11")["counts"]["led"] == 0


def test_readers_see_their_own_and_nothing_kept_from_them(office: Office) -> None:
    case = led(office)
    for name, numbers in (("monitor", [case.number]), ("stranger", [])):
        report = asked_by(office, name, "dispatch", as_of="2026-08-31").as_json()
        listed = report["tables"]["overdue"] + report["tables"]["next"]
        assert [each["number"] for each in listed] == numbers
    CaseExclusion.objects.create(case=case, person=office["monitor"], reason="x", since=MONDAY)
    report = asked_by(office, "monitor", "dispatch", as_of="2026-08-31").as_json()
    assert case.number not in str(report)
    assert report["counts"]["in_hand"] == 0


def test_extended_limits_cost_no_more_queries(office: Office) -> None:
    asked = unrestricted_scope(at=day("2026-09-10"), since=None, until=None, unit=None)
    used = []
    for _round in range(2):
        case = advance(office, petition(office).case, "investigate", at=MONDAY)
        act(office, case, "extend", "unit_head", at=day("2026-09-15"))
        with CaptureQueriesContext(connection) as seen:
            build("dispatch", asked)
        used.append(len(seen))
    assert used[0] == used[1] <= 15
