import pytest
from django.test import Client

from organizations.models import Person
from tests.office import PASSWORD, Office
from tests.petitions.pages.conftest import SignIn

PAGES = ("/", "/cases/", "/cases/new/", "/cases/import/", "/cases/export.csv")


def test_signing_in_leads_to_the_desk(office: Office, client: Client) -> None:
    answer = client.post("/login/", {"username": "officer", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_a_wrong_password_keeps_the_name_and_says_no(office: Office, client: Client) -> None:
    answer = client.post("/login/", {"username": "officer", "password": "wrong"})
    assert answer.status_code == 200
    assert 'value="officer"' in answer.content.decode()
    assert "callout--error" in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_asks_a_stranger_to_sign_in(db: None, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


def test_signing_out_needs_a_post(sign_in: SignIn) -> None:
    client = sign_in("officer")
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/").status_code == 302


def test_the_navigation_follows_the_roles(sign_in: SignIn) -> None:
    bureau = sign_in("officer").get("/").content.decode()
    assert 'href="/cases/new/"' in bureau
    assert 'href="/clues/"' not in bureau
    clues = sign_in("clue_officer").get("/").content.decode()
    assert 'href="/clues/"' in clues
    assert 'href="/cases/new/"' not in clues


def test_demonstration_accounts_are_named_only_while_there_are_some(
    office: Office, client: Client
) -> None:
    assert "<code>demo</code>" not in client.get("/login/").content.decode()
    Person.objects.filter(username="officer").update(is_demonstration=True)
    assert "<code>demo</code>" in client.get("/login/").content.decode()


def test_pages_hold_no_inline_script_or_style(sign_in: SignIn) -> None:
    for path in ("/", "/cases/", "/cases/new/", "/cases/import/"):
        page = sign_in("registrar").get(path).content.decode()
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


def test_the_language_can_be_switched(sign_in: SignIn) -> None:
    client = sign_in("officer")
    assert '<html lang="zh-hans">' in client.get("/").content.decode()
    client.post("/language/setlang/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/").content.decode()
