from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from notifications.models import Notice, Preference
from notifications.outbox import queue
from notifications.selectors import inbox, unread_count
from organizations.models import Person
from tests.notifications.conftest import NOW, word
from tests.office import open_office

Reader = Callable[..., Person]
INBOX = "/inbox/notices/"


@pytest.fixture
def person(db: None, reader: Reader) -> Person:
    return reader()


@pytest.fixture
def visitor(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _queued(person: Person, **changes: str) -> Notice:
    queue([word(person, **changes)], at=NOW)
    return Notice.objects.get(recipient=person)


def test_a_stranger_is_sent_to_the_login(db: None) -> None:
    assert Client().get(INBOX).status_code == 302


def test_the_newest_words_come_first_a_page_at_a_time(visitor: Client, person: Person) -> None:
    for number in range(31):
        one = word(person, f"key-{number}", subject=f"第{number}号通知")
        queue([one], at=NOW + timedelta(minutes=number))
    first, second = (
        visitor.get(INBOX).content.decode(),
        visitor.get(INBOX + "?page=2").content.decode(),
    )
    assert "第30号通知" in first
    assert "第0号通知" not in first
    assert "第0号通知" in second


def test_opening_a_word_marks_it_read_and_leads_where_it_points(
    visitor: Client, person: Person
) -> None:
    notice = _queued(person)
    answer = visitor.get(reverse("notifications:open", args=[notice.pk]))
    assert (answer.status_code, answer["Location"]) == (302, "/cases/1/")
    assert unread_count(person) == 0


@pytest.mark.parametrize(
    "url", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", ""]
)
def test_a_word_never_leads_out_of_the_house(visitor: Client, person: Person, url: str) -> None:
    notice = _queued(person, url=url)
    answer = visitor.get(reverse("notifications:open", args=[notice.pk]))
    assert answer["Location"] == INBOX


@pytest.mark.parametrize("name", ["open", "read"])
def test_somebody_elses_word_is_not_found(visitor: Client, reader: Reader, name: str) -> None:
    other = reader()
    notice = _queued(other)
    url = reverse(f"notifications:{name}", args=[notice.pk])
    answer = visitor.get(url) if name == "open" else visitor.post(url)
    assert answer.status_code == 404
    assert unread_count(other) == 1


def test_one_or_all_words_can_be_marked_read_by_post_only(visitor: Client, person: Person) -> None:
    queue([word(person, f"key-{number}") for number in range(3)], at=NOW)
    one = reverse("notifications:read", args=[inbox(person)[0].pk])
    assert visitor.get(one).status_code == 405
    visitor.post(one)
    assert unread_count(person) == 2
    visitor.post(reverse("notifications:read-all"))
    assert unread_count(person) == 0


def test_the_first_reading_is_the_one_on_record(visitor: Client, person: Person) -> None:
    notice = _queued(person)
    Notice.objects.update(read_at=NOW)
    visitor.post(reverse("notifications:read", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == NOW


def test_read_words_can_be_left_out(visitor: Client, person: Person) -> None:
    _queued(person)
    Notice.objects.update(read_at=NOW)
    assert "信访事项已受理" in visitor.get(INBOX).content.decode()
    assert "信访事项已受理" not in visitor.get(INBOX + "?unread=1").content.decode()


def test_a_reader_can_switch_mail_off_and_on(visitor: Client, person: Person) -> None:
    for wanted in ("0", "1"):
        visitor.post(reverse("notifications:channel", args=["email"]), {"wanted": wanted})
        assert Preference.objects.get(person=person).email == (wanted == "1")
        assert visitor.get(INBOX).status_code == 200


def test_the_administrators_pages_show_no_word_of_a_notice(person: Person) -> None:
    notice = _queued(person)
    client = Client()
    client.force_login(open_office()["admin"])
    for model in ("delivery", "preference"):
        answer = client.get(reverse(f"admin:notifications_{model}_changelist"))
        assert answer.status_code == 200
        assert notice.subject not in answer.content.decode()
