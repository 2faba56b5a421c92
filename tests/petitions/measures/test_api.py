"""Measures through the programme interface: the rows one may see, the words one may read."""

from django.core.files.uploadedfile import SimpleUploadedFile

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
    assert fields == {"measure": "integer", "done": "text", "evidence": "files"}
    path = f"cases/{case.number}/acts/report_measure/"
    assert caller.post(path, {"measure": 4, "done": "已办。"}).status_code == 422
    assert caller.post(path, {"measure": 1, "done": "已办。"}).status_code == 200


def test_evidence_goes_up_with_the_act_and_comes_down_again(office: Office, case: Case) -> None:
    caller = programme(office, "unit_officer")
    proofs = [SimpleUploadedFile("凭证.txt", b"paid"), SimpleUploadedFile("b.txt", b"x")]
    body = {"measure": "1", "done": "已补发。", "evidence": proofs}
    headers = {"authorization": f"Token {caller.token}"}
    path = f"/api/v1/cases/{case.number}/acts/report_measure/"
    assert caller.client.post(path, body, headers=headers).status_code == 200
    measures = caller.get("measures/", case=case.number).json()["results"]
    files = next(each["evidence"] for each in measures if each["place"] == 1)
    assert [(each["name"], each["size"]) for each in files] == [("凭证.txt", 4), ("b.txt", 1)]
    answer = caller.client.get(files[0]["url"], headers=headers)
    assert b"".join(answer.streaming_content) == b"paid"  # type: ignore[attr-defined]
    for name, status in (("stranger", 404), ("monitor", 403)):
        got = programme(office, name).get(f"measures/evidence/{files[0]['id']}/")
        assert got.status_code == status, name
    wrong = body | {"evidence": SimpleUploadedFile("a.exe", b"x"), "nothing": "1"}
    assert caller.client.post(path, wrong, headers=headers).json()["errors"].keys() == {"nothing"}
