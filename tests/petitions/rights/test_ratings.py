"""A rating is the petitioner's own, and says how sure that is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import pytest
import time_machine

from tests.office import Office, act
from tests.oversight.asking import reported
from tests.petitions.api.calling import Programme, programme
from tests.petitions.pages.visits import NOW, as_, text_of
from tests.petitions.rights.doors import CODE, OWN, opened, with_code
from tests.ways import AFTERWARDS
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.acts.actors import Actor
from workflows.cases.door import available_acts
from workflows.models import Case, CaseEvent
from workflows.states import Status

Everything = tuple[Office, dict[str, Case]]
RATING: Final = {"bureau_rating": "0", "unit_rating": "3"}
PHONE: Final = "139 0000 0000"
SHOWN: Final = {"confirmed": "其他单位回访确认", "denied": "回访否认"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def served(db: None, every_status: Everything) -> Case:
    return with_code(every_status[1][Status.SERVED])


def last(case: Case) -> CaseEvent:
    return CaseEvent.objects.filter(case=case.pk).latest("pk")


@pytest.mark.parametrize(("phone", "assurance"), [("", "code"), (PHONE, "code_and_phone")])
def test_a_rating_keeps_how_sure_it_is_and_not_the_number(
    served: Case, phone: str, assurance: str
) -> None:
    page = opened(served).post(f"{OWN}?act=rate", RATING | {"phone": phone})
    assert page.status_code == 302
    assert last(served).details["assurance"] == assurance
    assert "phone" not in last(served).details


def test_a_strange_number_rates_nothing(served: Case) -> None:
    page = opened(served).post(f"{OWN}?act=rate", RATING | {"phone": "13800000000"})
    assert page.status_code == 422
    assert Case.objects.get(pk=served.pk).rated_at is None


@pytest.mark.parametrize("right", ["rate", "request_review", "withdraw"])
def test_nobody_acts_as_the_petitioner_from_a_session_of_the_office(
    every_status: Everything, served: Case, right: str
) -> None:
    office, _cases = every_status
    desk = as_(office, "registrar")
    desk.post("/portal/track/", {"number": served.number, "code": CODE})
    given = RATING if right == "rate" else {"reason": "自愿。"}
    assert "工作人员" in text_of(desk.get(OWN, {"act": right}))
    assert desk.post(f"{OWN}?act={right}", given).status_code == 409
    through = Programme(CODE, client=as_(office, "registrar"))
    assert through.post(f"cases/{served.number}/acts/{right}/", given).status_code == 409
    assert Case.objects.get(pk=served.pk).status == Status.SERVED


def test_no_post_rates(every_status: Everything, served: Case) -> None:
    office, _cases = every_status
    address = f"cases/{served.number}/acts/rate/"
    assert programme(office, "officer").post(address, RATING).status_code == 403
    assert as_(office, "officer").post(f"/{address}", RATING).status_code == 404


def test_nothing_is_rated_once_the_window_is_over(every_status: Everything, served: Case) -> None:
    office, _cases = every_status
    window = served.clocks.get(rule__key="evaluate_window")
    assert window.due_at is not None
    with pytest.raises(Refused, match="2026"):
        act(office, served, "rate", "petitioner", at=window.due_at)
    assert "rate" not in _offered(served, at=window.due_at)
    assert "rate" in _offered(served, at=window.due_at - timedelta(seconds=1))
    act(office, served, "rate", "petitioner", at=window.due_at - timedelta(seconds=1))


@pytest.mark.parametrize(("answer", "counted"), [("confirmed", 1), ("denied", 0)])
def test_another_unit_asks_by_telephone_whether_it_was_he(
    every_status: Everything, served: Case, answer: str, counted: int
) -> None:
    office, _cases = every_status
    act(office, served, "rate", "petitioner", at=AFTERWARDS)
    call = {"phone": PHONE, "result": answer}
    with pytest.raises(Refused, match="其他单位回访"):
        act(office, served, "confirm_rating", "officer", at=AFTERWARDS, **call)
    with pytest.raises(Incomplete):
        act(office, served, "confirm_rating", "monitor", at=AFTERWARDS, phone="1", result=answer)
    act(office, served, "confirm_rating", "monitor", at=AFTERWARDS, **call)
    assert "phone" not in last(served).details
    with pytest.raises(Refused, match="已就该评价"):
        act(office, served, "confirm_rating", "reviewer", at=AFTERWARDS, **call)
    assert "回访" in text_of(opened(served).get(OWN))
    found = reported("satisfaction", as_of="2026-09-01")
    assert found["by_name"]["satisfaction_rate_unit"]["denominator"] == counted
    shares = {row["assurance"]: row["ratings"] for row in found["tables"]["by_assurance"]}
    assert shares == dict.fromkeys(shares, 0) | {SHOWN[answer]: 1}


def test_whoever_calls_back_reads_which_rating_it_is(
    every_status: Everything, served: Case
) -> None:
    office, _cases = every_status
    act(office, served, "rate", "petitioner", at=AFTERWARDS, unit_rating=3)
    page = text_of(as_(office, "monitor").get(f"/cases/{served.number}/acts/confirm_rating/"))
    assert "2026年8月22日评价：信访部门满意，责任单位不满意。" in page


def test_the_report_shows_the_share_of_each_assurance(
    every_status: Everything, served: Case
) -> None:
    office, cases = every_status
    act(office, served, "rate", "petitioner", at=AFTERWARDS, phone=PHONE)
    act(office, cases[Status.CLOSED], "rate", "petitioner", at=AFTERWARDS)
    found = reported("satisfaction", as_of="2026-09-01")
    assured = found["by_name"]["assured_rate"]
    assert (assured["numerator"], assured["denominator"], assured["value"]) == (1, 2, 50.0)
    assert assured["parts"] == {"code": 1, "code_and_phone": 1, "called_back": 0, "denied": 0}


def _offered(case: Case, *, at: datetime) -> set[str]:
    me = Actor.petitioner(case.pk)
    return {each.name for each in available_acts(Case.objects.get(pk=case.pk), me, at=at)}
