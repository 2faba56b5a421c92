from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.office import MONDAY, Office
from tests.workflows.transfers.levels import Levels, build

WEDNESDAY = MONDAY + timedelta(days=2)
SignIn = Callable[[str], Client]


@pytest.fixture
def levels(db: None) -> Levels:
    return build()


@pytest.fixture
def office(levels: Levels) -> Office:
    return levels.office


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def sign_in(office: Office) -> SignIn:
    def open_browser(name: str) -> Client:
        client = Client()
        client.force_login(office[name])
        return client

    return open_browser
