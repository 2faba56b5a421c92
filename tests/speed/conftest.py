"""A city's worth of cases, written once for a module and rolled back."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.office import Office, act, petition
from tests.speed.multiplying import multiply, tables_of_a_case
from tests.tipoffs.organ import open_organ
from tests.ways import AFTERWARDS, PETITION_STATUSES, bring_to

CASES = 100_000
# Rows that no list is narrowed or ordered by, and which are most of all.
LEFT_OUT = (
    *("workflows_alarm", "workflows_clockevent", "workflows_caseread", "workflows_caseevent"),
    *("workflows_caseprocess", "workflows_document", "workflows_transferentry"),
)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """An office with 100,000 petitions in every status, and a unit with three of its own."""
    with django_db_blocker.unblock():
        # The planner weighs what earlier tests have left in the tables, too.
        vacuum()
        with transaction.atomic():
            office = open_organ()
            seeds = [bring_to(office, status) for status in PETITION_STATUSES]
            analyze("organizations")
            multiply(CASES // len(seeds), leave=LEFT_OUT)
            for _n in range(3):
                case, other = petition(office, at=AFTERWARDS).case, office.units["other"].pk
                act(office, case, "forward", "officer", at=AFTERWARDS, unit=other)
            yield office
            transaction.set_rollback(True)
        connection.close()
        # Or every later test of this database would walk over what was rolled back.
        vacuum()


def analyze(app: str) -> None:
    """Or the planner would go by whatever earlier tests had in the tables of this app."""
    tables = [each._meta.db_table for each in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM {', '.join(tables_of_a_case())}")
