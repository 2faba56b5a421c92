from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.office import Office
from tests.tipoffs.organ import TIP_OFF_STATUSES, bring_clue_to, open_organ
from workflows.models import Case


@pytest.fixture
def office(db: None) -> Office:
    return open_organ()


@pytest.fixture(scope="module")
def every_clue(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Office, dict[str, Case]]]:
    """An organ with one clue in each status, written once for a module and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = open_organ()
        yield office, {status: bring_clue_to(office, status) for status in TIP_OFF_STATUSES}
        transaction.set_rollback(True)
