"""What one proposes another decides: every such act, in all its steps, and by no pick of a form."""

import re
from importlib import import_module
from typing import Final

import pytest
from django.core.management import get_commands, load_command_class
from django.forms import BaseForm

from tests.office import LONG_AGO, MONDAY, Office, act, petition
from workflows.acts.act import Act, Performance
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.acts.decision import ProposalStep
from workflows.acts.declared_acts import needs_decision
from workflows.acts.pending_proposals import open_proposals
from workflows.cases import door
from workflows.cases.door import available_acts
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent, Clock, DeskTask, Document
from workflows.states import Kind, Status

DECIDED: Final = {
    Kind.PETITION: {
        "refuse": "bureau_head",
        "refuse_final": "bureau_head",
        "settle_checked": "bureau_head",
        "warn": "bureau_head",
        "call_in": "bureau_head",
        "inform_personnel": "bureau_head",
    },
    Kind.TIP_OFF: {
        "return_to_intake": "clue_head",
        "assign_down": "clue_head",
        "clarify": "clue_head",
        "report_back": "clue_head",
        "warn": "clue_head",
    },
}
NAMES_APPROVER: Final = re.compile("approve[dr]_?by|approver|decided_by")
OWN_FLOORS: Final = ("petitions", "workflows", "oversight", "organizations", "notifications")
REFUSAL: Final = {"ground": "court", "reason": "应通过诉讼解决。"}
EVERY_ACT: Final = [
    pytest.param(each, id=f"{kind}-{each.name}") for kind in Kind for each in ACTS[kind].values()
]


@pytest.mark.parametrize("declared", EVERY_ACT)
def test_no_form_names_who_approved(declared: Act) -> None:
    for name, field in declared.form.base_fields.items():
        assert not NAMES_APPROVER.search(name), name
        assert "批准人" not in str(field.label)


def test_no_other_form_and_no_command_names_who_approved() -> None:
    import_module("config.urls")
    waiting, forms_seen = [BaseForm], 0
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        for form in (each for each in found if each.__module__.split(".")[0] in OWN_FLOORS):
            forms_seen += 1
            assert not [n for n in form.base_fields if NAMES_APPROVER.search(n)], form  # type: ignore[attr-defined]
    commands = [name for name, app in get_commands().items() if app in OWN_FLOORS]
    for name in commands:
        parser = load_command_class(get_commands()[name], name).create_parser("manage", name)
        assert not [a.dest for a in parser._actions if NAMES_APPROVER.search(a.dest)], name
    assert forms_seen > 100
    assert "supply_inspectors" in commands


@pytest.mark.parametrize("kind", Kind)
def test_these_acts_are_decided_by_another_and_no_post_does_them_alone(kind: Kind) -> None:
    decided = {name for name, each in ACTS[kind].items() if each.decision}
    assert decided >= DECIDED[kind].keys()
    for name in decided & DECIDED[kind].keys() - {"report_back"}:
        assert not ACTS[kind][name].by_staff
        assert {f"{step}_{name}" for step in ProposalStep} <= ACTS[kind].keys()


def proposed(office: Office) -> Case:
    case = petition(office).case
    act(office, case, "propose_refuse", "officer", at=MONDAY, **REFUSAL)
    return Case.objects.get(pk=case.pk)


def test_a_proposal_moves_nothing_and_waits_on_the_heads_desk_with_its_limit(
    office: Office,
) -> None:
    case = proposed(office)
    assert case.status == Status.REGISTERED
    assert not Document.objects.filter(case=case, kind="refusal_notice").exists()
    task = DeskTask.objects.waiting().beside_cases().get(case=case)
    assert (task.unit, task.role) == (office.units["bureau"], "bureau_head")
    assert str(task.due_on) == "2026-08-06"
    head = {each.name for each in available_acts(case, office.actor("bureau_head"), at=MONDAY)}
    assert {"approve_refuse", "reject_refuse"} <= head
    officer = {each.name for each in available_acts(case, office.actor("officer"), at=MONDAY)}
    assert "retract_refuse" in officer
    assert "propose_refuse" not in officer


def test_an_approval_carries_out_what_was_proposed_and_issues_its_paper(office: Office) -> None:
    case = proposed(office)
    event = act(office, case, "approve_refuse", "bureau_head", at=MONDAY)
    assert (event.act, event.target, event.actor) == ("refuse", "refused", office["bureau_head"])
    assert event.actor_unit == office.units["bureau"]
    assert event.details["ground"] == "court"
    assert event.details["proposed_by"]["id"] == office["officer"].pk
    assert Document.objects.get(case=case, kind="refusal_notice").case_event == event
    (left,) = DeskTask.objects.waiting().filter(case=case)
    assert left.flow_task.name == "serving_desk"
    assert not case.clocks.filter(state=Clock.State.RUNNING).exclude(pk=left.clock_id or 0).exists()


@pytest.mark.parametrize(
    ("step", "by", "state"),
    [("reject_refuse", "bureau_head", "satisfied"), ("retract_refuse", "officer", "void")],
)
def test_a_proposal_rejected_or_taken_back_leaves_the_case_as_it_was(
    office: Office, step: str, by: str, state: str
) -> None:
    case = proposed(office)
    act(office, case, step, by, at=MONDAY, reason="应予受理。")
    case = Case.objects.get(pk=case.pk)
    assert case.status == Status.REGISTERED
    assert case.clocks.get(rule__key="decision").state == state
    assert not DeskTask.objects.waiting().beside_cases().filter(case=case).exists()
    assert open_proposals(case) == []
    with pytest.raises(Refused, match=by):
        act(office, case, "approve_refuse", "bureau_head", at=MONDAY)
    act(office, case, "propose_refuse", "officer", at=MONDAY, **REFUSAL)


def test_nobody_decides_on_his_own_proposal_nor_takes_back_anothers(office: Office) -> None:
    for post in office["bureau_head"].tenures.get().post, office["officer"].tenures.get().post:
        post.roles = ["officer", "bureau_head"]
        post.save()
    case = proposed(office)
    before = CaseEvent.objects.count()
    for step in ("approve_refuse", "reject_refuse"):
        with pytest.raises(Refused):
            act(office, case, step, "officer", at=MONDAY, reason="理由不足，请补充。")
    with pytest.raises(Refused):
        act(office, case, "retract_refuse", "bureau_head", at=MONDAY)
    assert CaseEvent.objects.count() == before
    act(office, case, "approve_refuse", "bureau_head", at=MONDAY)


def test_the_act_by_itself_says_that_it_has_to_be_proposed(office: Office) -> None:
    case = petition(office).case
    for name in ("officer", "bureau_head"):
        with pytest.raises(Forbidden):
            act_alone(office, case, "refuse", name)
    with pytest.raises(Forbidden, match="提请"):
        act_alone(office, case, "refuse", "officer")


def act_alone(office: Office, case: Case, name: str, by: str) -> None:
    door.perform(case.pk, name, actor=office.actor(by), at=MONDAY, **REFUSAL)


def test_whoever_asks_for_it_a_decided_act_needs_its_decision(office: Office) -> None:
    case = petition(office).case
    step = Performance(office.actor("bureau_head"), MONDAY, {}, case.holding_unit_id)
    assert needs_decision(ACTS[case.kind]["warn"], case, step)


def test_what_the_case_has_left_behind_can_be_approved_no_more(office: Office) -> None:
    case = proposed(office)
    act(office, case, "forward", "officer", at=MONDAY)
    act(office, case, "accept", "unit_officer", at=MONDAY)
    case = Case.objects.get(pk=case.pk)
    assert case.clocks.get(rule__key="decision").state == "void"
    assert not DeskTask.objects.waiting().beside_cases().filter(case=case).exists()
    with pytest.raises(Refused):
        act(office, case, "approve_refuse", "bureau_head", at=MONDAY)


def test_nothing_is_proposed_where_nobody_else_could_decide(office: Office) -> None:
    case = petition(office).case
    office["bureau_head"].tenures.update(until=LONG_AGO.replace(year=2021))
    with pytest.raises(Refused):
        act(office, case, "propose_refuse", "officer", at=MONDAY, **REFUSAL)


def test_a_proposal_is_made_once_and_both_sides_are_told(office: Office) -> None:
    case = proposed(office)
    with pytest.raises(Refused, match="officer"):
        act(office, case, "propose_refuse", "officer", at=MONDAY, **REFUSAL)
    assert [n.subject for n in office["bureau_head"].notices.all()]
    act(office, case, "reject_refuse", "bureau_head", at=MONDAY, reason="应予受理。")
    assert any("不予批准" in n.subject for n in office["officer"].notices.all())
