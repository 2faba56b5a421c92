from collections.abc import Iterator

import pytest
import time_machine

from tests.workflows.amending.changes import TODAY


@pytest.fixture(autouse=True)
def thursday() -> Iterator[None]:
    """Pages ask the clock for the present moment: here it is 10 December 2026."""
    with time_machine.travel(TODAY, tick=False):
        yield
