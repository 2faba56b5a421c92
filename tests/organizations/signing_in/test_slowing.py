"""Wrong passwords make the next try wait and ask for a picture; nobody is locked out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings

from notifications.models import Notice
from organizations.models import Person
from organizations.signing_in import slowing
from organizations.signing_in.whence import Whence, whence
from petitions.models import PictureChallenge
from tests.office import MONDAY, open_office
from tests.organizations.signing_in.conftest import PASSWORD

pytestmark = pytest.mark.django_db

ATTACKER, OWNER = "192.0.2.66", "192.0.2.7"


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Iterator[time_machine.Traveller]:
    settings.SLOW_SIGN_IN = True
    cache.clear()
    with time_machine.travel(MONDAY, tick=False) as travelled:
        yield travelled
    cache.clear()


def attempt(client: Client, name: str, password: str, *, picture: bool = False) -> str:
    """What a try comes to: in, wrong, wait or picture. With `picture` the figures are copied."""
    fields = {"username": name, "password": password}
    if picture:
        client.post("/login/", fields)  # the page that shows one
        shown = PictureChallenge.objects.latest("expires_at")
        fields |= {"picture_0": str(shown.key), "picture_1": shown.figures}
        PictureChallenge.objects.exclude(pk=shown.pk).delete()
    answer = client.post("/login/", fields)
    if answer.status_code == 302:
        return "in"
    page = answer.content.decode()
    if "秒后再试" in page:
        return "wait"
    form = answer.context["form"]
    return "picture" if "picture" in form.errors else "wrong"


def test_each_wrong_try_waits_longer_and_asks_for_a_picture(
    person: Person, clock: time_machine.Traveller
) -> None:
    guesser = Client(REMOTE_ADDR=ATTACKER)
    said = [attempt(guesser, "liu", "x") for _try in range(4)]
    assert said == ["wrong", "wrong", "wrong", "wait"]
    waits = []
    for _try in range(8):
        there = slowing.wait_left("liu", _stranger(ATTACKER), at=timezone.now())
        waits.append(there)
        clock.shift(timedelta(seconds=there))
        assert attempt(guesser, "liu", "x") == "picture"
        assert attempt(guesser, "liu", "x", picture=True) == "wrong"
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    assert attempt(guesser, "liu", PASSWORD) == "wait"  # not even looked at


def _stranger(address: str) -> Whence:
    return whence(RequestFactory().get("/", REMOTE_ADDR=address), "liu")


def test_ten_wrong_tries_do_not_keep_the_owner_out(
    person: Person, clock: time_machine.Traveller
) -> None:
    owner, guesser = Client(REMOTE_ADDR=OWNER), Client(REMOTE_ADDR=ATTACKER)
    assert attempt(owner, "liu", PASSWORD) == "in"
    owner.post("/logout/")
    for number in range(12):
        clock.shift(timedelta(seconds=31))
        attempt(guesser, "liu", "x", picture=number > 2)
    # At his own desk he notices nothing, even behind the attacker's own address.
    owner.defaults["REMOTE_ADDR"] = ATTACKER
    assert attempt(owner, "liu", PASSWORD) == "in"
    # At a desk that is new to him he copies a picture, and does not wait.
    elsewhere = Client(REMOTE_ADDR="192.0.2.99")
    assert attempt(elsewhere, "liu", PASSWORD) == "picture"
    assert attempt(elsewhere, "liu", PASSWORD, picture=True) == "in"


def test_one_password_tried_on_many_names_is_slowed(
    db: None, clock: time_machine.Traveller
) -> None:
    for number in range(20):
        Person.objects.create(username=f"p{number}", name="甲", password="x")
    spray = Client(REMOTE_ADDR=ATTACKER)
    assert {attempt(spray, f"p{n}", "x") for n in range(10)} == {"wrong"}
    assert attempt(spray, "p10", "x") == "picture"
    assert attempt(spray, "p10", "x", picture=True) == "wrong"
    assert attempt(spray, "p11", "x") == "wait"
    assert attempt(spray, "nobody-of-ours", "x") == "wait"
    assert attempt(Client(REMOTE_ADDR=OWNER), "p12", "x") == "wrong"
    clock.shift(timedelta(hours=1, minutes=1))
    assert attempt(spray, "p13", "x") == "wrong"


def test_names_that_do_not_exist_are_treated_alike(person: Person) -> None:
    said = {
        name: [attempt(Client(REMOTE_ADDR=f"192.0.2.{n}"), name, "x") for n in range(7)]
        for name in ("liu", "LIU ", "ｌｉｕ", "not-there")
    }
    assert said["liu"] == ["wrong"] * 5 + ["picture"] * 2
    assert said["LIU "] == ["picture"] * 7  # one account, however it is written
    assert said["ｌｉｕ"] == ["picture"] * 7
    assert said["not-there"] == said["liu"]


def test_what_is_right_is_forgiven_and_no_address_is_kept(person: Person) -> None:
    client = Client(REMOTE_ADDR=OWNER)
    for _round in range(6):
        assert attempt(client, "liu", "x") == "wrong"
        assert attempt(client, "liu", PASSWORD) == "in"
        client.post("/logout/")
    assert OWNER not in str(cache._cache.keys())  # type: ignore[attr-defined]  # the one in memory


def test_behind_a_proxy_the_address_is_the_one_it_added(settings: Settings) -> None:
    def source(**headers: Any) -> str:
        return whence(RequestFactory().get("/", **headers), "liu").source

    spoofed = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": f"{OWNER}, {ATTACKER}"}
    assert source(**spoofed) == source(REMOTE_ADDR="127.0.0.1")
    settings.BEHIND_PROXY = True
    assert source(**spoofed) == source(HTTP_X_FORWARDED_FOR=ATTACKER)
    neighbours = ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")
    assert len({source(HTTP_X_FORWARDED_FOR=each) for each in neighbours}) == 1
    assert source(HTTP_X_FORWARDED_FOR="unknown") != source(HTTP_X_FORWARDED_FOR=ATTACKER)


def test_whoever_keeps_accounts_is_told_once_and_so_is_the_owner(
    clock: time_machine.Traveller,
) -> None:
    open_office()
    for number in range(1, 13):
        for name in ("officer", "my secret password"):
            client = Client(REMOTE_ADDR=f"192.0.2.{number}")
            attempt(client, name, "x", picture=number > 5)
    told = Notice.objects.order_by("recipient__username").values_list(
        "recipient__username", "subject"
    )
    assert [name for name, _subject in told] == ["officer", "security", "security"]
    assert "secret" not in str(list(told)) + str(list(Notice.objects.values()))


def test_a_spray_is_told_to_whoever_keeps_accounts(clock: time_machine.Traveller) -> None:
    open_office()
    source = Whence("somewhere", is_known=False)
    for number in range(29):
        assert slowing.note_wrong(f"n{number}", source, at=timezone.now()) == ()
    assert slowing.note_wrong("n30", source, at=timezone.now()) == ("source",)


def test_many_who_sign_in_rightly_at_one_moment_slow_nobody(person: Person) -> None:
    office = Whence("one-office", is_known=False)
    for number in range(40):
        assert slowing.begin_try(f"n{number}", office, at=timezone.now()) == 0
    assert not slowing.needs_picture("liu", office)
