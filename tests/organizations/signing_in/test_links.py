"""Passwords are their persons' own: set by a link that goes to their own mailbox alone."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from organizations.models import ConfirmedAddress, Person, Region
from organizations.signing_in import addresses
from tests.office import open_office
from tests.organizations.signing_in.conftest import NEW, PASSWORD, SignIn, is_signed_in, link_in

pytestmark = pytest.mark.django_db

CHOSEN = {"new_password1": NEW, "new_password2": NEW}
LINK, SET = "/account/link/", "/account/link/password/"


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(open_office()["admin"])
    return client


def send_by_page(admin: Client, person: Person) -> str:
    asked = {"action": "send_links", "_selected_action": [person.pk]}
    page = reverse("admin:organizations_person_changelist")
    return admin.post(page, asked, follow=True).content.decode()


def test_the_first_password_is_set_by_a_link_that_no_administrator_sees(
    admin: Client, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = {"username": "wang", "name": "王工", "email": "wang@example.org"}
    add, region = reverse("admin:organizations_person_add"), Region.objects.get(code="150121").pk
    typed_password = {"password1": NEW, "password2": NEW}
    assert admin.post(add, typed | {"region": region} | typed_password).status_code == 403
    admin.post(add, typed | {"region": region})
    newcomer = Person.objects.get(username="wang")
    assert not newcomer.has_usable_password()
    page = send_by_page(admin, newcomer)
    call_command("sign_in_link", "wang")
    assert [each.to for each in mail.outbox] == [["wang@example.org"]] * 2
    secret = link_in(mail.outbox[0]).partition("?")[2]
    assert secret not in page + "".join(capsys.readouterr())
    browser = Client()
    assert browser.get(link_in(mail.outbox[0]))["Location"] == SET
    assert browser.post(SET, CHOSEN | {"new_password2": "x"}).status_code == 200
    assert browser.post(SET, CHOSEN)["Location"] == "/login/"
    assert is_signed_in(sign_in(newcomer, NEW))
    assert ConfirmedAddress.objects.get(person=newcomer).address == "wang@example.org"


def test_a_link_is_good_once_and_for_a_day(newcomer: Person) -> None:
    call_command("sign_in_link", "wang")
    with time_machine.travel(timezone.localtime() + timedelta(hours=24, minutes=1)):
        assert Client().get(link_in(mail.outbox[0])).status_code == 410
    first, second = Client(), Client()
    for browser in (first, second):
        assert browser.get(link_in(mail.outbox[0])).status_code == 302
    assert first.post(SET, CHOSEN).status_code == 302
    assert second.post(SET, CHOSEN).status_code == 410
    assert second.get(link_in(mail.outbox[0])).status_code == 410
    assert Client().get(LINK).status_code == 410
    assert Client().get(LINK, {"person": "²", "token": "x-y"}).status_code == 410


def test_a_reset_goes_to_the_confirmed_address_whatever_an_administrator_writes(
    person: Person, sign_in: SignIn
) -> None:
    his = sign_in(person)
    with pytest.raises(CommandError, match="尚未确认"):
        call_command("sign_in_link", "liu")
    addresses.confirm(person, "liu@example.org", at=timezone.now())
    Person.objects.filter(pk=person.pk).update(email="somebody.else@example.org")
    call_command("sign_in_link", "liu")
    assert mail.outbox[-1].to == ["liu@example.org"]
    browser = Client()
    browser.get(link_in(mail.outbox[-1]))
    browser.post(SET, CHOSEN)
    assert not is_signed_in(his)
    assert is_signed_in(sign_in(person, NEW))


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_demonstration": True}])
def test_no_link_opens_a_closed_or_a_demonstration_account(
    newcomer: Person, admin: Client, state: dict[str, bool]
) -> None:
    call_command("sign_in_link", "wang")
    Person.objects.filter(pk=newcomer.pk).update(**state)
    with pytest.raises(CommandError):
        call_command("sign_in_link", "wang")
    assert 'class="error"' in send_by_page(admin, newcomer)
    assert len(mail.outbox) == 1
    assert Client().get(link_in(mail.outbox[0])).status_code == 410


def test_nobody_types_the_password_of_another(admin: Client, person: Person) -> None:
    page = reverse("admin:auth_user_password_change", args=[person.pk])
    assert admin.post(page, {"password1": NEW, "password2": NEW}).status_code == 403
    change = reverse("admin:organizations_person_change", args=[person.pk])
    assert 'name="password' not in admin.get(change).content.decode()
    with pytest.raises(CommandError):
        call_command("changepassword", "liu")
    with pytest.raises(CommandError):
        call_command("sign_in_link", "nobody")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_an_address_counts_once_its_owner_has_opened_a_link_there(
    person: Person, sign_in: SignIn
) -> None:
    addresses.confirm(person, "liu@example.org", at=timezone.now())
    client = sign_in(person)
    asked = {"address": "liu@example.com", "password": PASSWORD}
    assert client.post("/account/address/", asked | {"password": "x"}).status_code == 200
    assert mail.outbox == []
    client.post("/account/address/", asked)
    opened = link_in(mail.outbox[0])
    assert client.get(opened).status_code == 200
    assert addresses.address_for_links(person) == "liu@example.org"
    stranger = Client()
    stranger.force_login(Person.objects.create_user("x", name="x"))
    assert stranger.post(opened).status_code == 410
    assert client.post(opened).status_code == 302
    assert addresses.address_for_links(person) == "liu@example.com"
    assert [each.to for each in mail.outbox] == [["liu@example.com"], ["liu@example.org"]]
    assert client.post("/account/address/confirm/?token=x").status_code == 410


def test_a_mail_server_that_is_down_is_said_and_nothing_is_lost(
    newcomer: Person, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError, match="邮件服务器"):
        call_command("sign_in_link", "wang")
