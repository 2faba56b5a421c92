"""Reports through the portal: the receipt code, the dialogue, and the limits on both."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from petitions.models import Petition
from petitions.portal.throttle import CODES, MOST_AN_HOUR, REPORTS, note
from tests.office import Office
from tests.petitions.pages.visits import AtMost, as_, text_of
from tests.tipoffs.organ import (
    ACCUSED,
    LATER,
    PHONE,
    REPORTER,
    SECRET,
    TO_REPORT,
    clue,
    lead,
    resolved,
)
from tests.tipoffs.reporting import (
    ANSWER,
    NEW,
    NOW,
    OWN,
    QUESTION,
    opened,
    photograph,
    report,
    say,
    sent,
)
from workflows.acts.petitioner_stages import STAGES
from workflows.models import Case, CaseEvent
from workflows.states import TIP_OFF_ONLY, Kind, Status
from workflows.tipoff.guards import MOST_WORDS_A_DAY


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def test_a_report_reaches_the_organ_and_the_code_is_shown_once(office: Office) -> None:
    client = Client()
    form = report(office, client)
    receipt = client.post(NEW, form)
    code = receipt.context["code"]
    assert len(code.replace("-", "")) * 5 == 80
    assert (receipt.status_code, code in text_of(receipt)) == (200, True)
    assert receipt["Cache-Control"].find("no-store") >= 0
    case = Case.objects.get()
    assert (case.status, case.reporter) == (Status.RECEIVED, "anonymous")
    assert case.holding_unit == office.units["discipline"]
    assert set(case.exclusions.values_list("person__name", flat=True)) >= {ACCUSED}
    again = client.post(NEW, form)
    assert (again.status_code, code in text_of(again)) == (409, False)
    assert Petition.objects.exclude(query_digest__isnull=True).get().query_digest != code
    assert SECRET in text_of(as_(office, "clue_officer").get(f"/clues/{case.number}/"))


def test_question_answer_evidence_and_back(
    office: Office, django_assert_max_num_queries: AtMost
) -> None:
    case, code = sent(office)
    officer, write = as_(office, "clue_officer"), f"/clues/{case.number}/acts/write_to_reporter/"
    assert officer.post(write, {"text": QUESTION}).status_code == 302
    client, page = opened(code.lower().replace("-", " "))
    assert QUESTION in text_of(page)
    with django_assert_max_num_queries(45):
        page = say(client, page, "answer_organ", ANSWER, evidence=[photograph()])
    assert ANSWER in text_of(page)
    again = say(client, opened(code)[1], "add_evidence", "另有一份。")
    assert [word.mine for word in again.context["own"].words] == [False, True, True]
    with django_assert_max_num_queries(30):
        html = text_of(officer.get(f"/clues/{case.number}/"))
    assert ANSWER in html
    assert "1.jpg" in html
    assert "张某手机" not in html
    told = office["clue_officer"].notices.values_list("url", flat=True)
    assert f"/clues/{case.number}/" in set(told)


def test_a_reload_says_nothing_twice(office: Office) -> None:
    _case, code = sent(office)
    client, page = opened(code)
    for _n in range(2):
        say(client, page, "add_evidence", ANSWER)
    assert CaseEvent.objects.filter(act="add_evidence").count() == 1


def test_an_objection_follows_the_feedback_and_the_end_closes_the_talk(office: Office) -> None:
    case, code = sent(office, reporter_name=REPORTER, reporter_phone=PHONE)
    assert case.reporter == "signed"
    assert say(*opened(code), "object_feedback", "不服。").status_code == 409
    resolved(office, case, "clue_officer", at=LATER)
    lead(office, case, *TO_REPORT, "conclude", "feed_back")
    assert say(*opened(code), "object_feedback", "不服，请复核发票。").status_code == 200
    handler = text_of(as_(office, "clue_handler").get(f"/clues/{case.number}/"))
    assert "不服，请复核发票。" in handler
    assert REPORTER not in handler
    lead(office, case, "report_back")
    page = opened(code)[1]
    assert (page.context["own"].acts, page.context["own"].is_open) == ((), False)


def test_a_file_that_cannot_be_cleaned_is_refused_with_its_reason(office: Office) -> None:
    client = Client()
    letter = SimpleUploadedFile("举报信.docx", b"PK\x03\x04")
    answer = client.post(NEW, report(office, client, evidence=[letter]))
    html = text_of(answer)
    assert answer.status_code == 422
    assert "无法确保清除" in html
    assert SECRET in html
    assert not Case.objects.exists()


def test_the_picture_is_asked_once_and_for_all_together(office: Office) -> None:
    client = Client()
    form = report(office, client)
    wrong = client.post(NEW, form | {"picture_1": "00000"})
    assert (wrong.status_code, SECRET in text_of(wrong)) == (422, True)
    assert client.post(NEW, form).status_code == 422
    assert "picture_0" not in text_of(client.get(OWN))
    for _n in range(MOST_AN_HOUR[CODES]):
        note(CODES)
    assert "picture_0" in text_of(client.get(OWN))
    for _n in range(MOST_AN_HOUR[REPORTS]):
        note(REPORTS)
    full = client.post(NEW, report(office, client))
    assert (full.status_code, SECRET in text_of(full)) == (429, True)
    assert not Case.objects.exists()


def test_nobody_writes_without_a_code_or_too_much_with_one(office: Office) -> None:
    _case, code = sent(office)
    client, page = opened(code)
    assert (
        client.post(OWN, {"key": "forged", "act": "add_evidence", "text": ANSWER}).status_code
        == 403
    )
    for number in range(MOST_WORDS_A_DAY):
        page = say(client, page, "add_evidence", f"第{number}条。")
    refused = say(client, page, "add_evidence", "再一条。")
    assert (refused.status_code, "再一条。" in text_of(refused)) == (409, True)


def test_a_clue_by_letter_has_nobody_to_write_to(office: Office) -> None:
    case = clue(office)
    officer = as_(office, "clue_officer")
    assert "write_to_reporter" not in text_of(officer.get(f"/clues/{case.number}/"))
    answer = officer.post(f"/clues/{case.number}/acts/write_to_reporter/", {"text": QUESTION})
    assert answer.status_code == 409


def test_every_status_of_a_clue_has_a_stage_for_its_holder() -> None:
    assert set(STAGES[Kind.TIP_OFF]) == set(TIP_OFF_ONLY)
