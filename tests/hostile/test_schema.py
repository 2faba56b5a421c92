"""Bodies and parameters made from the interface's own description: never a fault of ours."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from requests import Request
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from tests.hostile.test_no_500 import JSON, visitor
from tests.hostile.walk import Visitor
from tests.office import Office, petition
from tests.tipoffs.organ import clue, open_organ

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

EXAMPLES: Final = 4
"""To an operation, of each kind."""
CALLERS: Final = {"nobody": "", "officer": "petition", "clue_officer": "clue"}
"""Who calls, and which case he names as a rule."""
BOUNDED: Final = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def office(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Office, dict[str, str]]]:
    with django_db_blocker.unblock(), transaction.atomic():
        organ = open_organ()
        numbers = {"petition": petition(organ).case.number, "clue": clue(organ).number, "": "1"}
        yield organ, numbers
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def operations() -> list[st.SearchStrategy[Any]]:
    """What is sent to each operation, worked out of the description once for all callers."""
    described = Client().get("/api/v1/schema/", headers={"Accept": JSON}).json()
    found = list(schemathesis.openapi.from_dict(described).get_all_operations())
    assert [each for each in found if not isinstance(each, Ok)] == []
    assert len(found) >= len(described["paths"])
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return [
        st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])
        for operation in (each.ok() for each in found if isinstance(each, Ok))
    ]


@pytest.mark.parametrize("name", CALLERS)
def test_the_described_interface_never_breaks(
    office: tuple[Office, dict[str, str]], operations: list[st.SearchStrategy[Any]], name: str
) -> None:
    organ, numbers = office
    caller = visitor(organ, name)
    for made in operations:
        _called(made, caller, numbers[CALLERS[name]])
    assert caller.asked > len(operations)
    assert caller.wrong == []


def _called(made: st.SearchStrategy[Any], caller: Visitor, number: str) -> None:
    @BOUNDED
    @given(case=made, real=st.sampled_from((True, True, False)))
    def call(case: Any, real: bool) -> None:  # noqa: FBT001  # drawn
        if real and "number" in case.path_parameters:
            case.path_parameters["number"] = number
        sent = Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
        path, _mark, query = sent.path_url.partition("?")
        kind = str(sent.headers.get("Content-Type", JSON))
        caller.ask(str(sent.method), path, query, sent.body or b"", kind)

    call()
