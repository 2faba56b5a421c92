"""Counters in a broker of the test's own, and in memory while it is stopped or dead."""

import signal
import subprocess
import time
from collections.abc import Iterator
from typing import TypeAlias

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings
from redis import ConnectionError, Redis

from config.cache import PAUSE_S, SteadyCache
from config.settings.database import shared_cache
from launcher.programmes import VALKEY
from petitions.portal import throttle
from tests.launcher.conftest import free_port, wait_for
from tests.office import open_office, petition
from tests.petitions.api.calling import programme

Server: TypeAlias = "subprocess.Popen[bytes]"


@pytest.fixture
def broker(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that is there, and the cache of the system in it."""
    port = free_port()
    command = [VALKEY.programme_in(VALKEY.installed()), "--port", str(port), "--save", ""]
    with subprocess.Popen(
        [*map(str, command), "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL
    ) as server:
        settings.CACHES = {"default": shared_cache(f"rediscache://127.0.0.1:{port}/0")}
        monkeypatch.setattr(SteadyCache, "_left_alone_until", 0.0)
        asked = Redis(port=port)
        wait_for(lambda: _answers(asked))
        yield server
        server.kill()


def _answers(asked: Redis) -> bool:
    try:
        return bool(asked.ping())
    except ConnectionError:
        return False


def away(how: int, server: Server) -> None:
    server.send_signal(how)
    if how == signal.SIGKILL:
        server.wait()


def test_counters_are_in_the_broker_while_it_is_there(broker: Server) -> None:
    assert cache.add("seen", 1, 60)
    assert not cache.add("seen", 1, 60)
    assert cache.incr("seen") == 2
    assert cache.get_many(["seen", "other"]) == {"seen": 2}
    cache.set("other", "x", 60)
    cache.delete_many(["seen", "other"])
    assert (cache.get("seen"), cache.has_key("other"), cache.touch("seen")) == (None, False, False)
    with pytest.raises(ValueError, match="seen"):
        cache.incr("seen")


@pytest.mark.django_db
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_nothing_misses_a_broker_that_is_away(broker: Server, how: int) -> None:
    office = open_office()
    made, caller = petition(office), programme(office, "officer")
    away(how, broker)
    assert caller.get("cases/").status_code == 200
    tried = {"number": made.case.number, "code": "wrong"}
    for _n in range(throttle.WRONG_TRIES):
        assert Client().post("/portal/track/", tried).status_code == 403
    assert Client().post("/portal/track/", tried).status_code == 429
    assert Client().post("/login/", {"username": "officer", "password": "x"}).status_code == 200


def test_a_broker_that_is_back_counts_again(
    broker: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set("kept", 1, 60)
    away(signal.SIGSTOP, broker)
    assert cache.get("kept") is None
    away(signal.SIGCONT, broker)
    assert cache.get("kept") is None  # it is left alone for a while
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + PAUSE_S + 1)
    assert cache.get("kept") == 1
