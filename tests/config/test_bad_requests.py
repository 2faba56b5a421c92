"""A request that can't be read gets a plain page or a problem, in the reader's language."""

from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import get_template
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.converters import IntConverter

from tests.office import open_office, petition
from tests.petitions.api.calling import programme
from ui.numbers import read_number, read_numbers
from workflows.petition.material import MaterialForm

ROOT: Final = Path(__file__).resolve().parents[2]
WRONG_HOST: Final = {"HTTP_HOST": "elsewhere.example"}


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_pages_of_refusal_are_our_own(status: int) -> None:
    origin = get_template(f"{status}.html").template.origin.name  # type: ignore[attr-defined]
    assert origin.endswith(f"/ui/templates/{status}.html")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", "无法识别此次请求"),
        ("zh-hans", "无法识别此次请求"),
        ("en", "can't be understood"),
        ("x", "无法识别此次请求"),
    ],
)
def test_a_wrong_host_is_refused_without_asking_the_database(language: str, said: str) -> None:
    """No database is open to this test: a statement would fail it."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get("/portal/", **WRONG_HOST)  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert said in answer.content.decode().replace("&#x27;", "'")


def test_a_programme_at_a_wrong_host_gets_a_problem() -> None:
    answer = Client().get("/api/v1/cases/", headers={"Accept-Language": "en"}, **WRONG_HOST)  # type: ignore[arg-type]
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    body = answer.json()
    assert (body["code"], body["instance"]) == ("malformed", "/api/v1/cases/")
    assert body["title"] == "The request can't be read"


def test_too_many_fields_are_refused(db: None) -> None:
    many = {f"field-{n}": "1" for n in range(1100)}
    assert Client().post("/portal/submit/", many).status_code == 400
    assert Client().post("/portal/report/new/", many).status_code == 400
    assert Client().post("/login/", many).status_code == 400


def test_a_long_name_of_a_file_is_no_fault_of_ours(db: None) -> None:
    long = SimpleUploadedFile("长" * 300 + ".pdf", b"%PDF-1.4 x")
    assert Client().post("/portal/submit/", {"attachments": long}).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "/cases/%00/",
        "/portal/?a=%00",
        "/portal/?%00=a",
        "/api/v1/cases/%00/",
        "/api/v1/cases/?q=%00",
    ],
)
def test_a_nul_in_an_address_is_refused(address: str) -> None:
    assert Client().get(address).status_code == 400


@pytest.mark.parametrize("address", ["/login/", "/portal/report/own/", "/portal/track/"])
def test_a_nul_in_a_form_is_refused(db: None, address: str) -> None:
    assert Client().post(address, {"code": "\x00"}).status_code == 400
    assert Client().post(address, {"\x00": "1"}).status_code == 400


def test_a_nul_in_a_cookie_is_refused() -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "\x00"
    assert client.get("/").status_code == 400


@pytest.mark.parametrize(
    "body", [[], "text", 1, {"text": "\x00"}, {"\x00": 1}, {"petitioners": {}}]
)
def test_a_body_that_is_no_letter_is_told_so(db: None, body: object) -> None:
    answer = programme(open_office(), "registrar").post("cases/", body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_text_where_a_file_is_due_is_told_so(db: None) -> None:
    office = open_office()
    address = f"/api/v1/cases/{petition(office).case.number}/attachments/"
    token = programme(office, "officer").token
    sent = {name: "a text" for name in MaterialForm.base_fields}
    answer = Client().post(address, sent, headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 422
    assert [name for name in answer.json()["errors"] if name.startswith("file")]


@pytest.mark.parametrize("text", ["", "²", "٣", "-1", "+1", "1.0", " 1", "1\n", "9" * 19, None, 1])
def test_what_is_no_plain_number_is_none(text: object) -> None:
    assert read_number(text) is None


def test_plain_numbers_are_read() -> None:
    assert (read_number("042"), read_number("9" * 18)) == (42, 10**18 - 1)
    assert read_numbers(["2", "²", "1"]) == [2, 1]


def test_every_number_in_an_address_is_read_the_same_way() -> None:
    """A library's own `<int:…>` has no bound that a column has."""
    assert _bounded(get_resolver())


def test_no_view_asks_a_text_whether_it_is_a_number() -> None:
    """`²` says yes and breaks `int`. Words of ledgers and letters are looked at, not counted."""
    words = ("petitions/ledger_format/", "petitions/vault/")
    asking = {
        str(file.relative_to(ROOT))
        for app in ("oversight", "petitions", "workflows", "notifications", "organizations", "ui")
        for file in (ROOT / app).rglob("*.py")
        if any(f".{name}()" in file.read_text() for name in ("isdigit", "isdecimal", "isnumeric"))
    }
    assert [name for name in asking if not name.startswith(words)] == []


def _bounded(node: URLResolver) -> bool:
    return all(
        each.namespace == "admin" or _bounded(each)
        if isinstance(each, URLResolver)
        else not any(isinstance(c, IntConverter) for c in each.pattern.converters.values())
        for each in node.url_patterns
    )
