from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.office import MONDAY, Office
from tests.workflows.transfers.levels import Levels, build

FRIDAY = MONDAY + timedelta(days=4)
SignIn = Callable[[str], Client]


@pytest.fixture
def levels(db: None) -> Levels:
    return build()


@pytest.fixture
def office(levels: Levels) -> Office:
    return levels.office


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    """Four days after MONDAY: what was sent then should have been signed for."""
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def sign_in(office: Office) -> SignIn:
    def open_browser(name: str) -> Client:
        client = Client()
        client.force_login(office[name])
        return client

    return open_browser
