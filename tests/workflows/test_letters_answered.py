"""Whoever a letter of supervision was written to answers it, whether or not he holds the case."""

from datetime import timedelta

import pytest

from tests.office import Office, act
from tests.ways import AFTERWARDS, SERVED, bring_to
from workflows.acts.act_refusals import Forbidden, Incomplete, NotFound, Refused
from workflows.cases.door import available_acts
from workflows.models import Case, Clock, DeskTask
from workflows.states import Status

LATER = SERVED + timedelta(hours=1)
REPLY = "reply_supervision"


def owed(case: Case) -> Clock:
    return Clock.objects.select_related("unit").get(case=case, rule__key="supervise_reply")


def offered_to(office: Office, case: Case) -> set[str]:
    case = Case.objects.get(pk=case.pk)
    return {
        name
        for name in office.people
        if REPLY in {each.name for each in available_acts(case, office.actor(name), at=LATER)}
    }


def answer(office: Office, case: Case, by: str) -> None:
    act(office, case, REPLY, by, at=LATER)


def test_a_supervised_bureau_answers(office: Office) -> None:
    case = bring_to(office, Status.REGISTERED)
    act(office, case, "supervise", "monitor", at=SERVED)
    assert owed(case).unit == office.units["bureau"]
    assert offered_to(office, case) == {"officer", "bureau_head"}
    answer(office, case, "officer")
    assert owed(case).state == Clock.State.SATISFIED
    assert offered_to(office, case) == set()


def test_a_unit_that_holds_the_case_no_longer_answers(office: Office) -> None:
    case = bring_to(office, Status.FORWARDED)
    act(office, case, "supervise", "bureau_head", at=SERVED)
    act(office, case, "object", "unit_officer", at=SERVED)
    act(office, case, "uphold_objection", "officer", at=SERVED)
    assert Case.objects.get(pk=case.pk).holding_unit == office.units["bureau"]
    with pytest.raises(Incomplete):
        answer(office, case, "officer")
    assert offered_to(office, case) == {"unit_officer", "unit_head"}
    answer(office, case, "unit_officer")


def test_the_organ_that_reviews_answers_for_itself(office: Office) -> None:
    case = bring_to(office, Status.UNDER_REVIEW)
    at = SERVED + timedelta(days=3)
    act(office, case, "supervise", "bureau_head", at=at, unit=office.units["review"].pk)
    letter = case.documents.get(kind="supervision_letter")
    assert letter.addressee == office.units["review"].name
    desk = DeskTask.objects.waiting().get(case=case, clock__rule__key="supervise_reply")
    assert (desk.unit, desk.role) == (office.units["review"], "reviewer")
    act(office, case, REPLY, "reviewer", at=at)


def test_a_unit_without_a_part_can_neither_be_addressed_nor_answer(office: Office) -> None:
    case = bring_to(office, Status.FORWARDED)
    with pytest.raises(Incomplete):
        act(office, case, "supervise", "officer", at=SERVED, unit=office.units["elsewhere"].pk)
    act(office, case, "supervise", "officer", at=SERVED)
    with pytest.raises((Forbidden, NotFound)):
        answer(office, case, "stranger")


@pytest.mark.parametrize("name", ["urge", "supervise", "warn", "call_in"])
def test_a_letter_by_hand_gives_a_reason(office: Office, name: str) -> None:
    case = bring_to(office, Status.FORWARDED)
    for hollow in ("", "x", "无"):
        with pytest.raises(Incomplete) as refused:
            act(office, case, name, "officer", at=SERVED, reason=hollow)
        assert set(refused.value.form.errors) == {"reason"}


def test_a_letter_says_of_a_unit_what_holds_on_its_day(office: Office) -> None:
    """Neither that it is late with nothing over, nor that it refuses what nobody decided."""
    case, letter = bring_to(office, Status.ACCEPTED), {"reason": "请依法按政策办理。"}
    for ground in ("delay", "refusal"):
        with pytest.raises(Incomplete):
            act(office, case, "supervise", "officer", at=AFTERWARDS, ground=ground, **letter)
    with pytest.raises(Incomplete):
        act(office, case, "urge", "officer", at=AFTERWARDS, unit=office.units["bureau"].pk)
    act(office, case, "urge", "officer", at=AFTERWARDS)
    due_at = case.clocks.get(rule__key="handle").due_at
    assert due_at
    over = due_at + timedelta(days=1)
    act(office, case, "supervise", "officer", at=over, ground="delay", **letter)


def test_nobody_is_called_in_for_an_hour_that_is_over(office: Office) -> None:
    case = bring_to(office, Status.ACCEPTED)
    today = {"held_on": AFTERWARDS.date(), "place": "县信访局会议室"}
    with pytest.raises(Incomplete):
        act(office, case, "call_in", "officer", at=AFTERWARDS, held_at="09:30", **today)
    act(office, case, "call_in", "officer", at=AFTERWARDS, held_at="16:30", **today)


def test_a_talk_whose_hour_passed_before_the_decision_is_not_approved(office: Office) -> None:
    case = bring_to(office, Status.ACCEPTED)
    called = {"held_on": AFTERWARDS.date(), "held_at": "16:30", "place": "县信访局会议室"}
    act(office, case, "propose_call_in", "officer", at=AFTERWARDS, **called)
    with pytest.raises(Refused):
        act(office, case, "approve_call_in", "bureau_head", at=AFTERWARDS + timedelta(hours=3))
