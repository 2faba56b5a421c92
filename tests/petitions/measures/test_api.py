"""Measures through the programme interface: the rows one may see, the words one may read."""

from tests.office import Office
from tests.petitions.api.calling import programme
from workflows.models import Case


def test_measures_are_told_with_their_limits(office: Office, case: Case) -> None:
    answer = programme(office, "unit_head").get("measures/", case=case.number).json()
    assert answer["count"] == 5
    first = answer["results"][0]
    assert (first["place"], first["due_on"], first["state"]) == (1, "2026-08-24", "going_on")
    assert first["problem"] == "养老金停发四个月。"
    narrowed = programme(office, "unit_head").get("measures/", state="overdue").json()
    assert [each["place"] for each in narrowed["results"]] == [1]


def test_readers_of_the_envelope_get_no_words_and_strangers_nothing(
    office: Office, case: Case
) -> None:
    told = programme(office, "monitor").get("measures/").json()["results"]
    assert {each["problem"] for each in told} == {each["text"] for each in told} == {None}
    assert programme(office, "stranger").get("measures/").json()["count"] == 0
    assert programme(office, "unit_head").get("measures/", state="x").status_code == 422


def test_an_act_names_the_measure_by_its_number(office: Office, case: Case) -> None:
    caller = programme(office, "unit_officer")
    acts = {each["name"]: each for each in caller.get(f"cases/{case.number}/acts/").json()}
    fields = {each["name"]: each["type"] for each in acts["report_measure"]["fields"]}
    assert fields == {"measure": "integer", "done": "text"}
    path = f"cases/{case.number}/acts/report_measure/"
    assert caller.post(path, {"measure": 4, "done": "已办。"}).status_code == 422
    assert caller.post(path, {"measure": 1, "done": "已办。"}).status_code == 200
