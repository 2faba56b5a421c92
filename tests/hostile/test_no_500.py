"""Whatever is sent to whatever address: never a fault of ours (500) for an answer."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from petitions.api.api_tokens import new_token
from tests.hostile.pieces import BODIES, BROKEN_BYTES, IN_ADDRESS
from tests.hostile.walk import Address, Visitor, every_address, hostile_forms, watched
from tests.office import MONDAY, Office, petition
from tests.tipoffs.organ import clue, open_organ

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO")
VISITORS: Final = ("nobody", "officer", "clue_officer")
LEAST_REQUESTS: Final = 2000
MOST_REQUESTS: Final = 8000
"""These are a minute's work: who adds more has to leave some out."""
TOKEN: Final = "csrfmiddlewaretoken"
OK: Final = 200
JSON: Final = "application/json"
URLENCODED: Final = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Office, list[Address]]]:
    with django_db_blocker.unblock(), transaction.atomic():
        office = open_organ()
        addresses = every_address(petition(office).case, clue(office))
        yield office, addresses
        transaction.set_rollback(True)


def visitor(office: Office, name: str) -> Visitor:
    """With a session and a token of his own."""
    if name == "nobody":
        return Visitor(Client())
    token = new_token(office[name], at=MONDAY)
    client = Client(headers={"Authorization": f"Token {token}"})
    client.force_login(office[name])
    return Visitor(client)


@pytest.mark.parametrize("name", VISITORS)
def test_no_address_breaks(world: tuple[Office, list[Address]], name: str) -> None:
    office, addresses = world
    caller = visitor(office, name)
    for _route, same in groupby(addresses, key=lambda each: each.route):
        address = _where_he_gets_in(caller, list(same))
        _parts_of_the_address(caller, address)
        if address.name.startswith("admin:"):
            continue  # a library's own, closed to all of these
        _methods(caller, address)
        _parameters(caller, address)
        if "/api/" in address.path():
            _bodies(caller, address)
        else:
            _forms(caller, address)
    assert caller.wrong == []
    assert LEAST_REQUESTS < caller.asked < MOST_REQUESTS


def _where_he_gets_in(caller: Visitor, same: list[Address]) -> Address:
    """Of a pattern's addresses one that shows him something, for what is read only then."""
    return next((each for each in same if caller.ask("GET", each.path()) == OK), same[0])


def _methods(caller: Visitor, address: Address) -> None:
    for method in METHODS:
        caller.ask(method, address.path(), kind=JSON)


def _parts_of_the_address(caller: Visitor, address: Address) -> None:
    for place in address.values:
        for piece in IN_ADDRESS:
            caller.ask("GET", address.path(**{place: piece}))


def _parameters(caller: Visitor, address: Address) -> None:
    with watched() as seen:
        caller.ask("GET", address.path())
    for form in hostile_forms(seen.names):
        caller.ask("GET", address.path(), urlencode(form))
    for broken in BROKEN_BYTES:
        caller.ask("GET", address.path(), "&".join(f"{name}={broken}" for name in seen.names))


def _bodies(caller: Visitor, address: Address) -> None:
    for body in BODIES:
        caller.ask("POST", address.path(), body=body, kind=JSON)


def _forms(caller: Visitor, address: Address) -> None:
    with watched() as seen:
        caller.ask("POST", address.path(), body={})
    for form in hostile_forms(seen.names - {TOKEN}):
        caller.ask("POST", address.path(), body=form)
    long = SimpleUploadedFile("长" * 300 + ".pdf", b"%PDF-1.4 x")
    caller.ask("POST", address.path(), body={"file": long, **dict.fromkeys(seen.names, long)})
    many = {f"field-{n}": "1" for n in range(1100)}
    caller.ask("POST", address.path(), body=many)
    for broken in BROKEN_BYTES:
        caller.ask("POST", address.path(), body=f"a={broken}".encode(), kind=URLENCODED)
    caller.ask("POST", address.path(), body=b"--x\r\n", kind="multipart/form-data; boundary=x")
    caller.ask("POST", address.path(), body=b"x", kind="multipart/form-data")
