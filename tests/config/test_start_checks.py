"""What production refuses to start with, in a sentence that says what to do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from config import start_checks
from config.vault_keys import new_ring
from petitions.letters.letter_selectors import letter_of
from petitions.letters.registration import attach
from petitions.vault.identity_sealing import seal
from tests.config.conftest import Python
from tests.config.test_production import BEAT, PRODUCTION, WEB, WORKER, this_database
from tests.office import MONDAY, open_office, petition

REDIS: Final = {"default": {"BACKEND": "config.cache.SteadyCache", "LOCATION": "redis://x/1"}}


@pytest.fixture
def production(settings: Settings, tmp_path: Path) -> Settings:
    """A system with nothing wrong."""
    settings.JIANJIAN_ENV = "production"
    settings.CACHES = REDIS
    settings.PUBLIC_ADDRESS = "https://petitions.example.org"
    settings.VAULT_KEYS = json.dumps(new_ring())
    settings.JIANJIAN_DATA = tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.LEAST_FREE_MIB = 1
    return settings


def refusal() -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        start_checks.refuse_unfit()
    return str(refused.value)


@pytest.mark.django_db
def test_a_system_with_nothing_wrong_starts(production: Settings) -> None:
    start_checks.refuse_unfit()


def test_outside_production_nothing_is_asked(settings: Settings) -> None:
    """No database is open to this test: a statement would fail it."""
    settings.VAULT_KEYS = "{}"
    start_checks.refuse_unfit()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ring", ["{}", "nonsense", '{"current": "a", "keys": {}, "digest_keys": []}']
)
def test_no_keys(production: Settings, ring: str) -> None:
    production.VAULT_KEYS = ring
    assert refusal().startswith("jianjian.E003: The vault has no keys")


@pytest.mark.django_db
def test_keys_that_do_not_open_what_is_sealed(production: Settings) -> None:
    office = open_office()
    seal(petition(office).case, {"name": "举报人甲"}, on=MONDAY.date())
    start_checks.refuse_unfit()
    current = json.loads(production.VAULT_KEYS)["current"]
    production.VAULT_KEYS = json.dumps(new_ring())
    told = refusal()
    assert told.startswith("jianjian.E004: ")
    assert current in told


@pytest.mark.django_db
def test_several_processes_that_count_for_themselves(
    production: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    production.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    assert refusal().startswith("jianjian.E005: 3 web processes")
    monkeypatch.setenv("WEB_CONCURRENCY", "1")
    start_checks.refuse_unfit()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://*", "https://", "petitions.example.org", ""])
def test_no_address_of_the_site(production: Settings, address: str) -> None:
    production.PUBLIC_ADDRESS = address
    assert refusal().startswith("jianjian.E006: ")


@pytest.mark.django_db
def test_a_folder_that_takes_no_files(production: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    production.MEDIA_ROOT = str(tmp_path / "file" / "media")
    assert refusal().startswith("jianjian.E007: Attachments can't be written")


@pytest.mark.django_db
def test_a_folder_that_is_not_the_one_of_the_other_hosts(production: Settings) -> None:
    letter = letter_of(petition(open_office()).case)
    assert letter
    kept = attach(letter, SimpleUploadedFile("x.txt", b"x"))
    start_checks.refuse_unfit()
    kept.file.delete(save=False)
    assert refusal().startswith("jianjian.E007: None of the newest 1 attachments is in")


@pytest.mark.django_db
@pytest.mark.parametrize("off", [timedelta(minutes=2), timedelta(minutes=-2)])
def test_a_clock_that_is_far_off(production: Settings, off: timedelta) -> None:
    with time_machine.travel(datetime.now(UTC) + off):
        assert refusal().startswith("jianjian.E008: ")
    start_checks.refuse_unfit()


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full(production: Settings) -> None:
    production.LEAST_FREE_MIB = 10**9
    assert refusal().startswith("jianjian.E009: ")


@pytest.mark.parametrize("command", [WEB, WORKER, BEAT], ids=["web", "worker", "beat"])
@pytest.mark.usefixtures("transactional_db")
def test_processes_say_it_in_sentences(
    command: tuple[str, ...], python: Python, tmp_path: Path
) -> None:
    schedule = ("--schedule", str(tmp_path / "schedule")) if "beat" in command else ()
    empty = tmp_path / "vault_keys.json"
    empty.touch(mode=0o600)
    wrong = {"VAULT_KEY_FILE": str(empty), "ALLOWED_HOSTS": "*", "JIANJIAN_DATA": str(tmp_path)}
    known = PRODUCTION | {"DATABASE_URL": this_database()}
    done = python(*command, *schedule, **known | wrong)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    for number in ("E003", "E005", "E006"):
        assert f"jianjian.{number}: " in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", [WEB, WORKER, BEAT], ids=["web", "worker", "beat"])
def test_a_missing_setting_is_a_sentence(command: tuple[str, ...], python: Python) -> None:
    done = python(*command, **PRODUCTION | {"VAULT_KEY_FILE": ""})
    assert done.returncode == 1
    assert "VAULT_KEY_FILE is not set" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", [WEB, WORKER], ids=["web", "worker"])
def test_a_database_that_is_away_at_the_start_is_a_sentence(
    command: tuple[str, ...], python: Python
) -> None:
    nowhere = {"DATABASE_URL": "postgresql://nobody@/nothing?host=/nowhere"}
    done = python(*command, **PRODUCTION | nowhere)
    assert done.returncode != 0
    assert "The database can't be asked at the start: " in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
