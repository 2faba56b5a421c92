"""One Idempotency-Key is one effect: on every act and every other call that changes something."""

import inspect
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from typing import Any, Final

import pytest
from django.db import connections
from django.utils import timezone

from petitions.api import urls
from petitions.api.api_tokens import replace_tokens
from petitions.api.views import ApiView
from tests.office import DETAILS, Office
from tests.petitions.api.calling import LETTER, Programme, programme, registered
from tests.ways import REVIEW
from workflows.models import CaseEvent, DeskTask

UNIT: Final = "150121-department"
LATER: Final = {"handed_to": ""}
NO_BODY: Final[dict[str, Any]] = {}


def days(n: int) -> str:
    return str(timezone.localdate() + timedelta(days=n))


def life() -> list[tuple[str, str, dict[str, Any]]]:
    """A life of nearly every act of the staff, each with who does it and with what.

    What is signed for is served with a picture, which a body of JSON can't hold.
    """
    today, reason = days(0), {"reason": "逾期未办，请说明。"}
    served = {"way": "electronic", "served_on": today, "consent": "登记时书面同意"}
    measure = DETAILS["add_measure"] | {
        "unit": UNIT, "doer": "unit_officer", "leader": "unit_head", "limit_on": days(20),
    }  # fmt: skip
    return [
        ("forward", "officer", {"unit": UNIT}),
        ("acknowledge", "unit_officer", NO_BODY),
        ("object", "unit_officer", reason),
        ("reject_objection", "officer", reason),
        ("accept", "unit_officer", DETAILS["accept"] | LATER),
        ("confirm_receipt", "petitioner", NO_BODY),
        ("urge", "officer", reason),
        ("supervise", "officer", {"ground": "perfunctory", **reason}),
        ("reply_supervision", "unit_officer", {"reply": "正在办理。"}),
        ("propose_warn", "officer", reason),
        ("reject_warn", "bureau_head", reason),
        ("propose_call_in", "monitor",
         reason | {"held_on": days(3), "held_at": "10:00", "place": "会议室"}),
        ("approve_call_in", "bureau_head", NO_BODY),
        ("propose_inform_personnel", "officer",
         {"rank": "乡科级", "summary": "反映某干部作风问题。", "organ": "县委组织部"}),
        ("retract_inform_personnel", "officer", NO_BODY),
        ("propose_inform_personnel", "officer",
         {"rank": "乡科级", "summary": "反映某干部作风问题。", "organ": "县委组织部"}),
        ("approve_inform_personnel", "bureau_head", NO_BODY),
        ("appoint_leader", "officer", {"leader": "leader", **reason}),
        ("pass_leadership", "officer", {"leader": "leader", **reason}),
        ("extend_leading", "leader", {"months": 1, **reason}),
        ("note_duty", "leader", {"duty": "learn", "done_on": today, "note": "已阅。"}),
        ("investigate", "unit_officer", NO_BODY),
        ("add_measure", "unit_officer", measure),
        ("report_measure", "unit_officer", DETAILS["report_measure"]),
        ("strike_off", "leader", DETAILS["strike_off"]),
        ("extend", "unit_head", DETAILS["extend"]),
        ("draft_opinion", "unit_officer", DETAILS["draft_opinion"]),
        ("send_back", "leader", reason),
        ("draft_opinion", "unit_officer", DETAILS["draft_opinion"]),
        ("sign_off", "leader", NO_BODY),
        ("serve", "unit_officer", served),
        ("request_review", "petitioner", reason),
        ("decide_review", "reviewer", REVIEW | LATER),
        ("serve_review", "reviewer", served),
        ("waive_review", "petitioner", {"waived": True}),
        ("close", "unit_officer", {"report": "办结。"}),
        ("rate", "petitioner", {"bureau_rating": 0, "unit_rating": 1}),
        ("place_hold", "monitor", {"ground": "inspection", **reason}),
    ]  # fmt: skip


def test_every_act_of_a_life_sent_twice_with_its_key_happens_once(office: Office) -> None:
    new = registered(office)
    callers, events = {"petitioner": Programme(new["query_code"])}, CaseEvent.objects.count()
    for n, (act, by, body) in enumerate(life()):
        caller = callers.get(by) or callers.setdefault(by, programme(office, by))
        key = {"Idempotency-Key": f"act-{n}"}
        address = f"cases/{new['number']}/acts/{act}/"
        events += 1
        first = caller.post(address, body, **key)
        assert first.status_code == 200, (act, first.content.decode())
        again = caller.post(address, body, **key)
        assert (again.status_code, again.json()) == (200, first.json()), act
        assert CaseEvent.objects.count() == events, act


def test_every_post_of_the_interface_heeds_the_key() -> None:
    modules = {pattern.callback.__module__ for pattern in urls.urlpatterns}
    views = {
        found
        for module in modules
        for _name, found in inspect.getmembers(import_module(module), inspect.isclass)
        if issubclass(found, ApiView) and "post" in vars(found)
    }
    assert len(views) >= 4
    for view in views:
        assert hasattr(vars(view)["post"], "__wrapped__"), view


def test_a_claim_sent_twice_answers_twice_and_one_key_is_one_call(office: Office) -> None:
    number = registered(office)["number"]
    officer = programme(office, "officer")
    task = DeskTask.objects.waiting().get(case__number=number)
    key = {"Idempotency-Key": "k"}
    first, second = (officer.post(f"desk/{task.pk}/claim/", {}, **key) for _ in range(2))
    assert (first.status_code, first.json()) == (200, second.json())
    other = officer.post(f"cases/{number}/acts/urge/", {"reason": "请抓紧办理。"}, **key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_an_act_repeated_under_a_new_token_is_not_done_again(office: Office) -> None:
    number = registered(office)["number"]
    address, body = f"cases/{number}/acts/urge/", {"reason": "请抓紧办理。"}
    key = {"Idempotency-Key": "k"}
    programme(office, "officer").post(address, body, **key)
    renewed = Programme(replace_tokens(office["officer"], at=timezone.now()))
    assert renewed.post(address, body, **key).json()["code"] == "key_reused"
    assert CaseEvent.objects.filter(act="urge").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=False)
def test_two_acts_at_once_with_one_key_are_one(office: Office) -> None:
    number = programme(office, "registrar").post("cases/", LETTER).json()["number"]
    token = programme(office, "officer").token

    def urge(_n: int) -> int:
        try:
            caller = Programme(token)
            body = {"reason": "请抓紧办理。"}
            path = f"cases/{number}/acts/urge/"
            return caller.post(path, body, **{"Idempotency-Key": "k"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(urge, range(2)))
    assert codes in ([200, 200], [200, 409])
    assert CaseEvent.objects.filter(act="urge").count() == 1
