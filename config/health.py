"""Whether the system can do its work: the database and the broker answer."""

from collections.abc import Callable

from celery import current_app
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

BROKER_SECONDS = 2


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)


PARTS: dict[str, tuple[Callable[[], None], type[Exception]]] = {
    "database": (_ask_database, DatabaseError),
    "broker": (_ask_broker, OperationalError),
}


def state() -> dict[str, str]:
    """`ok` or `down` for the database and the broker."""
    found = {}
    for name, (ask, failure) in PARTS.items():
        try:
            ask()
        except failure:
            found[name] = "down"
        else:
            found[name] = "ok"
    return found


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 with `{"status": "ok", "database": "ok", "broker": "ok"}`, else 503."""
    parts = state()
    well = set(parts.values()) == {"ok"}
    return JsonResponse({"status": "ok" if well else "down"} | parts, status=200 if well else 503)
