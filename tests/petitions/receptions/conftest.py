from collections.abc import Iterator

import pytest
import time_machine

from tests.office import Office, open_office
from tests.petitions.receptions.meeting import TODAY


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """Pages ask the clock for the present moment."""
    with time_machine.travel(TODAY, tick=False):
        yield
