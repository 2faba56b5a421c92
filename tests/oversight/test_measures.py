"""The report on measures: from rows, as they stood at an instant, within the reader's reach."""

from datetime import timedelta
from typing import Any

import pytest

from oversight.reports.registry import build
from oversight.reports.scope import scope_for_user
from tests.office import Office, act
from tests.oversight.asking import day, reported
from tests.ways import SERVED, bring_to
from workflows.models import Case
from workflows.states import Status

DAY = timedelta(days=1)


@pytest.fixture
def case(office: Office) -> Case:
    """Three measures of 20 August: struck off on the 26th, going on, long-term."""
    found = bring_to(office, Status.INVESTIGATING)
    for source in ("inspection", "discipline", "inspection"):
        act(office, found, "add_measure", "unit_officer", at=SERVED, source=source)
    act(office, found, "report_measure", "unit_officer", at=SERVED + 5 * DAY)
    act(office, found, "strike_off", "unit_head", at=SERVED + 6 * DAY)
    act(office, found, "make_long_term", "unit_head", at=SERVED + 6 * DAY, measure=3)
    return found


def counts(*options: str, as_of: str = "2026-09-10") -> dict[str, Any]:
    found: dict[str, Any] = reported("measures", *options, as_of=as_of)["counts"]
    return found


def test_problems_mended_going_on_and_long_term_stand_apart(case: Case) -> None:
    expected = {"problems": 3, "mended": 1, "going_on": 1, "long_term": 1, "ended": 0}
    assert counts() == expected
    found = reported("measures", as_of="2026-09-10")
    rate = found["by_name"]["mended_rate"]
    assert (rate["value"], rate["formula"]) == (33.3, "mended / problems")
    assert found["by_name"]["inspection_mended_rate"]["value"] == 50.0
    (unit,) = found["tables"]["by_unit"]
    assert (unit["problems"], unit["mended"]) == (3, 1)


def test_what_stood_then_is_told_again(office: Office, case: Case) -> None:
    assert counts(as_of="2026-08-24")["going_on"] == 3
    assert counts("--from", "2026-08-21")["problems"] == 0
    act(office, case, "withdraw", "petitioner", at=SERVED + 30 * DAY)
    assert counts()["ended"] == 0
    later = counts(as_of="2026-10-01")
    assert (later["problems"], later["ended"], later["long_term"]) == (2, 1, 1)


def test_a_reader_counts_what_he_may_see(office: Office, case: Case) -> None:
    at = day("2026-09-10")
    for name, problems in (("unit_officer", 3), ("monitor", 3), ("stranger", 0)):
        told = build("measures", scope_for_user(office[name], now=at, at=at))
        assert told.counts["problems"] == problems
