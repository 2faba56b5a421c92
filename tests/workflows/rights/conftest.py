import pytest

from tests.office import LONG_AGO, Office, open_office
from workflows.rights.rights_record import enter_found


@pytest.fixture
def office(db: None) -> Office:
    """The office as it is after its founding: everything on record as found there."""
    opened = open_office()
    enter_found(at=LONG_AGO)
    return opened
