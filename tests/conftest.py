"""The database, the services and the browser. What a test tells about is in its app's folder."""

import gc
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pygal
import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from config.celery import app
from tests.quick_flush import flush_what_was_written
from tests.quick_migrations import list_options_in_place

# A machine that is busy with other work must not fail a property.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
list_options_in_place()


def _fail(_handler: logging.Handler, _record: logging.LogRecord) -> None:
    """A line of the log that can't be written fails its test."""
    raise  # noqa: PLE0704  # called where it was caught


logging.StreamHandler.handleError = _fail  # type: ignore[assignment, method-assign]

# pygal leaves a finder of the old kind behind, over which pytest stumbles when it collects.
sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, pygal.PluginImportFixer)]

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    # Files that take long first: at the end every process has something to do.
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look through it again and again.

    What tests leave behind is little, and looked for seldom: that is a tenth of all their time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tables the planner knows: thousands of regions came with the migrations."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_region")
        # Tables are emptied between tests; where the account is no superuser, the audit's too.
        cursor.execute(
            "GRANT TRUNCATE ON workflows_caseevent, workflows_caseread, workflows_auditlink,"
            " workflows_auditseal, workflows_rightsevent TO CURRENT_USER"
        )
        flush_what_was_written()
    yield
    # What a process killed on purpose had asked for may still be running.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def celery_worker(transactional_db: None) -> Iterator[None]:
    """A real worker in a thread, on the real broker, with nothing of an earlier test in it."""
    app.control.purge()
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        yield
    app.control.purge()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium; nothing is downloaded."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed (as root bin/test installs it)")
    return {"executable_path": str(CHROMIUM), "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
