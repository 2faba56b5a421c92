"""What the clocks of a case refuse, whoever asks."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.office import MONDAY, Office, open_office, petition
from workflows.acts.act import Performance, Start
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import TIMER
from workflows.clocks import clock_reckoning, clock_services, clock_starts
from workflows.clocks.clock_services import Move
from workflows.clocks.clock_starts import ClockStart
from workflows.clocks.deadline_context import DeadlineContext, LaddersInForce
from workflows.counting import rule_catalogue
from workflows.counting.due_date import EventKind
from workflows.models import Clock, ClockRule, Ladder

NO_RULE = "no_such_rule"


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def test_a_limit_of_the_law_is_not_started_with_another_length(office: Office) -> None:
    case = petition(office).case
    step = Performance(TIMER, MONDAY, {"limit_on": MONDAY.date() + timedelta(days=3)})
    start = ClockStart(case, Start("handle", limit="limit_on"), step, case.events.get())
    with pytest.raises(Refused, match="三十四"):
        clock_starts.start_all([start], DeadlineContext())
    assert not case.clocks.filter(rule__key="handle").exists()


def test_a_limit_that_does_not_run_is_not_moved(office: Office) -> None:
    case = petition(office).case
    move = Move(EventKind.EXTEND, Performance(TIMER, MONDAY, {"days": 3}), case.events.get())
    with pytest.raises(Refused):
        clock_services._move(case.clocks.all(), "handle", move, DeadlineContext())


def test_a_rule_that_nobody_knows_is_said(office: Office) -> None:
    with pytest.raises(KeyError, match=NO_RULE):
        rule_catalogue.in_force(NO_RULE, MONDAY.date())
    with pytest.raises(ClockRule.DoesNotExist, match=NO_RULE):
        DeadlineContext().rule(NO_RULE, MONDAY.date())
    with pytest.raises(Ladder.DoesNotExist, match=NO_RULE):
        LaddersInForce().of(NO_RULE, office.units["bureau"])


def test_a_clock_without_a_last_day_has_no_rungs(office: Office) -> None:
    clock = petition(office).case.clocks.order_by("pk")[0]
    almanac = DeadlineContext()
    (_ladder, rung, _at), *_rest = almanac.rungs(clock)
    without = Clock(rule=clock.rule, unit=clock.unit, started_on=clock.started_on, due_on=None)
    assert almanac.rungs(without) == []
    with pytest.raises(ValueError, match="without a last day"):
        almanac.fires_at(rung, without)


def test_without_a_rung_nothing_is_written(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        clock_reckoning.set_alarms(Clock(due_on=None), DeadlineContext())
