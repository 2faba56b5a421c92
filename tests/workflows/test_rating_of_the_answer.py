"""A rating is of the answer that stood; it falls with it, and the new answer is rated anew."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from tests.office import Office, act
from tests.oversight.asking import reported
from tests.ways import AFTERWARDS, REVIEW, bring_to
from tests.workflows.test_reopening import EVIDENCE
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import Actor
from workflows.cases.door import available_acts
from workflows.models import Case
from workflows.states import Status

MIGRATION = import_module("workflows.migrations.0055_fallen_ratings")
PHONE = "13900000000"
REDONE = AFTERWARDS + timedelta(days=2)
ANSWERING = (
    ("draft_opinion", "unit_officer"),
    ("sign_off", "unit_head"),
    ("serve", "unit_officer"),
)
FALLS: dict[Status, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    Status.UNDER_REVIEW: (("decide_review", "reviewer", REVIEW | {"result": "revoked"}),),
    Status.UNDER_RECHECK: (("decide_recheck", "rechecker", REVIEW | {"result": "redo"}),),
    Status.CLOSED: (("reopen", "unit_officer", EVIDENCE),),
}


@pytest.mark.parametrize("status", FALLS)
def test_a_rating_falls_with_its_answer_and_the_new_one_is_rated(
    office: Office, status: Status
) -> None:
    case = bring_to(office, status)
    act(office, case, "rate", "petitioner", at=AFTERWARDS, unit_rating=3)
    call = {"phone": PHONE, "result": "denied"}
    act(office, case, "confirm_rating", "monitor", at=AFTERWARDS, **call)
    for name, by, details in FALLS[status]:
        act(office, case, name, by, at=REDONE, **details)
    case = Case.objects.get(pk=case.pk)
    assert (case.rated_at, case.bureau_rating, case.unit_rating) == (None, None, None)
    with pytest.raises(Refused):
        act(office, case, "rate", "petitioner", at=REDONE)
    for name, by in ANSWERING:
        act(office, case, name, by, at=REDONE)
    assert "rate" in offered(case)
    assert rated()["parts"] == {"rated": 0, "lapsed": 0, "open": 1}
    act(office, case, "rate", "petitioner", at=REDONE, unit_rating=0)
    act(office, case, "confirm_rating", "monitor", at=REDONE, phone=PHONE, result="confirmed")
    assert rated()["parts"] == {"rated": 1, "lapsed": 0, "open": 0}
    assert rated("satisfaction_rate_unit")["value"] == 100.0
    assert rated("assured_rate")["parts"] == sure("called_back")
    assert rated("assured_rate", as_of="2026-08-23")["parts"] == sure("denied")


def test_what_an_earlier_version_left_rated_is_taken_off(office: Office) -> None:
    kept, case = bring_to(office, Status.SERVED), bring_to(office, Status.UNDER_REVIEW)
    for each in (kept, case):
        act(office, each, "rate", "petitioner", at=AFTERWARDS, unit_rating=3)
    given = Case.objects.filter(pk=case.pk).values("rated_at", "bureau_rating", "unit_rating").get()
    act(office, case, "decide_review", "reviewer", at=REDONE, **REVIEW | {"result": "revoked"})
    Case.objects.filter(pk=case.pk).update(**given)
    MIGRATION.take_off(apps, None)
    assert [Case.objects.get(pk=each.pk).unit_rating for each in (kept, case)] == [3, None]


def offered(case: Case) -> set[str]:
    present = Case.objects.get(pk=case.pk)
    return {a.name for a in available_acts(present, Actor.petitioner(case.pk), at=REDONE)}


def rated(figure: str = "participation_rate", *, as_of: str = "2026-09-01") -> Any:
    return reported("satisfaction", as_of=as_of)["by_name"][figure]


def sure(assurance: str) -> dict[str, int]:
    names = ("code", "code_and_phone", "called_back", "denied")
    return dict.fromkeys(names, 0) | {assurance: 1}
