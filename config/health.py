"""Whether this process lives, whether it can do its work, and whether every part answers.

`/livez` is for who starts dead processes again, `/readyz` for who sends requests here: pages go on
without the broker, so its loss must take no host away. `/healthz` tells of both parts.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import psycopg
from celery import current_app
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from organizations.database_waits import HeardConnection

SECONDS: Final = 2
"""Whoever asks waits for a few seconds; the client of the database counts none below two."""
DATABASE, BROKER = "database", "broker"


def _ask_database() -> None:
    """By a connection of its own: those of the pool may all be busy."""
    known: dict[str, Any] = connection.get_connection_params()
    limits = {"connect_timeout": SECONDS, "autocommit": True}
    with HeardConnection.connect(**known | limits) as own, own.heard_within(SECONDS):
        own.cursor().execute("SELECT 1")


def _ask_broker() -> None:
    limits = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS}
    with current_app.connection_for_write(transport_options=limits) as broker:
        broker.ensure_connection(max_retries=1, timeout=SECONDS)


PARTS: Final[dict[str, tuple[Callable[[], None], type[Exception]]]] = {
    DATABASE: (_ask_database, psycopg.Error),
    BROKER: (_ask_broker, OperationalError),
}


def state(parts: Iterable[str] = PARTS) -> dict[str, str]:
    """`ok` or `down` for each of the parts."""
    found = {}
    for name in parts:
        ask, failure = PARTS[name]
        try:
            ask()
        except failure:
            found[name] = "down"
        else:
            found[name] = "ok"
    return found


@require_safe
@never_cache
def livez(_request: HttpRequest) -> JsonResponse:
    """200 with `{"status": "ok"}`; no part is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 with `{"status": "ok", "database": "ok"}`, else 503."""
    return _told(state([DATABASE]))


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 with `{"status": "ok", "database": "ok", "broker": "ok"}`, else 503."""
    return _told(state())


def _told(parts: dict[str, str]) -> JsonResponse:
    well = set(parts.values()) == {"ok"}
    return JsonResponse({"status": "ok" if well else "down"} | parts, status=200 if well else 503)
