"""Desks: claiming, handing over, and what an inbox shows."""

import pytest

from tests.office import MONDAY, Office, act, advance, petition
from workflows.acts.act_refusals import NotFound, Refused
from workflows.cases.desk_inbox import claim, hand_over, inbox
from workflows.cases.desk_moves import waiting
from workflows.models import Case, CaseExclusion


def desk_of(case: Case) -> int:
    task = waiting(case)
    assert task is not None
    return task.pk


def test_a_queue_is_seen_by_the_unit_and_role_alone(office: Office) -> None:
    case = petition(office).case
    assert [t.case for t in inbox(office["officer"], at=MONDAY)] == [case]
    assert not inbox(office["unit_officer"], at=MONDAY)


def test_a_claimed_case_is_on_ones_own_desk(office: Office) -> None:
    case = petition(office).case
    assert claim(desk_of(case), office["officer"], at=MONDAY).owner == office["officer"]


def test_a_stranger_cannot_claim(office: Office) -> None:
    case = petition(office).case
    with pytest.raises(NotFound):
        claim(desk_of(case), office["stranger"], at=MONDAY)


def test_an_excluded_colleague_cannot_claim(office: Office) -> None:
    case = petition(office).case
    officer = office["officer"]
    CaseExclusion.objects.create(case=case, person=officer, reason="interest", since=MONDAY)
    with pytest.raises(NotFound):
        claim(desk_of(case), officer, at=MONDAY)


def test_a_case_goes_back_to_the_queue_or_to_a_colleague_alone(office: Office) -> None:
    case = petition(office).case
    claim(desk_of(case), office["officer"], at=MONDAY)
    with pytest.raises(Refused):
        hand_over(desk_of(case), office["officer"], office["unit_head"], at=MONDAY)
    assert hand_over(desk_of(case), office["officer"], None, at=MONDAY).owner is None


def test_whoever_worked_on_a_case_goes_on_with_it(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    task = waiting(case)
    assert task
    assert task.owner == office["unit_officer"]


def test_the_draft_waits_on_the_leaders_desk(office: Office) -> None:
    case = advance(office, petition(office).case, "draft_opinion", at=MONDAY)
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    task = waiting(case)
    assert task
    assert task.owner == office["leader"]
