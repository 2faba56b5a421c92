"""Every measurement still measures: a few rows through each, and both sides write the same."""

from argparse import ArgumentParser
from importlib import import_module
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from benchmarks.__main__ import names

SMALL = {
    "act": ("--cases", "2"),
    "command": ("--runs", "1"),
    "http": ("--cases", "12", "--seconds", "0.1", "--rounds", "1", "--connections", "2"),
    "refusals": ("--rounds", "2"),
    "report_ratios": ("--cases", "40", "--rounds", "1"),
    "rotate": ("--identities", "10", "--batch", "5"),
    "sweep": ("--clocks", "400", "--due", "50", "--timers", "2"),
}

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def measured(name: str) -> dict[str, Any]:
    module = import_module(f"benchmarks.{name}")
    parser = ArgumentParser()
    module.add_arguments(parser)
    result: dict[str, Any] = module.run(parser.parse_args(SMALL[name]))
    return result


def test_all_are_tried_here() -> None:
    assert set(names()) == set(SMALL)


def test_acts() -> None:
    result = measured("act")
    assert result["acts"] == len(result["statements"])


def test_a_command() -> None:
    assert measured("command")["ratio"] > 0


def test_pages_and_interface_over_http() -> None:
    rows = {row["step"]: row for row in measured("http")["rows"]}
    assert all(row["ours_rps"] and row["statements"] for row in rows.values())
    assert {name for name, row in rows.items() if row["ratio"] is None} == {
        "ledger, overdue",
        "ledger, by limit",
    }


def test_refusals(settings: Settings) -> None:
    settings.REFUSAL_STEP_S = 0
    assert measured("refusals")


def test_reports_beside_sql() -> None:
    result = measured("report_ratios")
    assert result["cases"] and all(ratio >= 0 for ratio in result["ratios"].values())


def test_rotation(settings: Settings) -> None:
    settings.VAULT_KEYS = settings.VAULT_KEYS  # it sets its own, which end with the test
    result = measured("rotate")
    assert (result["rewrapped"], result["left"], result["failed"]) == (10, 0, 0)


def test_sweeps() -> None:
    result = measured("sweep")
    ours, by_hand = result["rows_ours"], result["rows_sql"]
    assert ours["fired"] == by_hand["fired"] == 50
    assert ours["workflows_document"] == by_hand["workflows_document"] > 0
