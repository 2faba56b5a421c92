"""How many statements a page asks: what every page asks of its reader, and a few of its own."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office import MONDAY, Office, advance, petition

DESK, LEDGER, CASE = 10, 13, 23


@pytest.mark.parametrize("name", ["officer", "unit_officer"])
def test_a_page_keeps_to_its_statements(office: Office, name: str) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    client = Client()
    client.force_login(office[name])
    budget = {"/": DESK, "/cases/": LEDGER, f"/cases/{case.number}/": CASE}
    for address, most in budget.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= most, (address, [query["sql"][:80] for query in queries])
