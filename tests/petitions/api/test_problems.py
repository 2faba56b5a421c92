"""Errors: one shape, the right status, in the caller's language."""

from typing import Any

import pytest

from petitions.api.callers import CallerThrottle
from tests.office import Office, petition
from tests.petitions.api.calling import LETTER, Answer, Programme, programme


def _checked(answer: Answer, status: int, code: str) -> dict[str, Any]:
    """The body of a problem whose every standard member is as RFC 9457 wants it."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"/api/v1/problems/{code}/"
    assert body["title"]
    assert body["detail"]
    assert str(body["instance"]).startswith("/api/v1/")
    return body


@pytest.mark.parametrize("token", ["", "jjt_unknown", "0000-0000-0000-0000"])
def test_without_a_good_token_the_door_stays_shut(office: Office, token: str) -> None:
    answer = Programme(token).get("cases/")
    _checked(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Token"


def test_an_act_in_the_wrong_status_is_a_conflict(office: Office) -> None:
    number = petition(office).case.number
    forward = {"unit": "150121-department"}
    programme(office, "officer").post(f"cases/{number}/acts/forward/", forward)
    early = programme(office, "unit_head").post(f"cases/{number}/acts/sign_off/", {})
    _checked(early, 409, "illegal_move")


def test_a_rule_that_refuses_is_a_conflict(office: Office) -> None:
    address = f"cases/{petition(office).case.number}/acts/propose_warn/"
    caller, warning = programme(office, "officer"), {"reason": "逾期未办，请说明。"}
    assert caller.post(address, warning).status_code == 200
    _checked(caller.post(address, warning), 409, "refused")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "unit"),
        ({"unit": "no-such-unit"}, "unit"),
        ({"unit": "123"}, "unit"),
        ({"unit": ["150121-department"]}, "unit"),
        ({"unit": "150121-department", "simple": "perhaps"}, "simple"),
        ({"unit": "150121-department", "at": "2020-01-01"}, "at"),
        ({"unit": "150121-department", "actor": "leader"}, "actor"),
        ([], "non_field_errors"),
    ],
)
def test_wrong_details_name_their_field(office: Office, body: object, field: str) -> None:
    number = petition(office).case.number
    answer = programme(office, "officer").post(f"cases/{number}/acts/forward/", body)
    found = _checked(answer, 422, "invalid")
    assert list(found["errors"]) == [field]


@pytest.mark.parametrize("raw", ["{", '{"text": "\\ud800"}', "[" * 100_000])
def test_a_body_that_is_no_text_is_malformed(office: Office, raw: str) -> None:
    caller = programme(office, "registrar")
    answer: Answer = caller.client.post(
        "/api/v1/cases/",
        raw,
        content_type="application/json",
        headers={"Authorization": f"Token {caller.token}"},
    )
    _checked(answer, 400, "malformed")


def test_a_body_beyond_all_bounds_is_not_read(office: Office) -> None:
    answer = programme(office, "registrar").post("cases/", LETTER | {"text": "长" * 3_000_000})
    _checked(answer, 413, "too_large")


def test_addresses_acts_and_methods_that_do_not_exist(office: Office) -> None:
    number = petition(office).case.number
    caller = programme(office, "officer")
    _checked(caller.get("nothing/here/"), 404, "not_found")
    _checked(caller.get("cases/%00/"), 400, "malformed")
    _checked(caller.post(f"desk/{10**30}/claim/"), 404, "not_found")
    _checked(caller.post(f"cases/{number}/acts/vanish/"), 404, "not_found")
    answer = caller.post(f"cases/{number}/clocks/")
    _checked(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_a_question_that_makes_no_sense_names_its_parameter(office: Office) -> None:
    answer = programme(office, "officer").get("cases/", page="0", status="lost", colour="red")
    assert list(_checked(answer, 422, "invalid")["errors"]) == ["colour"]
    answer = programme(office, "officer").get("cases/", page="0", status="lost")
    assert set(_checked(answer, 422, "invalid")["errors"]) == {"page", "status"}


def test_too_many_calls_are_told_when_to_come_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CallerThrottle, "rate", "2/min", raising=False)
    caller = programme(office, "officer")
    statuses = [caller.get("desk/").status_code for _n in range(2)]
    last = caller.get("desk/")
    assert statuses == [200, 200]
    _checked(last, 429, "throttled")
    assert int(last["Retry-After"]) > 0


def test_the_type_of_a_problem_can_be_read_by_all(office: Office) -> None:
    assert Programme("").get("problems/illegal_move/").json()["status"] == 409
    _checked(Programme("").get("problems/no_such/"), 404, "not_found")


def test_messages_come_in_the_language_asked_for(office: Office) -> None:
    english = programme(office, "registrar").post("cases/", LETTER | {"text": ""})
    chinese = programme(office, "registrar", "zh-CN").post("cases/", LETTER | {"text": ""})
    assert english["Content-Language"] == "en"
    assert chinese["Content-Language"] == "zh-hans"
    assert english.json()["errors"]["text"] != chinese.json()["errors"]["text"]
