"""A case from the letter to the rating, through the interface with tokens alone."""

from typing import Any

from django.utils import timezone

from tests.office import DETAILS, Office, with_slips
from tests.petitions.api.calling import LETTER, Programme, acts_of, programme, registered

UNIT = "150121-department"
HAS_FILES = {"handed_slip", "scan"}


def _do(caller: Programme, number: str, act: str, **details: Any) -> str:
    """Perform an act that the interface itself offers, and give the new status."""
    assert act in acts_of(caller, number)
    path, details = f"cases/{number}/acts/{act}/", with_slips(details)
    answer = (caller.post_files if HAS_FILES & details.keys() else caller.post)(path, details)
    assert answer.status_code == 200, answer.content
    assert answer.json()["event"]["act"] == act
    status: str = answer.json()["status"]
    return status


def test_a_case_goes_from_registration_to_rating_with_tokens_alone(office: Office) -> None:
    new = registered(office)
    number, today = new["number"], str(timezone.localdate())
    officer, worker = programme(office, "officer"), programme(office, "unit_officer")
    serve = DETAILS["serve"] | {"served_on": today}
    steps = [
        _do(officer, number, "forward", unit=UNIT),
        _do(worker, number, "accept", **DETAILS["accept"]),
        _do(officer, number, "appoint_leader", leader="leader"),
        _do(worker, number, "investigate"),
        _do(programme(office, "unit_head"), number, "extend", days=30, reason="情况复杂。"),
        _do(worker, number, "draft_opinion", **DETAILS["draft_opinion"]),
        _do(programme(office, "leader"), number, "sign_off"),
        _do(worker, number, "serve", **serve),
        _do(Programme(new["query_code"]), number, "rate", bureau_rating=0, unit_rating=1),
    ]
    assert steps[-3:] == ["signed", "served", "served"]
    seen = officer.get(f"cases/{number}/").json()
    assert (seen["bureau_rating"], seen["unit_rating"]) == (0, 1)


def test_registration_answers_with_the_case_its_address_and_the_query_code(
    office: Office,
) -> None:
    answer = programme(office, "registrar").post("cases/", LETTER)
    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == body["url"]
    assert body["url"].endswith(f"/api/v1/cases/{body['number']}/")
    assert len(body["query_code"].replace("-", "")) == 16
    assert body["status"] == "registered"
    assert body["letter"]["petitioners"][0]["name"] == "信访人甲"


def test_every_event_is_told_with_its_papers(office: Office) -> None:
    number = registered(office)["number"]
    officer = programme(office, "officer")
    _do(officer, number, "forward", unit=UNIT, remark="请依法处理")
    first, second = officer.get(f"cases/{number}/events/").json()
    assert [first["act"], second["act"]] == ["register", "forward"]
    assert second["actor"]["username"] == "officer"
    assert second["details"]["remark"] == "请依法处理"
    assert [paper["kind"] for paper in second["documents"]] == ["transfer_letter"]


def test_every_clock_comes_with_a_proof_that_leads_to_its_date(office: Office) -> None:
    number = registered(office)["number"]
    (clock,) = programme(office, "officer").get(f"cases/{number}/clocks/").json()
    assert clock["rule"] == "xf_triage"
    assert clock["stored"] == {"due_on": clock["due_on"], "state": "running"}
    assert clock["responsible"]["code"] == "150121-bureau"
    assert [step["kind"] for step in clock["proof"]].count("counted") == clock["length"]


def test_the_desk_shows_what_waits_and_a_case_is_claimed_once(office: Office) -> None:
    number = registered(office)["number"]
    officer = programme(office, "officer")
    (task,) = officer.get("desk/").json()["results"]
    assert (task["number"], task["owner"]) == (number, None)
    claimed = officer.post(f"desk/{task['id']}/claim/")
    assert claimed.json()["owner"]["username"] == "officer"
    assert programme(office, "stranger").post(f"desk/{task['id']}/claim/").status_code == 404


def test_a_form_is_described_so_that_a_programme_can_draw_it(office: Office) -> None:
    number = registered(office)["number"]
    offered = programme(office, "officer").get(f"cases/{number}/acts/").json()
    (forward,) = [act for act in offered if act["name"] == "forward"]
    unit, simple, _remark = forward["fields"]
    assert (unit["name"], unit["type"], unit["required"]) == ("unit", "unit", True)
    assert {"value": UNIT, "label": "县人力资源和社会保障局"} in unit["choices"]
    assert (simple["type"], simple["required"]) == ("boolean", False)
    assert forward["url"].endswith(f"cases/{number}/acts/forward/")
