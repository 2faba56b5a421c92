"""A second factor: set up before all else by who needs it, asked for at each sign-in."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from notifications.models import Notice
from organizations.models import Person
from organizations.signing_in import addresses
from tests.office import PASSWORD, Office, open_office

pytestmark = pytest.mark.django_db

NEEDED = "/account/second-factor/"
APP = "/account/factors/app/"
CODE = "/account/factors/code/"


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    settings.SECOND_FACTOR_WAIVED_FOR = "demonstration"
    cache.clear()
    yield open_office()
    cache.clear()


def enter(name: str) -> tuple[Client, str]:
    """A browser after the password, and where it is led."""
    client = Client()
    answer = client.post("/login/", {"username": name, "password": PASSWORD})
    return client, answer["Location"]


def figures(secret: str, *, step: int = 0) -> str:
    """What an app shows now, after RFC 6238."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def set_up_app(client: Client) -> str:
    page = client.get(APP).content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found is not None
    assert client.post(APP, {"code": "000000x"}).status_code == 200
    client.post(APP, {"code": figures(found[1])})
    return found[1]


@pytest.mark.parametrize("name", ["clue_officer", "monitor", "officer", "leader"])
def test_who_opens_tip_offs_sets_one_up_before_all_else(office: Office, name: str) -> None:
    needs = name in ("clue_officer", "monitor")
    client, _led = enter(name)
    answers = {client.get(path).headers.get("Location", "") for path in ("/", "/cases/", "/clues/")}
    assert (answers == {NEEDED}) is needs
    assert client.get(NEEDED).status_code == (200 if needs else 302)
    if needs:
        set_up_app(client)
        assert client.get("/clues/").status_code == 200


def test_a_demonstration_account_signs_in_plainly(office: Office, settings: Settings) -> None:
    Person.objects.filter(username="clue_officer").update(is_demonstration=True)
    client, led = enter("clue_officer")
    assert (led, client.get("/clues/").status_code) == ("/", 200)
    settings.SECOND_FACTOR_WAIVED_FOR = "nobody"
    client, _led = enter("clue_officer")
    assert client.get("/clues/")["Location"] == NEEDED


def test_the_figures_are_asked_for_at_each_sign_in_and_are_good_once(office: Office) -> None:
    first, _led = enter("clue_officer")
    secret = set_up_app(first)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored  # encrypted
    client, led = enter("clue_officer")
    assert led == CODE
    assert client.get("/clues/")["Location"].startswith("/login/")
    assert "验证" in client.get(CODE).content.decode()
    assert client.post(CODE, {"code": "123456"}).status_code == 200
    code = figures(secret, step=1)
    assert client.post(CODE, {"code": code})["Location"] == "/"
    assert client.get("/clues/").status_code == 200
    again, _led = enter("clue_officer")
    assert again.post(CODE, {"code": code}).status_code == 200  # seen over a shoulder


def test_guessing_figures_ends_after_five(office: Office) -> None:
    first, _led = enter("clue_officer")
    secret = set_up_app(first)
    cache.clear()
    client, _led = enter("clue_officer")
    for _guess in range(5):
        client.post(CODE, {"code": "123456"})
    assert Notice.objects.get().recipient == office["clue_officer"]
    assert client.post(CODE, {"code": figures(secret, step=1)}).status_code == 200


def test_a_recovery_code_opens_once_when_the_telephone_is_lost(office: Office) -> None:
    first, _led = enter("clue_officer")
    set_up_app(first)
    page = first.get("/account/factors/recovery/").content.decode()
    codes = re.findall(r"<code>(\d{8})</code>", page)
    assert len(codes) == 10
    client, _led = enter("clue_officer")
    assert client.post(CODE, {"code": codes[0]})["Location"] == "/"
    other, _led = enter("clue_officer")
    assert other.post(CODE, {"code": codes[0]}).status_code == 200


def test_a_lost_factor_is_taken_off_by_command_and_its_person_told(office: Office) -> None:
    client, _led = enter("clue_officer")
    set_up_app(client)
    with pytest.raises(CommandError):
        call_command("second_factor_reset", "nobody")
    with pytest.raises(CommandError, match="尚未确认"):
        call_command("second_factor_reset", "clue_officer")
    addresses.confirm(office["clue_officer"], "c@example.org", at=timezone.now())
    call_command("second_factor_reset", "clue_officer")
    assert mail.outbox[-1].to == ["c@example.org"]
    assert client.get("/clues/")["Location"].startswith("/login/")
    client, _led = enter("clue_officer")
    assert client.get("/clues/")["Location"] == NEEDED


def test_the_last_factor_of_who_needs_one_stays(office: Office) -> None:
    client, _led = enter("clue_officer")
    set_up_app(client)
    assert client.post("/account/factors/app/remove/").status_code == 200
    assert Authenticator.objects.filter(type="totp").exists()
    plain, _led = enter("officer")
    set_up_app(plain)
    assert plain.post("/account/factors/app/remove/").status_code == 302
    assert Authenticator.objects.filter(user=office["officer"]).count() == 0


def test_a_factor_is_changed_only_by_who_has_just_proved_himself(office: Office) -> None:
    client, _led = enter("officer")
    with time_machine.travel(timezone.localtime() + timedelta(minutes=11)):
        again = client.get(APP)["Location"]
        assert again.startswith("/account/again/?next=")
        assert client.post(again, {"password": "x"}).status_code == 200
        assert client.get(APP).status_code == 302
        assert client.post(again, {"password": PASSWORD})["Location"] == APP
        assert client.get(APP).status_code == 200


def test_the_door_of_the_administration_is_the_one_of_everybody(office: Office) -> None:
    typed = {"username": "admin", "password": PASSWORD, "next": "/admin/"}
    assert Client().post("/admin/login/", typed)["Location"] == "/login/?next=/admin/"
    client, _led = enter("officer")
    assert client.get("/admin/login/").status_code == 403
