"""Lists: what narrows them, how they page, and that rows cost no queries."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.office import MONDAY, Office, act, advance, petition
from tests.petitions.api.calling import Programme, programme, registered
from workflows.models import Case


def _count(caller: Programme, **query: str) -> int:
    count: int = caller.get("cases/", **query).json()["count"]
    return count


def test_cases_are_found_by_each_question(office: Office) -> None:
    old, new = petition(office).case, petition(office, at=MONDAY + timedelta(days=7)).case
    act(office, new, "forward", "officer", at=MONDAY + timedelta(days=7))
    act(office, new, "appoint_leader", "officer", at=MONDAY + timedelta(days=7))
    caller = programme(office, "officer")
    assert _count(caller) == 2
    assert _count(caller, status="forwarded") == 1
    assert _count(caller, status="forwarded,registered") == 2
    assert _count(caller, unit="150121-department") == 1
    assert _count(caller, leader="leader") == 1
    assert _count(caller, to="2026-08-05") == 1
    assert _count(caller, **{"from": "2026-08-05", "to": "2026-08-09"}) == 0
    assert _count(caller, q=old.number) == 1
    assert _count(caller, q="补发") == 2
    assert _count(caller, overdue="true") == 2
    assert _count(caller, overdue="false") == 0
    assert _count(caller, status="", unit="", overdue="", q="") == 2


def test_a_petitioners_unused_right_makes_nobody_late(office: Office) -> None:
    case, served = petition(office).case, MONDAY + timedelta(days=17)
    advance(office, case, "investigate", at=served)
    against = {"outcome": "not_supported", "answered": "已当面说明理由。"}
    act(office, case, "draft_opinion", "unit_officer", at=served, **against)
    act(office, case, "sign_off", "unit_head", at=served)
    act(office, case, "serve", "unit_officer", at=served)
    (line,) = programme(office, "officer").get("cases/").json()["results"]
    assert (line["overdue"], line["due_on"]) == (False, None)


@time_machine.travel("2026-11-30T10:00:00+08:00", tick=False)
def test_a_supported_opinion_that_is_not_carried_out_makes_the_unit_late(office: Office) -> None:
    case = advance(office, petition(office).case, "serve", at=MONDAY + timedelta(days=17))
    execution = case.clocks.get(rule__key="execution")
    (line,) = programme(office, "officer").get("cases/").json()["results"]
    assert (line["overdue"], line["due_on"]) == (True, str(execution.due_on))


def test_a_petitioner_is_told_his_own_limits_and_no_unit_s(office: Office) -> None:
    new, later = registered(office), timezone.now()
    case = advance(office, Case.objects.get(number=new["number"]), "investigate", at=later)
    limit = {"unit": office.units["other"].pk, "limit_on": later.date() + timedelta(days=5)}
    act(office, case, "ask_assistance", "unit_officer", at=later, task="提供缴费记录。", **limit)
    act(office, case, "appoint_leader", "officer", at=later)
    act(office, case, "supervise", "officer", at=later, ground="perfunctory")
    own = Programme(new["query_code"])
    shown = {clock["rule"] for clock in own.get(f"cases/{case.number}/clocks/").json()}
    assert shown == {"xf_triage", "transfer_notice", "handle"}
    handle = case.clocks.get(rule__key="handle")
    assert own.get(f"cases/{case.number}/").json()["due_on"] == str(handle.due_on)
    whole = programme(office, "officer").get(f"cases/{case.number}/clocks/").json()
    assert {"assist_report", "leader_case", "supervise_reply"} <= {c["rule"] for c in whole}


def test_pages_lead_on_and_back(office: Office) -> None:
    numbers = {petition(office).case.number for _n in range(3)}
    caller = programme(office, "officer")
    first = caller.get("cases/", page_size="2").json()
    second = caller.get(first["next"]).json()
    assert (first["count"], first["previous"], second["next"]) == (3, None, None)
    found = [line["number"] for page in (first, second) for line in page["results"]]
    assert len(found) == 3
    assert set(found) == numbers
    assert caller.get(second["previous"]).json() == first
    assert caller.get("cases/", page="9").json()["results"] == []


@pytest.mark.parametrize("path", ["cases/", "desk/"])
def test_rows_cost_no_queries(office: Office, path: str) -> None:
    caller = programme(office, "officer")
    petition(office)
    caller.get(path)
    with CaptureQueriesContext(connection) as few:
        caller.get(path)
    for _n in range(4):
        petition(office)
    with CaptureQueriesContext(connection) as many:
        caller.get(path)
    assert len(few) == len(many) <= 15


@pytest.mark.parametrize("below", ["", "acts/", "clocks/", "events/"])
def test_no_view_of_a_case_asks_more_than_thirty_queries(office: Office, below: str) -> None:
    case = advance(office, petition(office).case, "serve", at=MONDAY + timedelta(days=17))
    caller = programme(office, "officer")
    caller.get("units/")  # the first call of a day notes the day
    with CaptureQueriesContext(connection) as asked:
        assert caller.get(f"cases/{case.number}/{below}").status_code == 200
    assert len(asked) <= 20


def test_units_and_regions_are_looked_up_by_name_or_code(office: Office) -> None:
    caller = programme(office, "officer")
    (unit,) = caller.get("units/", q="县信访局").json()["results"]
    assert unit == {"code": "150121-bureau", "name": "县信访局", "kind": "petition_bureau"}
    (region,) = caller.get("regions/", q="150121").json()["results"]
    assert region == {"code": "150121", "name": "土默特左旗"}
