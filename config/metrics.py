"""Measurements for Prometheus, for the machine itself or for who holds the token."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.health import state
from config.privacy import REPORTS
from notifications.selectors import waiting
from workflows.escalation.alarm_sweep import backlog, quarantine_count
from workflows.models import LastSweep

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LOOPBACK = ("127.0.0.1", "::1")
ANSWERED = Histogram(
    "jianjian_request_seconds", "Time to answer a request.", ["route", "method", "status"]
)


class Watch(Collector):
    """How far sweep and outbox have come, read from the database at each asking.

    So any web process tells the same, wherever the workers run.
    """

    def collect(self) -> Iterator[Metric]:
        """Nothing but what is up while the database doesn't answer."""
        for part, told in state().items():
            yield _gauge(f"{part}_up", f"Whether the {part} answers.", told == "ok")
        try:
            yield from self._read(timezone.now())
        except DatabaseError:
            return

    def _read(self, at: datetime) -> Iterator[Metric]:
        due, mail = backlog(at), waiting(at)
        yield _gauge("alarms_due", "Alarms that are due and have not fired.", due.count)
        yield _gauge("alarm_lag_seconds", "Age of the oldest of them.", _age(due.since, at))
        yield _gauge("alarms_set_aside", "Alarms that could not be recorded.", quarantine_count())
        yield _gauge("deliveries_waiting", "Deliveries that are due.", mail.count)
        yield _gauge("delivery_lag_seconds", "Age of the oldest of them.", _age(mail.since, at))
        last = LastSweep.objects.first()
        if last is not None:
            done_at = last.at.timestamp()
            yield _gauge("last_sweep_timestamp_seconds", "When the ladders were swept.", done_at)
            yield _gauge("last_sweep_seconds", "How long that took.", last.seconds)
            yield _gauge("last_sweep_rungs", "How many rungs it fired.", last.fired)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"jianjian_{name}", told, value=value)


def _age(since: datetime | None, at: datetime) -> float:
    return (at - since).total_seconds() if since else 0.0


class MeasuringMiddleware:
    """Times each request under its route's pattern: never an address, a number or a name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        if request.path_info.removeprefix("/").startswith(REPORTS):
            return response
        route = request.resolver_match.route if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        ANSWERED.labels(route, method, response.status_code).observe(time.perf_counter() - began)
        return response


def _allowed(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {token}".encode())
    # Behind a proxy on the same machine every visitor seems to come from loopback.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and request.META.get("REMOTE_ADDR") in LOOPBACK


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The exposition format; 404 for everybody else, as if it were not there."""
    if not _allowed(request):
        return HttpResponseNotFound()
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    watch = CollectorRegistry()
    watch.register(Watch())
    told = generate_latest(registry) + generate_latest(watch)
    return HttpResponse(told, content_type=CONTENT_TYPE_LATEST)
