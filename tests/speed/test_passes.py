"""A report reads the record a few times, however many cases, figures and limits it tells of."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from oversight.reports.registry import BUILT, build
from oversight.reports.scope import unrestricted_scope
from petitions.ledgers import ledger_export
from tests.office import Office
from tests.speed.conftest import analyze, vacuum
from tests.speed.multiplying import multiply
from tests.speed.test_growth import reads
from tests.tipoffs.organ import open_organ
from tests.ways import AFTERWARDS, PETITION_STATUSES, bring_to
from workflows.models import Case, CaseEvent, Clock, ClockEvent

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

COPIES = 100
PASSES = 5
"""So often a report may read as many rows as cases, limits and their events are together."""


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """An office with a hundred petitions in each status, and all that happened to them."""
    with django_db_blocker.unblock():
        vacuum()
        with transaction.atomic():
            office = open_organ()
            for status in PETITION_STATUSES:
                bring_to(office, status)
            analyze("organizations")
            multiply(COPIES)
            yield office
            transaction.set_rollback(True)
        connection.close()
        vacuum()


@pytest.mark.parametrize("kind", BUILT)
def test_a_report_reads_the_record_a_few_times(town: Office, kind: str) -> None:
    asked = unrestricted_scope(at=AFTERWARDS, since=None, until=None, unit=None)
    with CaptureQueriesContext(connection) as seen:
        build(kind, asked)
    statements = [query["sql"] for query in seen.captured_queries]
    read = sum(reads(sql).rows for sql in statements if sql.startswith("SELECT"))
    record = sum(model.objects.count() for model in (Case, CaseEvent, Clock, ClockEvent))
    assert read <= PASSES * record, read / record


def test_an_export_asks_once_for_each_chunk(town: Office) -> None:
    cases = ledger_export.chosen("", at=AFTERWARDS)
    with CaptureQueriesContext(connection) as seen:
        written = sum(1 for _row in ledger_export.rows(cases))
    assert written > ledger_export.CHUNK
    assert len(seen) <= 2 + written // ledger_export.CHUNK
