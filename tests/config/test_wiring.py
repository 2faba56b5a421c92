"""Health, measurements, language, logs and the beat table."""

import logging

import pytest
from celery import current_app
from django.test import Client
from pytest_django.fixtures import Settings

from config.privacy import AddressFilter


@pytest.mark.django_db
def test_healthz_is_well_while_database_and_broker_answer(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_healthz_names_a_dead_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis+socket:///nowhere/x.sock")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "down", "database": "ok", "broker": "down"}


@pytest.mark.django_db
def test_a_dead_broker_takes_no_host_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis+socket:///nowhere/x.sock")
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok"}
    told = client.get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()
    assert "jianjian_broker_up 0.0" in told


def test_whether_the_process_lives_is_asked_of_no_part(client: Client) -> None:
    """No database is open to this test: a statement would fail it."""
    assert client.get("/livez").json() == {"status": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "192.0.2.7", 404),
        ({"X-Forwarded-For": "192.0.2.7"}, "127.0.0.1", 404),
    ],
)
def test_metrics_answer_this_machine_only(
    client: Client, headers: dict[str, str], address: str, status: int
) -> None:
    response = client.get("/metrics", headers=headers, REMOTE_ADDR=address)
    assert response.status_code == status


@pytest.mark.django_db
def test_metrics_answer_whoever_holds_the_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "token"
    assert client.get("/metrics").status_code == 404
    response = client.get("/metrics", headers={"Authorization": "Bearer token"})
    assert response.status_code == 200


@pytest.mark.django_db
def test_chinese_is_the_language_unless_the_reader_chose_another(client: Client) -> None:
    english_browser = {"Accept-Language": "en"}
    response = client.get("/login/", headers=english_browser)
    assert response.headers["Content-Language"] == "zh-hans"
    client.post("/language/setlang/", {"language": "en", "next": "/login/"})
    assert client.get("/login/").headers["Content-Language"] == "en"


def test_every_task_of_the_beat_table_exists() -> None:
    current_app.loader.import_default_modules()
    planned = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert planned <= set(current_app.tasks)


def test_a_message_is_given_again_only_after_the_longest_task_has_ended() -> None:
    visible = current_app.conf.broker_transport_options["visibility_timeout"]
    assert visible > current_app.conf.task_time_limit
    assert current_app.conf.task_acks_late


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("Invalid request from ip=192.0.2.7: bad", "Invalid request from ip=-: bad"),
        ("from [2001:db8::1]:443", "from -:443"),
        ("PostgreSQL 18.6.3.1.2 in 0.22 s", "PostgreSQL 18.6.3.1.2 in 0.22 s"),
    ],
)
def test_no_address_reaches_a_log(message: str, kept: str) -> None:
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 1, message, None, None)
    AddressFilter().filter(record)
    assert record.getMessage() == kept
