"""The scenario of 2019 adds up to the figures of the source document, from rows of cases."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from demo import scenario_inner_mongolia
from organizations.models import Post, Unit
from oversight.integrity import run
from oversight.transfers.reconciliation import differences
from petitions.models import VisitMatter
from tests.office import SHANGHAI
from tests.oversight.asking import reported
from workflows.acts.actors import Actor
from workflows.cases import desk_moves, door
from workflows.models import Alarm, Case, CaseUnit, Clock, Measure, MeasureStep
from workflows.states import FINISHED, Kind, Status

AT = datetime(2026, 11, 20, 8, 30, tzinfo=SHANGHAI)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def scenario(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Loaded once for the module and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = scenario_inner_mongolia.load(at=AT)
        connection.check_constraints()  # once, and not again in every test
        yield loaded
        transaction.set_rollback(True)


def test_1199_cases_are_under_leaders_and_709_of_them_finished() -> None:
    led = Case.objects.filter(leader__isnull=False)
    assert led.count() == 1199
    assert led.filter(status__in=FINISHED, finished_at__isnull=False).count() == 709


def test_leaders_sit_in_twelve_cities_and_63_counties_and_none_exceeds_the_quota() -> None:
    leading = Post.objects.filter(roles__contains=["leader"]).select_related("unit__region")
    regions = {post.unit.region.code: post.quota for post in leading}
    assert Counter(regions.values()) == {10: 12, 5: 63}
    led = Counter(Case.objects.filter(leader__isnull=False).values_list("leader", flat=True))
    quota = dict(leading.values_list("tenures__person", "quota"))
    assert all(count <= (quota[person] or 0) for person, count in led.items())
    assert len(led) == (12 + 63) * 3


def test_everything_stands_under_one_unit_of_its_own() -> None:
    top = Unit.objects.get(code=scenario_inner_mongolia.TOP)
    below = Unit.objects.filter(path__startswith=top.path)
    assert not Case.objects.exclude(intake_unit__in=below).exists()
    assert not below.filter(region__code__in=("150121", "150122")).exists()


def test_nothing_fell_through_and_every_limit_agrees_with_the_second_opinion() -> None:
    assert {outcome.check.name: outcome.count for outcome in run(AT) if not outcome.ok} == {}
    assert not Alarm.objects.filter(state=Alarm.State.PENDING, fires_at__lte=AT).exists()


def test_limits_of_finished_cases_were_kept_and_those_of_open_ones_ran_out() -> None:
    led = Clock.objects.filter(rule__key="handle", case__leader__isnull=False)
    assert led.filter(state=Clock.State.SATISFIED).count() == 709
    assert led.filter(state=Clock.State.RUNNING, due_at__lt=AT).count() == 490


def test_an_open_case_waits_on_the_desk_of_its_status() -> None:
    case = Case.objects.filter(leader__isnull=False).exclude(status__in=FINISHED)[0]
    task = desk_moves.waiting(case)
    assert task is not None
    assert task.flow_task.name == "investigation_desk"
    assert (task.unit, task.role) == (case.holding_unit, "unit_officer")


def test_a_second_load_does_nothing() -> None:
    assert scenario_inner_mongolia.load(at=AT) == ""
    assert Case.objects.filter(leader__isnull=False).count() == 1199


def figures() -> dict[str, Any]:
    found: dict[str, Any] = reported("transfers", as_of=AT.isoformat())["by_name"]
    return found


def test_the_three_directions_have_the_figures_of_the_source_document() -> None:
    found = figures()
    to, back = found["bureau_to_discipline"]["parts"], found["discipline_to_bureau"]["parts"]
    relayed = found["relayed_to_discipline"]["parts"]
    assert (to["transferred"], to["signed_for"], to["passed_on"]) == (201, 201, 201)
    assert (back["transferred"], back["finished"], back["in_hand"]) == (26, 25, 1)
    assert (relayed["transferred"], relayed["finished"], relayed["in_hand"]) == (5, 3, 2)
    assert found["bureau_to_discipline"]["formula"] == "passed on / transferred"
    assert found["discipline_to_bureau"]["value"] == 96.2


def test_one_more_transfer_moves_the_figure() -> None:
    case = Case.objects.filter(kind=Kind.PETITION, status=Status.INVESTIGATING).first()
    assert case is not None
    part = CaseUnit.objects.get(case=case, part="intake")
    officer = part.unit.posts.get().tenures.get().person
    organ = part.unit.region.units.get(kind="discipline_commission", code__startswith="im2019")
    door.perform(case.pk, "route_discipline", actor=Actor.of(officer), at=AT, unit=organ.pk)
    parts = figures()["bureau_to_discipline"]["parts"]
    assert (parts["transferred"], parts["signed_for"], parts["passed_on"]) == (202, 201, 201)


def test_the_books_of_both_sides_agree() -> None:
    assert list(differences(AT)) == []


def test_measures_add_up_to_the_source_documents_figures_from_rows() -> None:
    told = reported("measures", as_of="2026-11-20")
    checks = [(row["problems"], row["mended"], row["going_on"]) for row in by_check(told)]
    assert sorted(checks) == [(110, 105, 5), (166, 155, 11), (231, 216, 15)]
    assert told["by_name"]["inspection_mended_rate"]["value"] == 93.5
    assert told["counts"]["problems"] == 110 + 166 + 231
    left = Measure.objects.filter(state="going_on", source="inspection").earliest("pk")
    event = left.case.events.latest("pk")
    MeasureStep.objects.create(
        measure=left, event=event, state="struck_off", limit_on=left.limit_on
    )
    moved = {row["mended"] for row in by_check(reported("measures", as_of="2026-11-20"))}
    assert moved == {105, 155, 217}


def by_check(told: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = told["tables"]["by_check"]
    return rows


def received(*options: str) -> dict[str, Any]:
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
def test_receptions_have_the_figures_of_the_source_document(
    name: str, parts: dict[str, int], value: float
) -> None:
    found = received()[name]
    assert {part: found["parts"][part] for part in parts} == parts
    assert found["value"] == value


def test_they_come_from_rows_change_one_and_the_figure_moves() -> None:
    told = VisitMatter.objects.filter(rating=0).order_by("pk").first()
    assert told is not None
    with transaction.atomic():
        VisitMatter.objects.filter(pk=told.pk).update(rating=3)
        found = received()["party_satisfaction_rate"]
        assert (found["numerator"], found["value"], found["precise"]) == (130, 71.0, 71.04)
        transaction.set_rollback(True)
    assert received()["party_satisfaction_rate"]["precise"] == 71.58


def test_the_top_unit_of_the_scenario_has_them_all() -> None:
    assert received("--unit", "im2019") == received()
    assert (
        received("--unit", "im2019", "--to", "2018-12-31")["party_finished_rate"]["value"] is None
    )
