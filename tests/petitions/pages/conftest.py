from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.office import MONDAY, Office, open_office

WEDNESDAY = MONDAY + timedelta(days=2)

SignIn = Callable[[str], Client]


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """Pages ask the clock for the present moment: here it is the Wednesday after MONDAY."""
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def sign_in(office: Office) -> SignIn:
    """A browser in which a member of the cast is signed in."""

    def open_browser(name: str) -> Client:
        client = Client()
        client.force_login(office[name])
        return client

    return open_browser
