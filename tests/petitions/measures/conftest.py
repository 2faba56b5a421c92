from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tests.office import Office, act, open_office
from tests.ways import SERVED, bring_to
from workflows.models import Case
from workflows.states import Status

DAY = timedelta(days=1)
NOW = SERVED + 7 * DAY
"""Thursday 27 August 2026."""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def case(office: Office) -> Case:
    """Measures 1 overdue, 2 due soon, 3 on the way, 4 struck off, 5 long-term."""
    found = bring_to(office, Status.INVESTIGATING)
    for limit in ("2026-08-24", "2026-09-02", "2026-09-21", "2026-09-21", "2026-09-21"):
        act(office, found, "add_measure", "unit_officer", at=SERVED, limit_on=limit)
    act(office, found, "report_measure", "unit_officer", at=SERVED + DAY, measure=4)
    act(office, found, "strike_off", "unit_head", at=SERVED + 2 * DAY, measure=4)
    act(office, found, "make_long_term", "unit_head", at=SERVED + 2 * DAY, measure=5)
    return Case.objects.get(pk=found.pk)
