"""What the real processes answer while a server is stopped or dead, and when it is back."""

import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import pytest

from tests.launcher.conftest import Started, servers_of, started, used, wait_for

__all__ = ["used"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FORM: Final = "/portal/submit/"
ASKED: Final = ("/login/", "/api/v1/cases/", FORM)
NO_TOKEN: Final = {"Authorization": "Token jj_nobody"}


@pytest.fixture(scope="module")
def office(used: Path) -> Iterator[Started]:
    with started(used) as system:
        yield system


def ask(system: Started, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and Retry-After."""
    client = HTTPConnection("127.0.0.1", system.port, timeout=90)
    try:
        client.request("GET", path, headers=headers or NO_TOKEN)
        answer = client.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Retry-After", "")
    finally:
        client.close()


@contextmanager
def stopped(system: Started, name: str) -> Iterator[None]:
    """A server and all that it has started, halted where they stand: nothing is refused."""
    found = next(each for each in servers_of(system.data) if name in each.name())
    halted = [found, *found.children(recursive=True)]
    for process in halted:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in halted:
            process.send_signal(signal.SIGCONT)


def ask_all(system: Started, count: int) -> Counter[tuple[int, str]]:
    """What forty clients are answered that ask at once, again and again."""
    with ThreadPoolExecutor(40) as clients:
        return Counter(clients.map(lambda _n: ask(system, FORM), range(count)))


def all_are_back(system: Started) -> bool:
    """Each process finds the database by itself, and tells the rest to come again until then."""
    return ask_all(system, 40).keys() == {(200, "")}


def test_a_database_that_is_stopped_is_told_and_found_again(office: Started) -> None:
    """Halted, it refuses nothing and answers nothing: without limits of our own all would hang."""
    assert ask(office, FORM)[0] == 200
    with stopped(office, "postgres"):
        assert {ask(office, path) for path in ASKED} == {(503, "5")}
        assert ask_all(office, 200).keys() == {(503, "5")}
    wait_for(lambda: ask(office, FORM)[0] == 200, seconds=30)
    wait_for(lambda: all_are_back(office), seconds=30)


def test_a_database_that_is_killed_is_told_and_found_again(office: Started) -> None:
    (server,) = (each for each in servers_of(office.data) if "postgres" in each.name())
    server.kill()
    seen = set()

    def is_back() -> bool:
        seen.add(ask(office, FORM))
        return (200, "") in seen

    wait_for(is_back, seconds=90)
    assert seen <= {(503, "5"), (200, "")}
    wait_for(lambda: all_are_back(office), seconds=30)


def test_a_broker_that_is_stopped_is_not_missed(office: Started) -> None:
    with stopped(office, "valkey"):
        assert {ask(office, path)[0] for path in ASKED} == {200, 401}
