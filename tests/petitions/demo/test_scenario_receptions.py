"""The scenario of 2019: the report on receptions gives the source document's figures."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from petitions.demo import build
from petitions.models import VisitMatter
from tests.office import SHANGHAI
from tests.oversight.asking import reported

AT = datetime(2026, 11, 20, 8, 30, tzinfo=SHANGHAI)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def scenario(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Loaded once for the module and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build.SCENARIOS["inner-mongolia-2019"](at=AT)
        transaction.set_rollback(True)


def figures(*options: str) -> dict[str, Any]:
    found: dict[str, Any] = reported("receptions", *options, as_of="2026-11-20")["by_name"]
    return found


@pytest.mark.parametrize(
    ("name", "parts", "value"),
    [
        (
            "party_satisfaction_rate",
            {"matters": 353, "finished": 193, "fed_back": 183, "satisfied": 131},
            71.6,
        ),
        (
            "discipline_finished_rate",
            {"matters": 1064, "people": 1704, "in_scope": 705, "finished_in_scope": 176,
             "disciplined": 20},
            25.0,
        ),
        (
            "going_down_solved_rate",
            {"days": 1053, "cadres": 2072, "people": 1888, "matters": 1139, "finished": 515,
             "in_hand": 624},
            45.2,
        ),
    ],
)  # fmt: skip
def test_the_figures_are_those_of_the_source_document(
    name: str, parts: dict[str, int], value: float
) -> None:
    found = figures()[name]
    assert {part: found["parts"][part] for part in parts} == parts
    assert found["value"] == value


def test_they_come_from_rows_change_one_and_the_figure_moves() -> None:
    told = VisitMatter.objects.filter(rating=0).order_by("pk").first()
    assert told is not None
    with transaction.atomic():
        VisitMatter.objects.filter(pk=told.pk).update(rating=3)
        found = figures()["party_satisfaction_rate"]
        assert (found["numerator"], found["value"], found["precise"]) == (130, 71.0, 71.04)
        transaction.set_rollback(True)
    assert figures()["party_satisfaction_rate"]["precise"] == 71.58


def test_the_top_unit_of_the_scenario_has_them_all() -> None:
    assert figures("--unit", "im2019") == figures()
    assert figures("--unit", "im2019", "--to", "2018-12-31")["party_finished_rate"]["value"] is None
