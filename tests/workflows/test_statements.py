"""How many statements an act costs: few, whatever it writes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.office import MONDAY, WAY, Office, act, petition
from tests.ways import SERVED

BUDGET = {
    "forward": 25,
    "accept": 22,
    "investigate": 10,
    "draft_opinion": 15,
    "sign_off": 23,
    "serve": 24,
}


@pytest.mark.parametrize("name", BUDGET)
def test_an_act_keeps_to_its_statements(office: Office, name: str) -> None:
    case = petition(office).case
    for step, by in WAY:
        at = SERVED if step == "serve" else MONDAY
        # What is handed over on the spot is an act of its own, the record of its service.
        later = {"handed_to": ""} if step == "accept" else {}
        with CaptureQueriesContext(connection) as queries:
            act(office, case, step, by, at=at, **later)
        if step == name:
            break
    # In a test the transaction of the door is a savepoint; elsewhere it is BEGIN and COMMIT.
    assert len(queries) - 2 <= BUDGET[name], [query["sql"][:80] for query in queries]
