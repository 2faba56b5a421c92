"""What `/metrics` tells of the sweep and the outbox."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from notifications.models import Delivery, Notice
from tests.office import MONDAY, Office, open_office, petition
from workflows.escalation.alarm_sweep import quarantine
from workflows.escalation.rung_effects import sweep
from workflows.models import Alarm


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def told(client: Client) -> dict[str, float]:
    text = client.get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()
    samples = (s for family in text_string_to_metric_families(text) for s in family.samples)
    return {s.name.removeprefix("jianjian_"): s.value for s in samples if not s.labels}


def test_nothing_due_has_no_lag(office: Office, client: Client) -> None:
    answer = told(client)
    assert answer["alarms_due"] == answer["alarm_lag_seconds"] == answer["alarms_set_aside"] == 0
    assert answer["deliveries_waiting"] == answer["delivery_lag_seconds"] == 0
    assert "last_sweep_rungs" not in answer


def test_the_oldest_due_alarm_is_the_lag(office: Office, client: Client) -> None:
    petition(office)
    Alarm.objects.update(fires_at=timezone.now() + timedelta(days=1))
    late = Alarm.objects.order_by("pk")[:2].values("pk")
    Alarm.objects.filter(pk__in=late).update(fires_at=timezone.now() - timedelta(hours=2))
    answer = told(client)
    assert answer["alarms_due"] == 2
    assert 7200 <= answer["alarm_lag_seconds"] < 7260


def test_the_last_sweep_and_what_it_set_aside_are_told(office: Office, client: Client) -> None:
    petition(office)
    at = MONDAY + timedelta(days=365)
    quarantine(list(Alarm.objects.order_by("fires_at")[:1]))
    fired = sweep(at).fired
    answer = told(client)
    assert answer["last_sweep_rungs"] == fired > 0
    assert answer["last_sweep_timestamp_seconds"] == at.timestamp()
    assert answer["alarms_set_aside"] == 1


def test_the_oldest_waiting_mail_is_told(office: Office, client: Client) -> None:
    petition(office)
    notice = Notice.objects.first()
    assert notice
    now = timezone.now()
    Delivery.objects.create(notice=notice, channel="email", next_try_at=now - timedelta(minutes=5))
    answer = told(client)
    assert answer["deliveries_waiting"] == 1
    assert 300 <= answer["delivery_lag_seconds"] < 360
