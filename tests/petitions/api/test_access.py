"""Who sees what: a case of others looks like no case, a letter stays closed, a code opens one."""

import pytest
from django.utils import timezone

from petitions.api.api_tokens import new_token
from petitions.models import ApiToken
from tests.office import DETAILS, MONDAY, Office, act, advance, petition
from tests.petitions.api.calling import LETTER, Programme, programme, registered
from workflows.models import Case, CaseExclusion

OF_A_CASE = ["", "acts/", "clocks/", "events/"]


def _problem(caller: Programme, path: str) -> dict[str, object]:
    answer = caller.get(path)
    assert answer.status_code == 404
    return {name: value for name, value in answer.json().items() if name != "instance"}


@pytest.mark.parametrize("below", OF_A_CASE)
def test_a_case_of_others_looks_exactly_like_no_case(office: Office, below: str) -> None:
    number = petition(office).case.number
    stranger = programme(office, "stranger")
    theirs = _problem(stranger, f"cases/{number}/{below}")
    none = _problem(stranger, f"cases/150121-2026-999999/{below}")
    assert theirs == none


def test_acting_on_a_case_of_others_looks_like_no_case(office: Office) -> None:
    number = petition(office).case.number
    caller = programme(office, "stranger")
    theirs = caller.post(f"cases/{number}/acts/forward/", {"unit": "150121-department"})
    none = caller.post("cases/150121-2026-999999/acts/forward/", {"unit": "150121-department"})
    assert theirs.status_code == none.status_code == 404
    assert theirs.json()["detail"] == none.json()["detail"]


def test_a_reader_without_the_right_is_told_so(office: Office) -> None:
    number = petition(office).case.number
    answer = programme(office, "registrar").post(
        f"cases/{number}/acts/forward/", {"unit": "150121-department"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_who_sees_the_envelope_alone_gets_no_letter_and_no_details(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    monitor = programme(office, "monitor")
    assert monitor.get(f"cases/{case.number}/").json()["letter"] is None
    (line,) = monitor.get("cases/").json()["results"]
    assert line["letter"] is None
    events = monitor.get(f"cases/{case.number}/events/")
    assert {event["details"] for event in events.json()} == {None}
    assert "信访人甲" not in events.content.decode()


def test_words_of_a_closed_letter_find_nothing(office: Office) -> None:
    petition(office)
    assert programme(office, "officer").get("cases/", q="养老保险").json()["count"] == 1
    assert programme(office, "monitor").get("cases/", q="养老保险").json()["count"] == 0


def test_an_id_number_is_never_given_whole(office: Office) -> None:
    party = {"name": "信访人甲", "id_number": "15012119600101001X"}
    body = registered(office, petitioners=[party])
    assert body["letter"]["petitioners"][0]["id_number"] == "150121********001X"


def test_an_excluded_person_meets_no_trace(office: Office) -> None:
    case = petition(office).case
    CaseExclusion.objects.create(
        case=case, person=office["officer"], reason="被反映人", since=MONDAY
    )
    officer = programme(office, "officer")
    assert officer.get(f"cases/{case.number}/").status_code == 404
    assert officer.get("cases/").json()["count"] == 0
    assert officer.get("cases/", q=case.number).json()["count"] == 0
    assert officer.get("desk/").json()["count"] == 0
    task = case.desk_tasks.get(unit__isnull=False)
    assert officer.post(f"desk/{task.pk}/claim/").status_code == 404


def test_a_tip_off_is_for_clue_staff(office: Office) -> None:
    case = petition(office).case
    organ = office.units["discipline"].pk
    act(office, case, "route_discipline", "officer", at=MONDAY, unit=organ)
    number = Case.objects.get(kind="tip_off").number
    clues = programme(office, "clue_officer").get("cases/", kind="tip_off").json()
    assert [line["number"] for line in clues["results"]] == [number]
    assert clues["results"][0]["letter"]["channel"] == "letter"
    officer = programme(office, "officer")
    assert officer.get("cases/", kind="tip_off").json()["count"] == 0
    assert officer.get(f"cases/{number}/").status_code == 404
    assert officer.get(f"cases/{case.number}/").json()["letter"] is None


def test_a_query_code_opens_its_one_case_and_nothing_else(office: Office) -> None:
    new, other = registered(office), registered(office, text="另一件事")
    caller = Programme(new["query_code"].lower())
    seen = caller.get(f"cases/{new['number']}/").json()
    assert seen["subject"] == LETTER["text"]
    assert not {"letter", "leader", "category"} & set(seen)
    for below in OF_A_CASE:
        assert caller.get(f"cases/{other['number']}/{below}").status_code == 404
    for path in ("cases/", "desk/", "units/", "regions/"):
        assert caller.get(path).status_code == 403
    assert caller.post("cases/", LETTER).status_code == 403


def test_a_petitioner_is_told_dates_and_papers_but_no_internal_opinion(office: Office) -> None:
    new = petition(office)
    advance(office, new.case, "draft_opinion", at=MONDAY)
    caller = Programme(new.query_code)
    events = caller.get(f"cases/{new.case.number}/events/")
    told = [event["act"] for event in events.json()]
    assert told == ["register", "forward", "accept", "record_service"]
    assert str(DETAILS["draft_opinion"]["facts"]) not in events.content.decode()
    assert "transfer_letter" not in events.content.decode()
    offered = [act["name"] for act in caller.get(f"cases/{new.case.number}/acts/").json()]
    assert offered == ["add_material", "ask_recusal", "withdraw"]
    staff_act = caller.post(f"cases/{new.case.number}/acts/sign_off/")
    assert staff_act.status_code == 404


def test_a_token_ends_with_the_account_and_is_not_kept_in_clear(office: Office) -> None:
    officer = office["officer"]
    caller = Programme(new_token(officer, at=timezone.now()))
    assert caller.get("desk/").status_code == 200
    kept = ApiToken.objects.get(person=officer)
    assert caller.token not in (kept.digest, str(kept))
    assert kept.last_used_on == timezone.localdate()
    officer.is_active = False
    officer.save()
    assert caller.get("desk/").status_code == 401
