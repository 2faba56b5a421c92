"""Every state field is a machine: it moves by its declared transitions and by nothing else."""

import re
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, Model
from django_fsm import FSMField, TransitionNotAllowed, can_proceed

from notifications.models import Delivery
from organizations.transitions import move_all
from petitions.models import ImportRun
from petitions.models.sealed_identity import Opening
from tests.config.conftest import ROOT
from workflows.models import Alarm, Amendment, Clock, Measure, SharingBatch, SharingLine

MACHINES: tuple[type[Model], ...] = (
    Amendment,
    Delivery,
    ImportRun,
    Measure,
    Opening,
    SharingBatch,
    SharingLine,
)
CACHES = {Clock, Alarm}
"""What a clock's events and the ladder say, kept at hand and written in sets by the keeper."""
HISTORY = {"MeasureStep"}
ROOMS = ("notifications", "workflows", "petitions", "oversight")
ASSIGNED = re.compile(r"\b(measure|amendment|batch|locked|line|delivery|found)\.state = ")


def state_of(model: type[Model]) -> Any:
    return model._meta.get_field("state")


def transitions_of(model: type[Model]) -> list[Any]:
    return list(state_of(model).get_all_transitions(model))


def test_every_field_named_state_is_a_machine_or_a_cache() -> None:
    plain = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, CharField) and field.name == "state"
        if not isinstance(field, FSMField) and model.__name__ not in HISTORY
    }
    assert plain == CACHES


@pytest.mark.parametrize("model", MACHINES)
def test_a_state_is_never_assigned(model: type[Model]) -> None:
    row = model()
    with pytest.raises(AttributeError, match="not allowed"):
        row.state = "anything"  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", MACHINES)
def test_every_state_is_reached_and_every_transition_leads_somewhere(model: type[Model]) -> None:
    states = {value for value, _label in state_of(model).choices}
    moves = {(str(each.source), str(each.target)) for each in transitions_of(model)}
    assert {state for move in moves for state in move} == states


@pytest.mark.parametrize("model", MACHINES)
def test_a_machine_moves_from_its_sources_and_from_no_other_state(model: type[Model]) -> None:
    states = [value for value, _label in state_of(model).choices]
    sources: dict[str, set[str]] = {}
    for each in transitions_of(model):
        sources.setdefault(each.name, set()).add(str(each.source))
    for (name, lawful), state in product(sources.items(), states):
        assert can_proceed(getattr(model(state=state), name)) == (state in lawful), (name, state)


def test_a_wrong_move_is_refused() -> None:
    with pytest.raises(TransitionNotAllowed):
        Measure(state="struck_off").report()


@pytest.mark.django_db
@pytest.mark.parametrize("model", MACHINES)
def test_a_move_of_many_rows_goes_by_the_same_declaration(model: type[Model]) -> None:
    for each in transitions_of(model):
        rows = model._default_manager.all()
        assert move_all(rows, getattr(model, each.name)) == 0  # no row, but lawful SQL


def test_no_line_of_the_product_assigns_a_state() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for line in path.read_text().splitlines()
        if ASSIGNED.search(line)
    ]
    assert found == []
