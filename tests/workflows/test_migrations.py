"""From the newest schema to the oldest and back, with cases in it: nothing is lost on the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import InternalError, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.utils import ProgrammingError

from tests.floors import FLOORS
from tests.office import MONDAY, act, advance, open_office, petition
from workflows.audit.chain_verification import verify
from workflows.clocks.clock_reckoning import explain
from workflows.escalation.rung_effects import sweep
from workflows.models import (
    Alarm,
    CaseEvent,
    CaseProcess,
    Clock,
    ClockEvent,
    ClockRule,
    DeskTask,
    Ladder,
)

OLDEST = "0001"
WHOSE = ("nature", "owner", "audience")


def rows_of() -> dict[str, list[Any]]:
    """What must come through: the limits, their events, and which rungs have spoken."""
    return {
        "clocks": list(Clock.objects.order_by("pk").values_list("pk", "rule__key", "due_on")),
        "rules": list(ClockRule.objects.order_by("pk").values_list("key", "version", *WHOSE)),
        "events": list(ClockEvent.objects.order_by("pk").values_list("pk", "kind", "on")),
        "alarms": list(Alarm.objects.order_by("pk").values_list("pk", "rung", "fires_at", "state")),
        "acts": list(CaseEvent.objects.order_by("pk").values_list("pk", "act", "at")),
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_cases_come_through_from_the_oldest_schema_to_the_newest() -> None:
    office = open_office()
    petition(office)
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    act(office, case, "extend", "unit_head", at=MONDAY + timedelta(days=20))
    sweep(MONDAY + timedelta(days=30))
    before = rows_of()
    call_command("migrate", "workflows", OLDEST, verbosity=0)
    call_command("migrate", verbosity=0)  # of other apps too, which were undone along with it
    assert rows_of() == before
    assert verify().ok
    assert all(alarm.rung in {s.key for s in alarm.ladder.steps} for alarm in Alarm.objects.all())
    clock = Clock.objects.get(case=case, rule__key="handle")
    assert explain(clock).due_on == clock.due_on
    assert sweep(MONDAY + timedelta(days=400)).fired > 0
    assert Ladder.objects.in_force().count() == Ladder.objects.count()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Ladder.objects.update(rungs=[])


@pytest.mark.parametrize("app", FLOORS)
def test_every_migration_can_be_undone(app: str) -> None:
    migrations = MigrationLoader(None).disk_migrations
    stuck = [
        name
        for (label, name), migration in migrations.items()
        if label == app and not all(operation.reversible for operation in migration.operations)
    ]
    assert stuck == []


def desks_beside() -> set[tuple[Any, ...]]:
    """The open work beside cases: where its desk stands, and what it is about."""
    told = ("flow_task", "status", "unit", "role", "owner", "since", "clock", "measure", "case")
    return set(DeskTask.objects.waiting().beside_cases().values_list(*told))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_work_that_was_open_before_there_were_desks_for_it_is_put_on_them() -> None:
    office = open_office()
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    for n, name in enumerate(("add_measure", "add_measure", "appoint_leader"), start=1):
        act(office, case, name, "officer", at=MONDAY + timedelta(hours=n))
    later = MONDAY + timedelta(days=1)
    act(office, case, "report_measure", "unit_officer", at=later, measure=2)
    act(office, case, "supervise", "bureau_head", at=later, ground="perfunctory")
    asked = {"unit": office.units["other"].pk, "task": "核实。", "limit_on": "2026-09-01"}
    act(office, case, "ask_assistance", "unit_officer", at=later, **asked)
    before, ways = desks_beside(), CaseProcess.objects.count()
    assert len(before) == 5
    call_command("migrate", "workflows", "0025", verbosity=0)
    assert not DeskTask.objects.filter(clock__isnull=False).exists()
    call_command("migrate", verbosity=0)  # of other apps too, which were undone along with it
    assert desks_beside() == before
    assert CaseProcess.objects.count() == ways
    act(office, case, "strike_off", "leader", at=later, measure=2)
