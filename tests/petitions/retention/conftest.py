import pytest

from tests.office import Office
from tests.tipoffs.organ import open_organ


@pytest.fixture
def office(db: None) -> Office:
    return open_organ()
