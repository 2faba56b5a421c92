"""A person's own page: his sessions, how long they last, and his password."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from organizations.models import Person, SignInSession
from organizations.services import create_person
from organizations.signing_in.sessions import kind_of_browser
from tests.office import MONDAY
from tests.organizations.signing_in.conftest import NEW, PASSWORD, is_signed_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def signed_in(person: Person, browser: str = FIREFOX) -> Client:
    client = Client(HTTP_USER_AGENT=browser, REMOTE_ADDR="192.0.2.7")
    client.post("/login/", {"username": person.username, "password": PASSWORD})
    return client


def test_a_person_sees_his_sessions_and_ends_another(person: Person) -> None:
    here, there = signed_in(person), signed_in(person, EDGE)
    page = here.get("/account/").content.decode()
    assert "Firefox, Windows" in page
    assert "Edge, macOS" in page
    keys = set(SignInSession.objects.values_list("session_key", flat=True))
    assert not any(key in page for key in keys)  # it would open the session
    assert "192.0.2.7" not in str(list(SignInSession.objects.values()))
    other = SignInSession.objects.get(browser="Edge, macOS").handle
    assert here.post(f"/account/sessions/{other}/end/").status_code == 302
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_nobody_ends_the_session_of_another(person: Person) -> None:
    stranger = create_person(username="wang", name="王工", password=PASSWORD)
    his, own = signed_in(person), signed_in(stranger)
    handle = SignInSession.objects.get(person=person).handle
    assert own.post(f"/account/sessions/{handle}/end/").status_code == 404
    own.post("/account/sessions/end-others/")
    assert is_signed_in(his)


@pytest.mark.parametrize(("allowed", "shared", "left"), [(1, 0, 1), (2, 0, 2), (1, 1, 3)])
def test_a_new_session_takes_the_place_of_the_oldest(
    person: Person, settings: Settings, allowed: int, shared: int, left: int
) -> None:
    settings.SESSIONS_PER_PERSON = allowed
    Person.objects.update(is_demonstration=bool(shared))
    browsers = []
    for minute in range(3):
        with time_machine.travel(MONDAY + timedelta(minutes=minute), tick=False):
            browsers.append(signed_in(person))
    with time_machine.travel(MONDAY + timedelta(minutes=3), tick=False):
        assert [is_signed_in(each) for each in browsers] == [False] * (3 - left) + [True] * left


def test_a_session_ends_unused_and_at_the_end_of_the_day(person: Person) -> None:
    idle = timedelta(minutes=31)
    with time_machine.travel(MONDAY, tick=False) as clock:
        forgotten, used = signed_in(person), signed_in(person)
        for _half_hour in range(20):
            clock.shift(timedelta(minutes=29, seconds=59))
            assert is_signed_in(used)
        assert not is_signed_in(forgotten)
        clock.shift(timedelta(minutes=1))
        assert not is_signed_in(used)
        again = signed_in(person)
        clock.shift(idle)
        # The row decides, not the cookie: a browser may have kept it.
        again.cookies = SimpleCookie({"sessionid": again.cookies["sessionid"].value})
        assert not is_signed_in(again)
        signed_in(person)
        assert SignInSession.objects.count() == 1  # what is over leaves no trace


def test_what_is_shown_to_people_is_kept_nowhere(person: Person) -> None:
    client, stranger = signed_in(person), Client()
    for path in ("/", "/account/", "/inbox/notices/", "/limits/", "/nothing/", "/portal/"):
        assert client.get(path)["Cache-Control"] == "no-store, private"
    api = stranger.get("/api/v1/cases/", headers={"Authorization": "Token x"})
    assert api["Cache-Control"] == "no-store, private"
    assert "no-store" not in stranger.get("/portal/").headers.get("Cache-Control", "")


def test_a_new_password_signs_out_whoever_has_the_old_one(person: Person) -> None:
    here, there = signed_in(person), signed_in(person)
    words = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    weak = {"new_password1": "password", "new_password2": "password"}
    assert here.post("/account/password/", words | weak).status_code == 200
    assert here.post("/account/password/", words | {"old_password": "x"}).status_code == 200
    assert is_signed_in(there)
    assert here.post("/account/password/", words)["Location"] == "/account/"
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    Person.objects.update(is_demonstration=True)
    assert here.post("/account/password/", words).status_code == 403


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (FIREFOX, "Firefox, Windows"),
        (EDGE, "Edge, macOS"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile MicroMessenger/8", "WeChat, Android"),
        ("curl/8.0", ""),
    ],
)
def test_a_browser_is_known_by_its_kind_alone(told: str, kind: str) -> None:
    assert kind_of_browser(told) == kind
