import pytest

from tests.office import Office
from tests.workflows.transfers.levels import Levels, build


@pytest.fixture
def levels(db: None) -> Levels:
    """A province, a city, a county and two towns, one above the other."""
    return build()


@pytest.fixture
def office(levels: Levels) -> Office:
    return levels.office
