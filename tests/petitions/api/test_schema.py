"""The description of the interface is valid, whole, and true of the acts."""

import json
from io import StringIO
from itertools import chain
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from petitions.api.schema import ACT_PATH, description
from tests.petitions.api.calling import Programme
from workflows.acts.act import Relation
from workflows.cases.machines import ACTS


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format=openapi-json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_every_act_a_caller_may_do_is_spelt_out(schema: dict[str, Any]) -> None:
    assert ACT_PATH not in schema["paths"]
    spelt_out = {
        name
        for acts in ACTS.values()
        for name, declared in acts.items()
        if "new" not in declared.sources
        and (
            declared.by_staff or any(grant.relation is Relation.PETITIONER for grant in declared.by)
        )
    }
    for name in chain.from_iterable(ACTS.values()):
        path = ACT_PATH.replace("{act}", name)
        assert (path in schema["paths"]) == (name in spelt_out)


def test_a_body_is_described_from_its_form(schema: dict[str, Any]) -> None:
    body = schema["components"]["schemas"]["PetitionExtendDetails"]
    days = body["properties"]["days"]
    assert (days["type"], days["minimum"]) == ("integer", 1)
    assert "maximum" not in days, "it is said by the clock of each case"
    assert body["required"] == ["days", "reason"]
    assert body["additionalProperties"] is False
    assign = schema["components"]["schemas"]["PetitionAssignDetails"]["properties"]
    assert assign["limit_on"]["format"] == "date"
    accept = schema["components"]["schemas"]["PetitionAcceptDetails"]["properties"]
    assert "appeal" in accept["petition_class"]["enum"]


def test_the_schema_is_open_to_all(db: None) -> None:
    answer = Programme("").get("schema/")
    assert answer.status_code == 200
    assert b"perform_forward" in answer.content


@pytest.mark.parametrize(("accept", "kind"), [
    ("*/*", "application/vnd.oai.openapi"),
    ("application/json", "application/json"),
])  # fmt: skip
def test_it_is_put_together_once_for_each_language_and_form(accept: str, kind: str) -> None:
    description.cache_clear()
    client = Client(headers={"Accept": accept})
    asked = ("", "?lang=zh-hans", "?lang=nothing", "?lang=en", "?lang=en&version=9")
    answers = [client.get(f"/api/v1/schema/{query}") for query in asked]
    assert {answer.headers["Content-Type"] for answer in answers} == {f"{kind}; charset=utf-8"}
    chinese, english = {a.content for a in answers[:3]}, {a.content for a in answers[3:]}
    assert (len(chinese), len(english), len(chinese | english)) == (1, 1, 2)
    assert description.cache_info().misses == 2
