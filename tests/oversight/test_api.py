"""Reports through the programme interface."""

from tests.office import MONDAY, Office, act, petition
from tests.petitions.api.calling import programme


def test_the_caller_gets_the_figures_of_his_cases(office: Office) -> None:
    act(office, petition(office).case, "appoint_leader", "officer", at=MONDAY)
    mine = programme(office, "bureau_head").get("reports/leaders/").json()
    theirs = programme(office, "stranger").get("reports/leaders/").json()
    assert (mine["counts"]["led"], theirs["counts"]["led"]) == (1, 0)
    figure = mine["figures"][0]
    assert figure.keys() >= {"name", "formula", "numerator", "denominator", "value", "parts"}


def test_as_of_through_the_interface(office: Office) -> None:
    act(office, petition(office).case, "appoint_leader", "officer", at=MONDAY)
    caller = programme(office, "monitor")
    before = caller.get("reports/leaders/", as_of="2026-08-01T00:00:00+08:00").json()
    assert before["counts"]["led"] == 0


def test_refusals_are_problems(office: Office) -> None:
    caller = programme(office, "monitor")
    assert caller.get("reports/weather/").status_code == 404
    assert caller.get("reports/leaders/", unit="nowhere").status_code == 404
    assert caller.get("reports/leaders/", colour="red").status_code == 422
    for query in ({"to": "9999-12-31"}, {"from": "0001-01-01"}, {"as_of": "9999-12-31T23:00Z"}):
        assert caller.get("reports/annual/", **query).status_code == 422
    assert programme(office, "monitor").get("schema/").status_code == 200
