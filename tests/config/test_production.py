"""Production refuses to start on a default key or with demonstration accounts."""

import os
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django.fixtures import Settings

from config.safety import check_demonstration_accounts, refuse_demonstration_in_production
from organizations.models import Person
from organizations.services import create_person
from tests.config.conftest import Python

PRODUCTION = {
    "JIANJIAN_ENV": "production",
    "SECRET_KEY": "0123456789" * 6,
    "ALLOWED_HOSTS": "example.org",
    "VAULT_KEY_FILE": "/run/secrets/vault_keys.json",
}
WEB = ("-m", "gunicorn", "config.wsgi", "--config", "config/gunicorn.py", "--check-config")
WORKER = ("-m", "celery", "-A", "config", "worker", "--pool", "solo")
BEAT = ("-m", "celery", "-A", "config", "beat", "--pidfile=")


@pytest.fixture
def demonstration_account(db: None) -> Person:
    return create_person(
        username="registrar", name="登记员甲", password="demo", is_demonstration=True
    )


def this_database() -> str:
    """The URL of the database of the tests, for a process of its own."""
    has = connection.settings_dict
    host = has["OPTIONS"].get("host") or has["HOST"]
    place = urlencode({"host": host, "port": has["PORT"] or 5432})
    password = f":{has['PASSWORD']}" if has["PASSWORD"] else ""
    return f"postgresql://{has['USER']}{password}@/{has['NAME']}?{place}"


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "VAULT_KEY_FILE"])
def test_settings_refuse_production_without(missing: str, python: Python) -> None:
    done = python("-c", "import config.settings", **(PRODUCTION | {missing: ""}))
    assert done.returncode == 1
    assert f"{missing} is not set" in done.stderr


@pytest.mark.parametrize(
    ("environment", "waived"),
    [("production", "demonstration"), ("production", "everybody"), ("development", "everybody")],
)
def test_no_setting_opens_tip_offs_with_a_password_alone(
    environment: str, waived: str, python: Python
) -> None:
    setting = {"JIANJIAN_ENV": environment, "SECOND_FACTOR_WAIVED_FOR": waived}
    done = python("-c", "import config.settings", **(PRODUCTION | setting))
    assert done.returncode == 1
    assert "SECOND_FACTOR_WAIVED_FOR" in done.stderr


def test_an_unknown_environment_is_refused(python: Python) -> None:
    done = python("-c", "import config.settings", JIANJIAN_ENV="prod")
    assert done.returncode == 1
    assert "development, test, production" in done.stderr


def test_production_sends_cookies_over_https_only_and_keeps_no_debug(python: Python) -> None:
    command = ("manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING")
    done = python(*command, **PRODUCTION, DEBUG="0")
    assert done.returncode == 0, done.stderr


def test_the_check_finds_demonstration_accounts_in_production(
    demonstration_account: Person, settings: Settings
) -> None:
    assert check_demonstration_accounts(app_configs=None) == []
    settings.JIANJIAN_ENV = "production"
    (found,) = check_demonstration_accounts(app_configs=None)
    assert found.id == "jianjian.E001"
    assert found.level == checks.ERROR
    assert "--empty" in str(found.hint)


def test_a_deactivated_demonstration_account_does_not_stop_production(
    demonstration_account: Person, settings: Settings
) -> None:
    settings.JIANJIAN_ENV = "production"
    with pytest.raises(ImproperlyConfigured, match="E001"):
        refuse_demonstration_in_production()
    demonstration_account.is_active = False
    demonstration_account.save()
    refuse_demonstration_in_production()


@pytest.mark.parametrize("command", [WEB, WORKER, BEAT], ids=["web", "worker", "beat"])
@pytest.mark.usefixtures("transactional_db", "demonstration_account")
def test_no_process_starts_in_production_with_demonstration_accounts(
    command: tuple[str, ...], python: Python, tmp_path: Path
) -> None:
    schedule = ("--schedule", str(tmp_path / "schedule")) if "beat" in command else ()
    done = python(*command, *schedule, **PRODUCTION, DATABASE_URL=this_database())
    assert done.returncode != 0
    assert "jianjian.E001" in done.stdout + done.stderr


@pytest.mark.usefixtures("transactional_db", "demonstration_account")
def test_bin_run_does_not_prepare_production_with_demonstration_accounts(python: Python) -> None:
    environment = PRODUCTION | {"DATABASE_URL": this_database()}
    environment |= {"PATH": os.environ["PATH"], "PROCESS_ROLE": "owner"}
    done = python("-m", "launcher.prepare", **environment)
    assert done.returncode == 1
    assert "jianjian.E001" in done.stderr
    assert "bin/run --data ANOTHER_FOLDER --empty" in done.stderr
