"""One office with a petition in every status: written once for a module, and rolled back."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.office import Office, open_office
from tests.ways import PETITION_STATUSES, bring_to
from workflows.models import Case


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture(scope="module")
def every_status(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Office, dict[str, Case]]]:
    """What a test changes is undone after it: it runs inside the module's transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = open_office()
        yield office, {status: bring_to(office, status) for status in PETITION_STATUSES}
        transaction.set_rollback(True)
