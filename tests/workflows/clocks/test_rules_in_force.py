"""What is read once is read again as soon as there is more."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.office import MONDAY, Office, act, open_office, petition
from workflows.clocks.deadline_context import DeadlineContext
from workflows.clocks.rules_in_force import rules_in_force
from workflows.models import Clock, ClockRule, Ladder


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def put_into_force(rule: ClockRule, **changes: object) -> ClockRule:
    """One more version of a rule, written as a batch writes it."""
    values = {f.attname: getattr(rule, f.attname) for f in ClockRule._meta.concrete_fields}
    newer = ClockRule(**{**values, "id": None, "version": rule.version + 1, **changes})
    (newer,) = ClockRule.objects.bulk_create([newer])
    return newer


def begun_under(office: Office) -> Clock:
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY)
    clock = case.clocks.select_related("rule").latest("pk")
    return Clock.objects.select_related("rule").get(pk=clock.pk)


def test_rules_and_ladders_are_read_once(office: Office) -> None:
    rules_in_force()
    with CaptureQueriesContext(connection) as queries:
        assert rules_in_force() is rules_in_force()
    assert len(queries) == 2


def test_the_next_act_goes_by_a_new_rule(office: Office) -> None:
    before = begun_under(office).rule
    newer = put_into_force(before, effective_from=MONDAY.date(), length=3)
    assert begun_under(office).rule == newer


def test_the_next_act_climbs_a_new_ladder(office: Office) -> None:
    clock = begun_under(office)
    old = clock.alarms.latest("pk").ladder
    newer = Ladder.objects.create(rule_key=old.rule_key, version=old.version + 1, rungs=old.rungs)
    assert {alarm.ladder for alarm in begun_under(office).alarms.all()} == {newer}


def test_what_was_taken_back_is_forgotten(office: Office) -> None:
    rule = begun_under(office).rule
    with transaction.atomic():
        put_into_force(rule, effective_from=MONDAY.date(), length=3)
        assert DeadlineContext().rule(rule.key, MONDAY.date()).length == 3
        transaction.set_rollback(True)
    assert DeadlineContext().rule(rule.key, MONDAY.date()) == rule
