from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from notifications import delivery
from notifications.channels.email import EmailTransport
from notifications.delivery import LEASE, MAX_ATTEMPTS, claim, pause_after, send_due
from notifications.models import Delivery
from notifications.outbox import queue
from notifications.tasks import deliver, deliver_due
from organizations.models import Person
from tests.notifications.conftest import NOW, Sink, word

Reader = Callable[..., Person]
State = Delivery.State
SECOND = timedelta(seconds=1)


def _only() -> Delivery:
    return Delivery.objects.get()


def test_a_mail_says_what_the_caller_gave_and_leads_to_the_word(
    db: None, reader: Reader, sink: Sink, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = "https://letters.example.org"
    person = reader()
    queue([word(person, subject="已受理\n<b>", body="正文 <i>甲</i>")], at=NOW)
    assert send_due(now=lambda: NOW) == 1
    (mail,) = sink.mails
    assert (mail["Subject"], mail["To"]) == ("已受理 <b>", person.email)
    text, html = (part.get_content() for part in mail.iter_parts())  # type: ignore[attr-defined]
    link = f"https://letters.example.org/inbox/notices/{_only().notice_id}/"
    assert text.split() == ["正文", "<i>甲</i>", link]
    assert "正文 &lt;i&gt;甲&lt;/i&gt;" in html
    assert _only().state == State.SENT


def test_a_discreet_mail_says_that_there_is_a_word_and_not_which(
    db: None, reader: Reader, sink: Sink
) -> None:
    discreet = replace(word(reader(), subject="密件甲待办", body="正文甲"), discreet=True)
    queue([discreet], at=NOW)
    assert send_due(now=lambda: NOW) == 1
    sent = sink.mails[0]
    assert sent["Subject"] == "有一件事项待您查看"
    for said in (part.get_content() for part in sent.iter_parts()):  # type: ignore[attr-defined]
        assert f"/inbox/notices/{_only().notice_id}/" in said
        assert not [word for word in ("密件甲", "正文甲", discreet.url) if word in said]


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_at_once_send_each_mail_once(reader: Reader, sink: Sink) -> None:
    queue([word(reader(), f"key-{n}") for n in range(60)], at=NOW)
    together, counts = Barrier(3), list[int]()

    def run() -> None:
        together.wait()
        counts.append(send_due(now=lambda: NOW))
        connection.close()

    workers = [Thread(target=run) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == 60
    assert len({mail["Message-ID"] for mail in sink.mails}) == len(sink.mails) == 60


def test_the_lease_of_a_killed_worker_is_taken_over_when_it_ends(
    db: None, reader: Reader, sink: Sink
) -> None:
    queue([word(reader())], at=NOW)
    assert len(claim(at=NOW)) == 1  # and the worker dies here
    assert send_due(now=lambda: NOW + LEASE - SECOND) == 0
    assert send_due(now=lambda: NOW + LEASE) == 1
    assert len(sink.mails) == 1
    assert _only().attempts == 2


def test_a_mail_sent_twice_after_a_crash_has_the_same_message_id(
    db: None, reader: Reader, sink: Sink
) -> None:
    queue([word(reader())], at=NOW)
    (leased,) = claim(at=NOW)
    with EmailTransport() as way:
        way.send(delivery._message(leased))  # and the worker dies before it can mark this
    send_due(now=lambda: NOW + LEASE)
    first, second = sink.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_a_worker_whose_lease_has_passed_on_marks_nothing(db: None, reader: Reader) -> None:
    queue([word(reader())], at=NOW)
    (slow,) = claim(at=NOW)
    (owner,) = claim(at=NOW + LEASE)
    delivery._mark(slow, Delivery.give_up, at=NOW + LEASE)
    assert _only().state == State.SENDING
    delivery._mark(owner, Delivery.deliver, at=NOW + LEASE)
    assert _only().state == State.SENT


def test_nothing_is_begun_that_could_outlast_its_lease(
    db: None, reader: Reader, sink: Sink
) -> None:
    queue([word(reader())], at=NOW)
    times = iter([NOW, NOW + LEASE - SECOND, NOW + LEASE - SECOND])
    assert send_due(now=lambda: next(times)) == 0
    assert sink.mails == []


def test_the_oldest_goes_first_and_a_batch_is_bounded(db: None, reader: Reader) -> None:
    person = reader()
    for hours in (2, 3, 1):
        queue([word(person, f"{hours}h")], at=NOW - timedelta(hours=hours))
    assert {row.notice.dedupe_key for row in claim(at=NOW, limit=2)} == {"3h", "2h"}


def test_a_failure_that_may_pass_is_tried_again_later_each_time(
    db: None, reader: Reader, sink: Sink
) -> None:
    queue([word(reader())], at=NOW)
    sink.reply = "451 try later"
    assert send_due(now=lambda: NOW) == 0
    assert send_due(now=lambda: NOW + timedelta(seconds=59)) == 0
    assert (_only().state, _only().attempts) == (State.WAITING, 1)
    sink.reply = "250 OK"
    assert send_due(now=lambda: NOW + timedelta(seconds=60)) == 1
    assert _only().state == State.SENT


def test_the_pauses_double_up_to_six_hours() -> None:
    minutes = [pause_after(tries) / timedelta(minutes=1) for tries in (1, 2, 3, 9, 10, 16)]
    assert minutes == [1, 2, 4, 256, 360, 360]


def test_a_refusal_for_good_is_given_up_at_once(db: None, reader: Reader, sink: Sink) -> None:
    queue([word(reader())], at=NOW)
    sink.reply = "554 never"
    send_due(now=lambda: NOW)
    assert (_only().state, _only().attempts) == (State.FAILED, 1)
    assert "never" in _only().error


def test_a_mail_server_that_stays_down_is_given_up_after_the_last_try(
    db: None, reader: Reader, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queue([word(reader())], at=NOW)
    at = NOW
    for _try in range(MAX_ATTEMPTS):
        send_due(now=lambda at=at: at)  # type: ignore[misc]
        at = max(at, _only().next_try_at)
    assert (_only().state, _only().attempts) == (State.FAILED, MAX_ATTEMPTS)
    assert at - NOW > timedelta(days=2.5)


def test_a_mail_that_kills_its_workers_is_given_up(db: None, reader: Reader, sink: Sink) -> None:
    queue([word(reader())], at=NOW)
    Delivery.objects.update(attempts=MAX_ATTEMPTS)
    assert send_due(now=lambda: NOW) == 0
    assert (_only().state, sink.mails) == (State.FAILED, [])


def test_a_reader_who_left_meanwhile_is_skipped(db: None, reader: Reader, sink: Sink) -> None:
    person = reader()
    queue([word(person)], at=NOW)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert send_due(now=lambda: NOW) == 0
    assert (_only().state, sink.mails) == (State.SKIPPED, [])


def test_an_address_that_no_server_could_take_is_given_up_and_stops_no_other(
    db: None, reader: Reader, sink: Sink
) -> None:
    queue([word(reader(email="a\nb@example.org")), word(reader())], at=NOW)
    assert send_due(now=lambda: NOW) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.FAILED, State.SENT}


def test_both_tasks_send_what_is_due(db: None, reader: Reader, sink: Sink) -> None:
    person = reader()
    for number, task in enumerate((deliver, deliver_due)):
        queue([word(person, f"key-{number}")], at=NOW)
        task()
        assert len(sink.mails) == number + 1
    assert (deliver.name, deliver_due.name) == (
        "notifications.tasks.deliver",
        "notifications.tasks.deliver_due",
    )


def test_a_run_with_nothing_due_is_one_look(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):  # and a savepoint's two
        assert send_due(now=lambda: NOW) == 0
