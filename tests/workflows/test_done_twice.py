"""Whoever clicks twice on what he has seen does it once; a rehearsal does it not at all."""

from datetime import timedelta

import pytest

from tests.office import DETAILS, MONDAY, Office, act, advance, petition
from workflows.acts.act_refusals import AlreadyDone, IllegalMove, Refused, StaffSession
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.cases.act_writing import says_the_same
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent, Counter, Document
from workflows.states import Kind, Status

REFUSAL = {"ground": "court", "reason": "应通过诉讼解决。"}
URGE = {"reason": "请尽快告知办理进展。"}


def last_event(case: Case) -> int:
    return CaseEvent.objects.filter(case=case).latest("pk").pk


def clicked(case: Case, name: str, actor: Actor, seen: int | None, **details: object) -> CaseEvent:
    return door.perform_once(
        case.pk, name, seen_event=seen, actor=actor, at=MONDAY + timedelta(days=20), **details
    )


def test_a_second_click_on_the_same_page_enters_nothing(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    officer, seen = office.actor("officer"), last_event(case)
    event = clicked(case, "urge", officer, seen, **URGE)
    with pytest.raises(AlreadyDone, match="催办"):
        clicked(case, "urge", officer, seen, **URGE)
    assert last_event(case) == event.pk


def test_who_has_seen_the_first_or_says_not_what_he_saw_may_do_it_again(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    officer = office.actor("officer")
    first = clicked(case, "urge", officer, last_event(case), **URGE)
    again = clicked(case, "urge", officer, first.pk, **URGE)
    assert clicked(case, "urge", officer, None, **URGE).pk > again.pk > first.pk


def test_what_another_has_done_is_no_second_click(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    seen = last_event(case)
    clicked(case, "urge", office.actor("officer"), seen, **URGE)
    assert clicked(case, "urge", office.actor("bureau_head"), seen, **URGE).pk > seen


def test_an_approval_clicked_twice_is_known_by_what_it_carried_out(office: Office) -> None:
    case = petition(office).case
    act(office, case, "propose_refuse", "officer", at=MONDAY, **REFUSAL)
    head, seen = office.actor("bureau_head"), last_event(case)
    assert clicked(case, "approve_refuse", head, seen).act == "refuse"
    with pytest.raises(AlreadyDone):
        clicked(case, "approve_refuse", head, seen)
    with pytest.raises(IllegalMove):
        clicked(case, "approve_refuse", head, None)


def test_the_petitioner_who_clicks_twice_is_known_without_an_account(office: Office) -> None:
    case = advance(office, petition(office).case, "serve", at=MONDAY + timedelta(days=17))
    petitioner, seen = Actor.petitioner(case.pk), last_event(case)
    clicked(case, "rate", petitioner, seen, **DETAILS["rate"])
    with pytest.raises(AlreadyDone):
        clicked(case, "rate", petitioner, seen, **DETAILS["rate"])


def test_nobody_acts_with_the_petitioners_code_while_a_member_of_staff_is_signed_in(
    office: Office,
) -> None:
    case = advance(office, petition(office).case, "serve", at=MONDAY + timedelta(days=17))
    borrowed = Actor.petitioner(case.pk, session_of=office["unit_officer"])
    with pytest.raises(StaffSession, match="退出"):
        clicked(case, "rate", borrowed, None, **DETAILS["rate"])
    assert not CaseEvent.objects.filter(case=case, act="rate").exists()


def test_a_rehearsed_proposal_shows_the_paper_of_its_approval_and_keeps_nothing(
    office: Office,
) -> None:
    case = petition(office).case
    before = list(Counter.objects.order_by("pk").values_list("series", "value"))
    papers = door.rehearse(
        case.pk, "propose_refuse", actor=office.actor("officer"), at=MONDAY, **REFUSAL
    )
    assert [(each.kind, each.number) for each in papers] == [("refusal_notice", "")]
    assert not Document.objects.filter(case=case, kind="refusal_notice").exists()
    assert list(Counter.objects.order_by("pk").values_list("series", "value")) == before
    assert Case.objects.get(pk=case.pk).status == Status.REGISTERED


def test_the_steps_towards_a_decided_act_lead_to_its_papers_and_no_other_step_does() -> None:
    acts = ACTS[Kind.PETITION]
    for step in ("propose_refuse", "approve_refuse"):
        assert acts[step].leads_to == acts["refuse"].issues == ("refusal_notice",)
    assert acts["reject_refuse"].leads_to == acts["retract_refuse"].leads_to == ()
    assert acts["forward"].leads_to == acts["forward"].issues


def test_a_proposal_whose_day_is_past_can_be_rejected_alone(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    act(office, case, "propose_call_in", "officer", at=MONDAY)
    head = office.actor("bureau_head")
    after = MONDAY.replace(year=2028)
    with pytest.raises(Refused, match="提请"):
        door.perform(case.pk, "approve_call_in", actor=head, at=after)
    door.perform(case.pk, "reject_call_in", actor=head, at=after, reason="会期已过。")


def test_what_nobody_proposed_nobody_approves(office: Office) -> None:
    case = petition(office).case
    with pytest.raises(Refused, match="提请"):
        act(office, case, "approve_refuse", "bureau_head", at=MONDAY)


def test_a_rehearsed_act_shows_its_own_paper(office: Office) -> None:
    case, unit = petition(office).case, office.units["department"].pk
    officer = office.actor("officer")
    (paper,) = door.rehearse(case.pk, "forward", actor=officer, at=MONDAY, unit=unit)
    assert (paper.kind, paper.number) == ("transfer_letter", "")


def test_details_on_record_are_those_of_the_form_that_they_came_from() -> None:
    recorded = {"unit": {"id": 3, "name": "县民政局"}, "ways": ["a", True], "text": "一。\n二。"}
    sent = {"unit": "3", "ways": ["a", "on"], "text": "一。\r\n二。", "file": "not kept"}
    assert says_the_same(recorded, sent)
    assert not says_the_same(recorded, sent | {"unit": "4"})
    assert not says_the_same(recorded, sent | {"ways": ["a"]})
