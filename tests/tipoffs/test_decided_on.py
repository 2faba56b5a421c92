"""Whoever approves or sends back reads on the form what was worked out (规则 17②)."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.office import Office
from tests.petitions.pages.visits import NOW, as_, text_of
from tests.tipoffs.organ import PLAN, USUAL, bring_clue_to
from workflows.states import Status


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("status", "act", "stated"),
    [
        (Status.DISPOSING, "approve_disposal", PLAN["plan"]),
        (Status.DISPOSING, "send_back", PLAN["minutes"]),
        (Status.REPORTED, "conclude", USUAL["report_findings"]["findings"]),
        (Status.REPORTED, "send_back", USUAL["report_findings"]["proposal"]),
    ],
)
def test_the_plan_or_the_findings_stand_beside_the_decision(
    office: Office, status: Status, act: str, stated: str
) -> None:
    case = bring_clue_to(office, status)
    page = as_(office, "clue_head").get(f"/clues/{case.number}/acts/{act}/")
    assert stated in text_of(page).split('id="act-form"')[0]
