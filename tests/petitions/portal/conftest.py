import pytest

from tests.office import Office, open_office


@pytest.fixture
def office(db: None) -> Office:
    return open_office()
