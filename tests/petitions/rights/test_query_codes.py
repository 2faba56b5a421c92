"""A lost 查询码 is replaced: once, on paper, and the old one opens nothing from then on."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from petitions.ledgers.slip_views import without_code
from petitions.models import Petition
from tests.office import Office, petition
from tests.petitions.api.calling import LETTER, Programme, programme
from tests.petitions.pages.visits import NOW, as_, text_of
from tests.petitions.rights.doors import CODE, OWN, TRACK, opened, with_code
from workflows.models import Case, CaseEvent, Document
from workflows.states import Status

Everything = tuple[Office, dict[str, Case]]
CHECKED: Final = {"identity": "document", "checked": "居民身份证，与登记一致"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def reissue(office: Office, case: Case, by: str = "registrar", **more: Any) -> Any:
    address = f"/cases/{case.number}/acts/reissue_code/"
    return as_(office, by).post(address, CHECKED | more)


def code_on(page: Any) -> str:
    """The code of the one slip on a page."""
    (slip,) = page.context["slips"]
    return str(slip.code)


def opens(case: Case, code: str) -> bool:
    answer = Client().post(TRACK, {"number": case.number, "code": code})
    return answer.status_code == 302


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.SERVED, Status.WITHDRAWN])
def test_the_new_code_opens_the_matter_and_the_old_one_does_not(
    db: None, every_status: Everything, status: Status
) -> None:
    office, cases = every_status
    case = with_code(cases[status])
    page = reissue(office, case)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert opens(case, code_on(page))
    assert not opens(case, CODE)
    assert Programme(CODE).get(f"cases/{case.number}/").status_code == 401
    assert "原查询码已作废" in text_of(opened(case, code_on(page)).get(OWN))


def test_what_the_old_code_had_opened_closes_at_once(db: None, every_status: Everything) -> None:
    office, cases = every_status
    case = with_code(cases[Status.SERVED])
    browser = opened(case)
    assert browser.get(OWN).status_code == 200
    reissue(office, case)
    assert browser.get(OWN).status_code == 302


def test_the_record_says_how_identity_was_checked_and_holds_no_code(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.SERVED]
    code = code_on(reissue(office, case))
    event = CaseEvent.objects.filter(case=case.pk).latest("pk")
    assert (event.act, event.details) == ("reissue_code", CHECKED)
    slip = Document.objects.get(case=case, kind="code_slip")
    assert "居民身份证" in slip.body
    for place in (f"/cases/{case.number}/", f"/cases/{case.number}/documents/{slip.pk}/"):
        assert code not in text_of(as_(office, "registrar").get(place))
    assert not Petition.objects.filter(query_digest__contains=code).exists()


def test_a_code_is_on_paper_and_on_no_screen(db: None, every_status: Everything) -> None:
    """All of the page that holds a code is shown in print alone."""
    office, cases = every_status
    page = reissue(office, cases[Status.SERVED])
    before, _class, slip = text_of(page).partition('<section class="slip only-print">')
    assert code_on(page) not in before
    assert code_on(page) in slip.partition("</section>")[0]


def test_identity_is_checked_first_and_only_by_whoever_may(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = with_code(cases[Status.SERVED])
    assert reissue(office, case, checked="").status_code == 422
    for other, status in {"unit_officer": 403, "reviewer": 403, "stranger": 404}.items():
        assert reissue(office, case, other).status_code == status, other
    assert opens(case, CODE)


def test_the_interface_gives_the_new_code_once(db: None, every_status: Everything) -> None:
    office, _cases = every_status
    caller, key = programme(office, "registrar"), {"Idempotency-Key": "a"}
    made = caller.post("cases/", LETTER, **key).json()
    address = f"cases/{made['number']}/acts/reissue_code/"
    done = caller.post(address, CHECKED).json()
    assert Programme(done["query_code"]).get(f"cases/{made['number']}/").status_code == 200
    assert done["query_code"] not in str(caller.get(f"cases/{made['number']}/events/").json())
    assert caller.post("cases/", LETTER, **key).json()["query_code"] is None


def test_the_slips_of_matters_without_a_code_come_in_one_print(
    db: None, every_status: Everything
) -> None:
    office, _cases = every_status
    made = [petition(office).case for _ in range(3)]
    Petition.objects.filter(case__in=made[:2]).update(query_digest=None)
    desk = as_(office, "officer")
    assert [each["matters"] for each in desk.get("/cases/slips/").context["ledgers"]] == [2]
    page = desk.post("/cases/slips/", {"ledger": "0"})
    slips = page.context["slips"]
    assert [slip.number for slip in slips] == [case.number for case in made[:2]]
    assert all(opens(case, slip.code) for case, slip in zip(made, slips, strict=False))
    assert not without_code(office["officer"], at=NOW).exists()
    assert desk.post("/cases/slips/", {"ledger": "0"}).context["slips"] == []
    assert as_(office, "unit_head").get("/cases/slips/").status_code == 403
