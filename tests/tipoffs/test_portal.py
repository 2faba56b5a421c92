"""Reports through the portal: the receipt code, the dialogue, and what is never kept."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from petitions.models import Attachment, Petition
from petitions.throttle import CODES, MOST_AN_HOUR, REPORTS, note
from tests.office import MONDAY, Office
from tests.petitions.pages.visits import AtMost, as_, text_of
from tests.tipoffs.organ import ACCUSED, PHONE, REPORTER, SECRET, does
from workflows.models import Case, CaseEvent, CaseRead
from workflows.states import Status

HOME, NEW, OWN = "/portal/report/", "/portal/report/new/", "/portal/report/own/"
QUESTION, ANSWER = "采购是哪一年的事？", "二〇二五年春天，发票附后。"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(MONDAY + timedelta(days=10, hours=5, minutes=7), tick=False):
        yield
    cache.clear()


def picture(client: Client, address: str = NEW) -> dict[str, str]:
    """The picture of a fresh form, and what a person reads in it."""
    html = text_of(client.get(address))
    key = html.partition("/portal/report/picture/")[2].partition("/")[0]
    return {"picture_0": key, "picture_1": CaptchaStore.objects.get(hashkey=key).response}


def report(office: Office, client: Client, **more: Any) -> dict[str, Any]:
    form = {
        "token": uuid4().hex,
        "region": office.units["discipline"].region_id,
        "names": ACCUSED,
        "text": SECRET,
    }
    return form | picture(client) | more


def sent(office: Office, **more: Any) -> tuple[Case, str]:
    """A report, and its receipt code as it stands on the page."""
    client = Client()
    answer: Any = client.post(NEW, report(office, client, **more))
    assert answer.status_code == 200, text_of(answer)
    return Case.objects.get(), answer.context["code"]


def opened(code: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post(OWN, {"code": code})


def say(client: Client, page: Any, act: str, text: str, **more: Any) -> Any:
    own = page.context["own"]
    form = {"key": page.context["key"], "last": own.last, "act": act, "text": text}
    return client.post(OWN, form | more)


def photograph(name: str = "IMG_20260801_张某手机.jpg") -> SimpleUploadedFile:
    """As a telephone writes it: maker, moment, place."""
    exif, content = Image.Exif(), BytesIO()
    exif[0x010F], exif[0x0132] = "HUAWEI", "2026:08:01 21:15:02"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (64, 48), "red").save(content, "JPEG", exif=exif, comment=b"mine")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def test_a_report_reaches_the_organ_and_the_code_is_shown_once(office: Office) -> None:
    client = Client()
    form = report(office, client)
    receipt: Any = client.post(NEW, form)
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


def test_question_answer_evidence_and_back(office: Office, django_assert_max_num_queries: AtMost) -> None:
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
    refused = say(*opened(code), "object_feedback", "不服。")
    assert refused.status_code == 409
    _to_feedback(office, case)
    page = say(*opened(code), "object_feedback", "不服，请复核发票。")
    assert page.status_code == 200
    handler = text_of(as_(office, "clue_handler").get(f"/clues/{case.number}/"))
    assert "不服，请复核发票。" in handler
    assert REPORTER not in handler
    at = MONDAY + timedelta(days=10, hours=5)
    does(office, case, "report_back", "clue_handler", at=at)
    assert not opened(code)[1].context["own"].acts


def _to_feedback(office: Office, case: Case) -> None:
    from tests.tipoffs.organ import HANDS, TO_REPORT  # noqa: PLC0415

    at = MONDAY + timedelta(days=10, hours=4)
    for act in (*TO_REPORT, "conclude", "feed_back"):
        more = {"told_on": "2026-08-13"} if act == "feed_back" else {}
        does(office, case, act, HANDS.get(act, "clue_officer"), at=at, **more)
