"""Opened again or passed on by two people; advice given and answered (条例 22, 37, 40)."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from organizations.models import Unit
from tests.office import MONDAY, Office, act, advance, petition
from tests.ways import AFTERWARDS, bring_to
from workflows.acts import served_papers
from workflows.acts.act_refusals import Forbidden, IllegalMove, Incomplete, Refused
from workflows.cases import access
from workflows.cases.desk_inbox import inbox
from workflows.cases.desk_moves import waiting
from workflows.cases.door import available_acts
from workflows.models import Case, Clock, Document, TransferEntry
from workflows.petition.reopening import GROUNDS
from workflows.states import Status

LATER = AFTERWARDS + timedelta(days=1)
EVIDENCE = {
    "ground": "evidence",
    "basis": "银行流水一份，2026年8月21日取得",
    "reason": "少补一个月。",
}
WRONG = "属于自然资源部门职责，受理有误。"
FOUND = {"problem": "审核流程缺少复核。", "advice": "建立复核制度。"}
ADVICE = {
    "improvement": ("improvement_advice", "改进工作建议书"),
    "policy": ("policy_advice", "完善政策建议书"),
    "accountability": ("accountability_advice", "追究责任建议书"),
}


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CONCLUDED])
def test_what_ended_is_opened_again_by_two_people_with_a_limit_anew(
    office: Office, status: Status
) -> None:
    case = bring_to(office, status)
    act(office, case, "propose_reopen", "unit_officer", at=LATER, **EVIDENCE)
    act(office, case, "approve_reopen", "unit_head", at=LATER)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.outcome, case.finished_at) == (Status.INVESTIGATING, "", None)
    handle = Clock.objects.get(case=case, rule__key="handle", state="running")
    assert handle.started_on == LATER.date()
    assert not Clock.objects.filter(case=case, rule__key="execution", state="running").exists()
    paper = Document.objects.get(case=case, kind="reopening_decision")
    assert "新的证据" in paper.body
    assert EVIDENCE["basis"] in paper.body
    task = waiting(case)
    assert task is not None
    assert task.flow_task.name == "investigation_desk"


@pytest.mark.parametrize(("ground", "words"), GROUNDS)
def test_each_ground_opens_a_matter_again_and_stands_in_its_paper(
    office: Office, ground: str, words: str
) -> None:
    case = bring_to(office, Status.CLOSED)
    basis = {"basis": "某机关2026年8月21日第3号", "reason": EVIDENCE["reason"]}
    act(office, case, "propose_reopen", "unit_officer", at=LATER, ground=ground, **basis)
    act(office, case, "approve_reopen", "unit_head", at=LATER)
    paper = Document.objects.get(case=case, kind="reopening_decision")
    assert str(words) in paper.body and basis["basis"] in paper.body


ENDS: dict[str, tuple[str, dict[str, object]]] = {
    "refuse": ("officer", {"ground": "not_ours", "reason": "不属于本机关职权范围。"}),
    "route_statutory": ("officer", {"route": "2", "reason": "应申请劳动仲裁。"}),
    "withdraw": ("petitioner", {}),
}
WHEN = ("register", "forward", "accept")
BY_THE_UNIT = {"refuse": "unit_officer", "route_statutory": "unit_officer"}


@pytest.mark.parametrize(
    ("end", "until"), [each for each in product(ENDS, WHEN) if each != ("refuse", "accept")]
)
def test_what_was_refused_led_away_or_withdrawn_is_opened_where_it_was_due(
    office: Office, end: str, until: str
) -> None:
    case = petition(office).case
    if until != "register":
        case = advance(office, case, until, at=MONDAY)
    by, details = ENDS[end]
    by = by if until == "register" else BY_THE_UNIT.get(end, by)
    act(office, case, end, by, at=AFTERWARDS, **details)
    act(office, case, "reopen", "officer", at=LATER, **EVIDENCE)
    case = Case.objects.get(pk=case.pk)
    status, rule, act_next, next_by = {
        "register": (Status.REGISTERED, "xf_triage", "forward", "officer"),
        "forward": (Status.FORWARDED, "transfer_notice", "accept", "unit_officer"),
        "accept": (Status.INVESTIGATING, "handle", "draft_opinion", "unit_officer"),
    }[until]
    assert (case.status, case.finished_at) == (status, None)
    assert case.route == ("6" if until == "accept" else "")
    running = Clock.objects.filter(case=case, state="running", rule__key=rule)
    assert [clock.started_on for clock in running] == [LATER.date()]
    assert waiting(case) is not None
    assert not served_papers.awaiting_service(case, "record_service").exists()
    act(office, case, act_next, next_by, at=LATER)


def test_a_direct_matter_is_opened_again_with_the_limits_of_a_direct_one(office: Office) -> None:
    case = petition(office, unit="department", by="unit_officer").case
    act(office, case, "refuse", "unit_officer", at=MONDAY, **ENDS["refuse"][1])
    act(office, case, "reopen", "unit_officer", at=LATER, **EVIDENCE)
    running = Clock.objects.filter(case=case, state="running", rule__key="direct_notice")
    assert [clock.started_on for clock in running] == [LATER.date()]
    assert Case.objects.get(pk=case.pk).status == Status.REGISTERED


def test_what_is_with_the_discipline_organ_is_not_opened_here(office: Office) -> None:
    case = petition(office).case
    to = office.units["discipline"].pk
    act(office, case, "route_discipline", "officer", at=MONDAY, unit=to)
    case = Case.objects.get(pk=case.pk)
    offered = {a.name for a in available_acts(case, office.actor("officer"), at=LATER)}
    assert "propose_reopen" not in offered
    with pytest.raises(Refused):
        act(office, case, "propose_reopen", "officer", at=LATER, **EVIDENCE)


def test_a_direct_matter_accepted_wrongly_goes_to_the_bureau_of_the_place(office: Office) -> None:
    case = petition(office, unit="department", by="unit_officer").case
    act(office, case, "accept", "unit_officer", at=MONDAY)
    bureau, other = office.units["bureau"], office.units["other"]
    with pytest.raises(Refused):
        act(office, case, "propose_pass_on", "unit_officer", at=LATER, unit=other.pk, reason=WRONG)
    act(office, case, "propose_pass_on", "unit_officer", at=LATER, unit=bureau.pk, reason=WRONG)
    act(office, case, "approve_pass_on", "unit_head", at=LATER)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.holding_unit, case.accepted_on) == (Status.FORWARDED, bureau, None)
    paper = case.documents.get(kind="pass_on_letter")
    assert (paper.issuer, paper.addressee) == (office.units["department"], bureau.name)
    assert WRONG in paper.body
    act(office, case, "forward", "officer", at=LATER, unit=other.pk)
    running = Clock.objects.filter(case=case, state="running", rule__key="transfer_notice")
    assert [(c.unit, c.started_on) for c in running] == [(other, LATER.date())]


def test_nobody_opens_again_alone_nor_without_a_proposal(office: Office) -> None:
    case = bring_to(office, Status.CLOSED)
    with pytest.raises(Refused):
        act(office, case, "approve_reopen", "unit_head", at=LATER)
    act(office, case, "propose_reopen", "unit_head", at=LATER, **EVIDENCE)
    with pytest.raises(Refused):
        act(office, case, "approve_reopen", "unit_head", at=LATER)
    with pytest.raises(Refused):
        act(office, case, "propose_reopen", "unit_officer", at=LATER, **EVIDENCE)
    act(office, case, "reject_reopen", "bureau_head", at=LATER, reason="事实未变。")
    assert Case.objects.get(pk=case.pk).status == Status.CLOSED
    with pytest.raises(Refused):
        act(office, case, "approve_reopen", "bureau_head", at=LATER)


@pytest.mark.parametrize("until", ["accept", "investigate"])
def test_what_was_accepted_wrongly_is_passed_on_by_whoever_sent_it(
    office: Office, until: str
) -> None:
    case = advance(office, petition(office).case, until, at=MONDAY)
    to = office.units["other"]
    act(office, case, "propose_pass_on", "unit_officer", at=LATER, unit=to.pk, reason=WRONG)
    with pytest.raises(Forbidden):
        act(office, case, "approve_pass_on", "unit_head", at=LATER)
    act(office, case, "approve_pass_on", "officer", at=LATER)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.holding_unit) == (Status.FORWARDED, to)
    assert (case.accepted_on, case.petition_class, case.route) == (None, "", "")
    running = Clock.objects.filter(case=case, state="running", rule__nature="duty")
    assert [(c.rule.key, c.unit, c.started_on) for c in running] == [
        ("transfer_notice", to, LATER.date())
    ]
    assert Document.objects.filter(case=case, kind="pass_on_letter").count() == 1
    sent = TransferEntry.objects.filter(case=case, book="out").last()
    assert sent is not None
    assert (sent.unit, sent.other) == (office.units["bureau"], to)


def test_it_is_not_passed_to_where_it_could_not_have_been_sent(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    unit = office.units["elsewhere"].pk
    with pytest.raises(Refused):
        act(office, case, "propose_pass_on", "unit_officer", at=LATER, unit=unit, reason=WRONG)


def test_what_was_proposed_and_is_possible_no_more_is_made_anew(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    to = office.units["other"]
    act(office, case, "propose_pass_on", "unit_officer", at=LATER, unit=to.pk, reason=WRONG)
    Unit.objects.filter(pk=to.pk).update(closed_on=LATER.date())
    with pytest.raises(Refused, match="重新提请"):
        act(office, case, "approve_pass_on", "officer", at=LATER)
    assert Case.objects.get(pk=case.pk).status == Status.ACCEPTED


@pytest.mark.parametrize("kind", ADVICE)
def test_an_advice_is_a_paper_that_its_unit_answers_in_time(office: Office, kind: str) -> None:
    case = bring_to(office, Status.CLOSED)
    paper, title = ADVICE[kind]
    details = {
        "problem": "审核流程缺少复核。",
        "advice": "建立复核制度。",
        "limit_on": "2026-09-10",
    }
    moved = office["stranger"].tenures.get().post
    moved.unit = office.units["other"]
    moved.save()
    unit = moved.unit.pk
    act(office, case, f"advise_{kind}", "bureau_head", at=LATER, unit=unit, **details)
    issued = Document.objects.get(case=case, kind=paper)
    clock = Clock.objects.get(case=case, rule__key="advice_feedback")
    assert (issued.title, issued.addressee) == (title, "县自然资源局")
    assert (clock.unit.pk, clock.due_on) == (unit, date(2026, 9, 10))
    assert "answering_desk" in [t.flow_task.name for t in inbox(office["stranger"], at=LATER)]
    answer = {"paper": issued.pk, "adopted": "whole", "answer": "已建立复核制度。"}
    act(office, case, "answer_advice", "stranger", at=LATER, **answer)
    clock.refresh_from_db()
    assert clock.state == "satisfied"
    assert issued.number in Document.objects.get(case=case, kind="advice_answer").body


def test_no_unit_of_another_place_is_advised(office: Office) -> None:
    """Whoever is advised reads the case: another county's units do not learn of it so."""
    case = bring_to(office, Status.CLOSED)
    details = FOUND | {"unit": office.units["elsewhere"].pk}
    with pytest.raises(Incomplete):
        act(office, case, "advise_improvement", "bureau_head", at=LATER, **details)
    details = FOUND | {"unit": office.units["recheck"].pk}
    act(office, case, "advise_policy", "bureau_head", at=LATER, **details)


def test_two_advices_to_one_unit_are_answered_one_by_one(office: Office) -> None:
    case = bring_to(office, Status.CLOSED)
    unit = office.units["department"].pk
    details = FOUND | {"unit": unit}
    for kind in ("improvement", "policy"):
        act(office, case, f"advise_{kind}", "bureau_head", at=LATER, **details)
    first = Document.objects.get(case=case, kind="improvement_advice")
    answer = {"paper": first.pk, "adopted": "part", "answer": "已部分采纳。"}
    act(office, case, "answer_advice", "unit_officer", at=LATER, **answer)
    states = Clock.objects.filter(case=case, rule__key="advice_feedback").order_by("pk")
    assert [clock.state for clock in states] == ["satisfied", "running"]


def test_nothing_of_it_is_offered_before_an_answer_was_served(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    offered = {a.name for a in available_acts(case, office.actor("bureau_head"), at=LATER)}
    assert not {name for name in offered if name.startswith(("advise", "propose_reopen"))}
    with pytest.raises(IllegalMove):
        act(office, case, "advise_policy", "bureau_head", at=LATER)


def test_an_opinion_that_was_not_served_before_the_withdrawal_holds_no_more(
    office: Office,
) -> None:
    case = bring_to(office, Status.SIGNED)
    act(office, case, "withdraw", "petitioner", at=AFTERWARDS)
    act(office, case, "reopen", "officer", at=LATER, **EVIDENCE)
    for name, by in (("draft_opinion", "unit_officer"), ("sign_off", "unit_head")):
        act(office, case, name, by, at=LATER)
    assert case.documents.filter(kind="handling_opinion").count() == 2
    act(office, case, "serve", "unit_officer", at=LATER)
    served = case.services.get(document__kind="handling_opinion").document
    assert served == case.documents.filter(kind="handling_opinion").latest("pk")


def test_what_accuses_the_unit_that_had_it_is_not_opened_again_there(office: Office) -> None:
    case = bring_to(office, Status.CLOSED)
    wrong = {"purpose": "accusation", "complained": "县人社局"}
    for name, value in wrong.items():
        entry: dict[str, Any] = {"field": name, name: value, "reason": "录入有误，与原信核对。"}
        act(office, case, "correct", "registrar", at=LATER, **entry)
    act(office, case, "propose_reopen", "officer", at=LATER, **EVIDENCE)
    act(office, case, "approve_reopen", "bureau_head", at=LATER)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.holding_unit) == (Status.REGISTERED, office.units["bureau"])
    assert not access.may(office.actor("unit_officer"), access.SEE, case, at=LATER)
