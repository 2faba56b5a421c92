"""A lost 查询码 is replaced: once, on paper, and the old one opens nothing from then on."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from organizations.models import SignInSession
from petitions.ledgers.slip_views import without_code
from petitions.models import Petition
from tests.office import Office, petition
from tests.petitions.api.calling import LETTER, Programme, programme
from tests.petitions.pages.visits import NOW, as_, text_of
from tests.petitions.receptions.meeting import day_of, received
from tests.petitions.rights.doors import CODE, OWN, TRACK, opened, with_code
from workflows.models import Case, CaseEvent, Document
from workflows.states import Status

Everything = tuple[Office, dict[str, Case]]
PRINT: Final = "/cases/slips/print/"
READY: Final = "/cases/slips/ready/"
CHECKED: Final = {"identity": "document", "checked": "居民身份证，与登记一致"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def ask_anew(desk: Client, case: Case, **more: Any) -> Any:
    return desk.post(f"/cases/{case.number}/acts/reissue_code/", CHECKED | more)


def reissue(office: Office, case: Case, by: str = "registrar") -> str:
    """The new code, as the printer gets it."""
    desk = as_(office, by)
    assert ask_anew(desk, case).status_code == 302
    return code_on(desk.post(PRINT))


def code_on(document: Any) -> str:
    """The code of the one slip of a document for the printer."""
    (slip,) = document.context["slips"]
    return str(slip.code)


def _by_form(office: Office, desk: Client) -> Case:
    sent = {
        "unit": office.units["bureau"].pk, "channel": "letter", "received_on": NOW.date(),
        "people_count": 1, "purpose": "resolution", "content_class": "labour",
        "region": "150121", "text": "反映养老金停发。",
        "party-TOTAL_FORMS": 0, "party-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = desk.post("/cases/new/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.latest("pk")


def _at_a_visit(office: Office, desk: Client) -> Case:
    matter = received(office, day_of(office, on=NOW.date()), at=NOW).matters.get()
    sent = {"unit": office.units["bureau"].pk, "content_class": "labour", "region": "150121",
            "purpose": "resolution", "text": "反映养老金停发。"}  # fmt: skip
    answer = desk.post(f"/receptions/matters/{matter.pk}/case/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.latest("pk")


def _by_an_act(office: Office, desk: Client) -> Case:
    case = petition(office).case
    ask_anew(desk, case)
    return case


def _of_a_ledger(office: Office, desk: Client) -> Case:
    case = petition(office).case
    Petition.objects.filter(case=case).update(query_digest=None)
    desk.post("/cases/slips/", {"ledger": "0"})
    return case


WAYS: Final[dict[str, Callable[[Office, Client], Case]]] = {
    "register": _by_form, "visit": _at_a_visit, "reissue": _by_an_act, "ledger": _of_a_ledger,
}  # fmt: skip


def opens(case: Case, code: str) -> bool:
    answer = Client().post(TRACK, {"number": case.number, "code": code})
    return answer.status_code == 302


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.SERVED, Status.WITHDRAWN])
def test_the_new_code_opens_the_matter_and_the_old_one_does_not(
    db: None, every_status: Everything, status: Status
) -> None:
    office, cases = every_status
    case = with_code(cases[status])
    code = reissue(office, case)
    assert opens(case, code)
    assert not opens(case, CODE)
    assert Programme(CODE).get(f"cases/{case.number}/").status_code == 401
    assert "原查询码已作废" in text_of(opened(case, code).get(OWN))


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
    code = reissue(office, case)
    event = CaseEvent.objects.filter(case=case.pk).latest("pk")
    assert (event.act, event.details) == ("reissue_code", CHECKED)
    slip = Document.objects.get(case=case, kind="code_slip")
    assert "居民身份证" in slip.body
    for place in (f"/cases/{case.number}/", f"/cases/{case.number}/documents/{slip.pk}/"):
        assert code not in text_of(as_(office, "registrar").get(place))
    assert not Petition.objects.filter(query_digest__contains=code).exists()


def kept_of(desk: Client) -> str:
    """Everything that the session of a browser holds in the database."""
    row = SignInSession.objects.get(pk=desk.session.session_key)
    return f"{row.session_data}{desk.session.decode(row.session_data)}"


def screens(desk: Client, case: Case) -> Iterator[str]:
    """What the office's pages hold between the act and the printer."""
    for address in (READY, "/cases/new/done/", "/cases/slips/", f"/cases/{case.number}/", PRINT):
        yield text_of(desk.get(address))


@pytest.mark.parametrize("way", ["register", "visit", "reissue", "ledger"])
def test_a_code_reaches_the_printer_and_no_page_of_the_office(
    db: None, every_status: Everything, way: str
) -> None:
    office, _cases = every_status
    desk = as_(office, "registrar")
    case = WAYS[way](office, desk)
    assert case.number in text_of(desk.get(READY))
    shown, kept = list(screens(desk, case)), kept_of(desk)
    assert as_(office, "officer").post(PRINT).context["slips"] == []
    document = desk.post(PRINT)
    code = code_on(document)
    assert opens(case, code)
    assert "no-store" in document["Cache-Control"]
    assert "default-src 'none'" in document["Content-Security-Policy"]
    for each in (*shown, kept, *screens(desk, case), kept_of(desk)):
        assert code not in each
        assert code.replace("-", "") not in each
    screen, _class, slip = text_of(document).partition('class="slip only-print"')
    assert code not in screen
    assert code in slip.partition("</section>")[0]


def test_the_printer_is_asked_once_and_by_a_button(db: None, every_status: Everything) -> None:
    office, cases = every_status
    desk = as_(office, "registrar")
    ask_anew(desk, cases[Status.SERVED])
    assert desk.get(PRINT).status_code == 405
    printed = desk.post(PRINT, headers={"accept-language": "en"})
    assert printed.status_code == 200
    assert "<h2>查询凭条</h2>" in printed.content.decode()
    again = desk.post(PRINT)
    assert again.status_code == 410
    assert "only-print" not in text_of(again)
    assert desk.get(READY).status_code == 302


def test_what_was_not_printed_yet_comes_with_the_next(db: None, every_status: Everything) -> None:
    office, cases = every_status
    desk, both = as_(office, "registrar"), [cases[Status.SERVED], cases[Status.REGISTERED]]
    for case in both:
        ask_anew(desk, case)
    slips = desk.post(PRINT).context["slips"]
    assert [slip.number for slip in slips] == [case.number for case in both]


def test_a_slip_whose_code_is_void_by_now_is_not_printed(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    desk, case = as_(office, "registrar"), cases[Status.SERVED]
    ask_anew(desk, case)
    ask_anew(desk, case, checked="居民身份证，再次核对")
    assert opens(case, code_on(desk.post(PRINT)))


def test_identity_is_checked_first_and_only_by_whoever_may(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = with_code(cases[Status.SERVED])
    assert ask_anew(as_(office, "registrar"), case, checked="").status_code == 422
    for other, status in {"unit_officer": 403, "reviewer": 403, "stranger": 404}.items():
        assert ask_anew(as_(office, other), case).status_code == status, other
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
    assert desk.post("/cases/slips/", {"ledger": "0"})["Location"] == READY
    slips = desk.post(PRINT).context["slips"]
    assert [slip.number for slip in slips] == [case.number for case in made[:2]]
    assert all(opens(case, slip.code) for case, slip in zip(made, slips, strict=False))
    assert not without_code(office["officer"], at=NOW).exists()
    desk.post("/cases/slips/", {"ledger": "0"})
    assert desk.post(PRINT).context["slips"] == []
    assert as_(office, "unit_head").get("/cases/slips/").status_code == 403
