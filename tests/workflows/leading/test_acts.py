"""Leading a case: its limit, recusals, the second leader, the five duties."""

from datetime import date, timedelta

import pytest

from notifications.models import Notice
from tests.office import MONDAY, Office, act, advance, close_waived, petition
from tests.workflows.leading.conftest import Hire
from workflows.acts.act_refusals import Incomplete, NotFound, Refused
from workflows.acts.actors import Actor
from workflows.cases import access
from workflows.cases.desk_moves import waiting
from workflows.escalation.rung_effects import sweep
from workflows.models import Case, Clock, Recusal

LATER = MONDAY + timedelta(days=1)
RECUSAL = {"ground": "relative", "asked_by": "himself"}


def led(office: Office, until: str = "accept") -> Case:
    case = advance(office, petition(office).case, until, at=MONDAY)
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    return Case.objects.get(pk=case.pk)


def limit(case: Case) -> Clock:
    return Clock.objects.get(case=case, rule__key="leader_case")


def test_the_leaders_limit_is_three_months_from_the_appointment(office: Office) -> None:
    clock = limit(led(office))
    assert (clock.started_on, clock.due_on) == (date(2026, 8, 3), date(2026, 11, 3))


def test_another_leader_gets_no_new_limit(office: Office, hire: Hire) -> None:
    case = led(office)
    act(office, case, "appoint_leader", "officer", at=LATER, leader=hire("another").pk)
    assert limit(case).due_on == date(2026, 11, 3)


def test_the_leader_extends_his_limit_once_by_a_month(office: Office) -> None:
    case = led(office)
    act(office, case, "extend_leading", "leader", at=LATER, months=1, reason="情况复杂。")
    assert limit(case).due_on == date(2026, 12, 3)
    with pytest.raises(Refused):
        act(office, case, "extend_leading", "leader", at=LATER, months=1, reason="再延。")


def test_a_limit_that_has_passed_can_not_be_extended(office: Office) -> None:
    case = led(office)
    late = MONDAY + timedelta(days=120)
    with pytest.raises(Refused, match="届满前"):
        act(office, case, "extend_leading", "leader", at=late, months=1, reason="情况复杂。")


def test_closing_the_case_satisfies_the_leaders_limit(office: Office) -> None:
    case = led(office, "investigate")
    served = MONDAY + timedelta(days=17, hours=5)
    for name, by in (("draft_opinion", "unit_officer"), ("sign_off", "leader")):
        act(office, case, name, by, at=served)
    act(office, case, "serve", "unit_officer", at=served)
    assert limit(case).state == Clock.State.RUNNING
    close_waived(office, case, at=served)
    assert limit(case).state == Clock.State.SATISFIED


@pytest.mark.parametrize("name", ["appoint_leader", "pass_leadership"])
def test_whoever_is_recused_can_not_be_made_leader(office: Office, name: str) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    leader = office["leader"].pk
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    act(office, case, "recuse_leader", "officer", at=MONDAY, person=leader, **RECUSAL)
    Case.objects.filter(pk=case.pk).update(leader=office["officer"])
    with pytest.raises(Refused, match="第二十八条第三款"):
        act(office, case, name, "officer", at=LATER, leader=leader)


def test_a_recused_leader_leads_and_sees_the_case_no_longer(office: Office) -> None:
    case = led(office, "draft_opinion")
    leader = office["leader"]
    act(office, case, "recuse_leader", "officer", at=LATER, person=leader.pk, **RECUSAL)
    case = Case.objects.get(pk=case.pk)
    task = waiting(case)
    assert case.leader is None and task is not None and task.owner is None
    assert not access.may(Actor.of(leader), access.SEE, case, at=LATER)
    recusal = Recusal.objects.get(case=case)
    assert (recusal.person, recusal.decided.actor) == (leader, office["officer"])


def test_nobody_is_recused_twice(office: Office) -> None:
    case, leader = led(office), office["leader"].pk
    act(office, case, "recuse_leader", "officer", at=LATER, person=leader, **RECUSAL)
    with pytest.raises(Refused, match="已经回避"):
        act(office, case, "recuse_leader", "officer", at=LATER, person=leader, **RECUSAL)


def test_the_second_leader_sees_the_case_and_is_told(office: Office, hire: Hire) -> None:
    case, second = led(office), hire("second")
    act(office, case, "name_co_leader", "officer", at=LATER, co_leader=second.pk)
    case = Case.objects.get(pk=case.pk)
    assert access.may(Actor.of(second), access.READ_LETTER, case, at=LATER)
    assert case in access.cases_for(second, at=LATER)
    assert second in access.who_may(access.SEE, case, at=LATER)
    assert Notice.objects.filter(recipient=second, url__contains=case.number).count() == 1
    with pytest.raises(NotFound):
        act(office, petition(office).case, "sign_off", "second", at=LATER)


def test_the_second_leader_is_told_when_the_case_is_late(office: Office, hire: Hire) -> None:
    case, second = led(office), hire("second")
    act(office, case, "name_co_leader", "officer", at=LATER, co_leader=second.pk)
    before = Notice.objects.filter(recipient=second).count()
    sweep(MONDAY + timedelta(days=90))
    assert Notice.objects.filter(recipient=second).count() > before


def test_a_duty_done_is_noted_with_its_day_and_a_note(office: Office) -> None:
    case = led(office)
    done = {"duty": "solve", "done_on": "2026-08-04", "note": "已协调补发。"}
    event = act(office, case, "note_duty", "leader", at=LATER, **done)
    assert event.details == done
    with pytest.raises(Incomplete):
        act(office, case, "note_duty", "leader", at=LATER, **{**done, "done_on": "2026-08-05"})
