"""What nobody ever learns of whoever reports: nothing is shown, and nothing is even stored."""

import logging
import os
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from config.privacy import ReportFilter
from organizations.models import SignInSession
from petitions.models import Attachment
from petitions.models.sealed_identity import SealedIdentity
from petitions.reporter_portal.file_cleaning import NotCleaned, cleaned
from petitions.reporter_portal.memory_uploads import MOST_BYTES
from tests.office import Office, petition
from tests.petitions.pages.visits import as_, text_of
from tests.tipoffs.organ import LATER, PHONE, REPORTER, SECRET, TO_REPORT, lead, resolved
from tests.tipoffs.reporting import (
    ANSWER,
    NEW,
    NOW,
    OWN,
    opened,
    photograph,
    report,
    say,
    sent,
)
from workflows.models import Case, CaseRead, Document
from workflows.tipoff.timestamp_coarsening import day_of

HOUR = "07:07"  # NOW as the database writes it
ADDRESS, DEVICE = "203.0.113.77", "Canary-Browser/7.0"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def rows() -> set[str]:
    """Every row of every table, as the database writes it out."""
    told = set()
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{name}" AS t')
            told |= {f"{name}: {row}" for (row,) in cursor.fetchall()}
    return told


def rows_with(*words: str, known: Collection[str] = ()) -> list[str]:
    return [row for row in rows() if row not in known and any(word in row for word in words)]


def test_c10_address_device_and_hour_of_a_report_are_not_even_stored(office: Office) -> None:
    browser = {"REMOTE_ADDR": ADDRESS, "HTTP_X_FORWARDED_FOR": ADDRESS, "HTTP_USER_AGENT": DEVICE}
    known, client = rows(), Client(**browser)  # type: ignore[arg-type]  # the stubs know headers alone
    form = report(office, client, evidence=[photograph()])
    page: Any = client.post(NEW, form)
    page = client.post(OWN, {"code": page.context["code"]})
    say(client, page, "add_evidence", ANSWER, evidence=[photograph()])
    assert rows_with(SECRET)
    assert not rows_with(ADDRESS, DEVICE, "张某手机", HOUR, known=known)
    assert not CaseRead.objects.exists()
    assert not SignInSession.objects.exists()
    assert "sessionid" not in client.cookies
    for kept in Attachment.objects.all():
        assert os.stat(kept.file.path).st_mtime == day_of(NOW).timestamp()


def test_c18_a_holder_reads_his_report_alone_and_no_paper_name_or_finding(office: Office) -> None:
    case, code = sent(office)
    other = petition(office)
    resolved(office, case, "clue_officer", at=LATER)
    lead(office, case, "hand_over", "register_clue", "plan_disposal")
    page = text_of(opened(code)[1])
    hidden = (case.number, "成立核查组", "clue_handler", "监一2026-01", other.case.number)
    assert not [word for word in hidden if word in page]
    assert Document.objects.filter(case=case).exists()
    for stranger in (other.query_code, "0000-0000-0000-0000"):
        assert opened(stranger)[1].status_code == 403
    track = {"number": case.number, "code": code}
    assert Client().post("/portal/track/", track).status_code == 403
    headers = {"authorization": f"Token {code}"}
    assert Client().get(f"/api/v1/cases/{case.number}/", headers=headers).status_code == 401


def test_c19_the_page_tells_that_it_has_ended_and_never_how(office: Office) -> None:
    case, code = sent(office)
    resolved(office, case, "clue_officer", at=LATER)
    lead(office, case, *TO_REPORT, "conclude")
    page = text_of(opened(code)[1])
    assert "办理已结束" in page
    assert not [word for word in ("立案", "部分属实") if word in page]


def test_c05_what_belongs_on_paper_leaves_nothing_and_is_explained(office: Office) -> None:
    client = Client()
    answer = client.post(NEW, report(office, client, names="secretary（县委）"))
    assert (answer.status_code, SECRET in text_of(answer)) == (409, True)
    assert "12388" in text_of(answer)
    assert not Case.objects.exists()
    assert not rows_with(SECRET)


def test_c07_a_real_name_goes_into_the_vault_and_nowhere_else(office: Office) -> None:
    case, _code = sent(office, reporter_name=REPORTER, reporter_phone=PHONE)
    assert SealedIdentity.objects.filter(case=case).count() == 1
    assert not rows_with(REPORTER, PHONE)


def test_photographs_and_papers_tell_what_is_seen_in_them_and_nothing_else() -> None:
    paper = BytesIO()
    Image.new("RGB", (620, 877), "white").save(paper, "PDF", author=REPORTER, title="张某")
    sent_files = [photograph(), SimpleUploadedFile("举报.pdf", paper.getvalue())]
    picture_, pages = cleaned(sent_files, first=3)
    assert (picture_.name, pages.name) == ("3.jpg", "4.pdf")
    content = picture_.read()
    with Image.open(BytesIO(content)) as seen:
        assert (seen.size, dict(seen.getexif()), "comment" in seen.info) == ((64, 48), {}, False)
    assert b"HUAWEI" not in content
    document = pypdfium2.PdfDocument(pages.read())
    assert (len(document), document.get_metadata_dict(skip_empty=True)) == (1, {})
    document.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("note.docx", b"PK"),
        ("photo.jpg", b"no picture"),
        ("paper.pdf", b"%PDF-1.4 broken"),
        ("hidden.txt", "字\u200b字".encode()),
        ("sound.mp3", b"ID3"),
    ],
)
def test_what_cannot_be_cleaned_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(NotCleaned, match=name):
        cleaned([SimpleUploadedFile(name, content)])


def test_text_is_written_anew() -> None:
    (kept,) = cleaned([SimpleUploadedFile("说明.txt", "第一行\r\n第二行".encode("gb18030"))])
    assert (kept.name, kept.read().decode()) == ("1.txt", "第一行\n第二行")


def test_files_never_touch_the_disk_before_they_are_clean(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.mkstemp", _never)
    client = Client()
    large = BytesIO()
    Image.effect_noise((2000, 2000), 90).save(large, "PNG")
    assert 3_000_000 < large.tell() < MOST_BYTES
    form = report(office, client, evidence=[SimpleUploadedFile("大图.png", large.getvalue())])
    assert client.post(NEW, form).status_code == 200
    assert Attachment.objects.get().name == "1.png"


def test_files_that_are_too_much_together_are_not_dropped_in_silence(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petitions.reporter_portal.memory_uploads.MOST_BYTES", 1000)
    client = Client()
    answer = client.post(NEW, report(office, client, evidence=[photograph()]))
    assert (answer.status_code, SECRET in text_of(answer)) == (422, True)
    assert "30 MB" in text_of(answer)
    assert not Case.objects.exists()


def _never(*_arguments: object, **_named: object) -> None:
    raise AssertionError("a temporary file")


@pytest.mark.parametrize(
    ("line", "level", "kept"),
    [
        ('"POST /portal/report/own/" 200', logging.INFO, False),
        ("Forbidden: /portal/report/own/", logging.WARNING, False),
        ("Internal Server Error: /portal/report/own/", logging.ERROR, True),
        ('"GET /portal/" 200', logging.INFO, True),
    ],
)
def test_no_log_line_tells_of_a_report_unless_it_is_our_fault(
    line: str, level: int, *, kept: bool
) -> None:
    record = logging.LogRecord("gunicorn.access", level, "", 0, "%s", (line,), None)
    assert ReportFilter().filter(record) is kept


def test_no_figure_tells_of_a_report(db: None) -> None:
    Client().get(OWN)
    assert "portal/report" not in text_of(Client().get("/metrics"))


def nobody_has(number: str) -> str:
    """Another number of the same length."""
    return f"{number[:-1]}{(int(number[-1]) + 1) % 10}"


def test_answers_to_nothing_there_and_not_yours_are_the_same(office: Office) -> None:
    case, code = sent(office)
    made = petition(office)
    unknown = nobody_has(case.number)
    stranger = as_(office, "accused")
    pairs = [
        [stranger.get(f"/clues/{number}/") for number in (case.number, unknown)],
        [Client().post(OWN, {"code": given}) for given in (made.query_code, "0" * 19)],
        [
            Client().post("/portal/track/", {"number": number, "code": given})
            for number, given in (
                (made.case.number, code),
                (nobody_has(made.case.number), made.query_code),
            )
        ],
    ]
    for one, two in pairs:
        assert one.status_code == two.status_code >= 400
        assert len(one.content) == len(two.content)
        assert set(one.headers) == set(two.headers)
