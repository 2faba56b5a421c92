"""What a unit's answer began ends with it: nobody owes, serves or counts what does not stand."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from organizations import services
from organizations.models import Role
from tests.office import LONG_AGO, MONDAY, Office, act, advance, close_waived, petition
from tests.ways import AFTERWARDS, REVIEW, SERVED, bring_to
from tests.workflows.test_accusations_by_name import accuse
from tests.workflows.test_reopening import EVIDENCE, LATER, WRONG
from workflows.acts import served_papers
from workflows.acts.act import Relation
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.cases.desk_inbox import inbox
from workflows.cases.door import available_acts
from workflows.cases.machines import ACTS
from workflows.models import Case, Clock
from workflows.papers.paper_kinds import PAPERS, PaperParty
from workflows.states import Kind, PetitionClass, Status

DAY = timedelta(days=1)
OUTSIDE: dict[str, Any] = {
    "petition_class": "accusation", "route": "", "outside_discipline": True,
}  # fmt: skip
IN_THE_NAME_OF = {
    PaperParty.HOLDER: {Relation.HOLDER, Relation.LEADS},
    PaperParty.INTAKE: {Relation.INTAKE},
    PaperParty.REVIEW: {Relation.REVIEW},
}
"""A leader signs off in the name of the unit that handles what he leads."""


def running(case: Case) -> dict[str, list[str]]:
    """The unit of each limit that runs, by rule."""
    found: dict[str, list[str]] = {}
    for clock in Clock.objects.filter(case=case, state="running").order_by("pk"):
        found.setdefault(clock.rule.key, []).append(clock.unit.name)
    return found


def answer(office: Office, case: Case, *, at: datetime) -> None:
    for name, by in (
        ("draft_opinion", "unit_officer"), ("sign_off", "unit_head"), ("serve", "unit_officer"),
    ):  # fmt: skip
        act(office, case, name, by, at=at)


def reopened(office: Office, case: Case, *, at: datetime) -> None:
    act(office, case, "propose_reopen", "unit_officer", at=at, **EVIDENCE)
    act(office, case, "approve_reopen", "unit_head", at=at)


def seated_elsewhere(office: Office) -> None:
    post = services.create_post(
        unit=office.units["other"], title="经办人", roles=[Role.UNIT_OFFICER]
    )
    services.appoint(person=office["stranger"], post=post, since=LONG_AGO)


def passed_on(office: Office, case: Case) -> None:
    unit = office.units["other"].pk
    act(office, case, "propose_pass_on", "unit_officer", at=LATER, unit=unit, reason=WRONG)
    act(office, case, "approve_pass_on", "officer", at=LATER)


@pytest.mark.parametrize("closed", ["after the window", "by a waiver"])
def test_an_answer_after_reopening_can_be_applied_against_in_its_own_window(
    office: Office, closed: str
) -> None:
    case = advance(office, petition(office).case, "serve", at=MONDAY)
    late = MONDAY + 50 * DAY
    if closed == "after the window":
        act(office, case, "close", "unit_officer", at=late)
    else:
        close_waived(office, case, at=MONDAY + DAY)
    reopened(office, case, at=late)
    assert set(running(case)) == {"handle"}
    answer(office, case, at=late + DAY)
    (window,) = Clock.objects.filter(case=case, rule__key="review_apply", state="running")
    assert window.started_on == (late + DAY).date()
    act(office, case, "request_review", "petitioner", at=late + 29 * DAY)
    assert Case.objects.get(pk=case.pk).status == Status.UNDER_REVIEW


def test_what_is_opened_again_has_the_limit_of_its_class(office: Office) -> None:
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY)
    act(office, case, "accept", "unit_officer", at=MONDAY, petition_class="suggestion", route="")
    reply = {"adoption": "adopted", "studied": "经研究，建议可行。", "reply": "予以采纳。"}
    act(office, case, "reply_suggestion", "unit_officer", at=MONDAY, **reply)
    reopened(office, case, at=LATER)
    assert set(running(case)) == {"suggestion_reply"}


@pytest.mark.parametrize("accepted", [{}, OUTSIDE], ids=["appeal", "accusation"])
def test_whoever_accepted_wrongly_owes_nothing_once_it_is_passed_on(
    office: Office, accepted: dict[str, Any]
) -> None:
    case = petition(office).case
    act(office, case, "assign", "bureau_head", at=MONDAY, limit_on="2026-10-30")
    act(office, case, "accept", "unit_officer", at=MONDAY, **accepted, handed_to="")
    assert len(running(case)) == 4  # answer, report, written notice, its service
    passed_on(office, case)
    other = [office.units["other"].name]
    assert running(case) == {"transfer_notice": other, "jurisdiction_objection": other}
    assert not inbox(office["unit_officer"], at=LATER).exists()
    with pytest.raises(Incomplete):  # nobody is told by now that the former unit accepted it
        act(office, case, "confirm_receipt", "petitioner", at=LATER)

    seated_elsewhere(office)
    act(office, case, "accept", "stranger", at=LATER, **accepted)
    key = "accusation_reply" if accepted else "handle"
    assert running(case) == {key: other}


def test_an_assigned_matter_that_was_passed_on_can_be_closed(office: Office) -> None:
    case = petition(office).case
    act(office, case, "assign", "bureau_head", at=MONDAY, limit_on="2026-10-30")
    act(office, case, "accept", "unit_officer", at=MONDAY)
    passed_on(office, case)
    seated_elsewhere(office)
    for name in ("accept", "investigate", "draft_opinion"):
        act(office, case, name, "stranger", at=LATER)
    Case.objects.filter(pk=case.pk).update(leader=office["leader"])
    act(office, case, "sign_off", "leader", at=LATER)
    act(office, case, "serve", "stranger", at=LATER)
    act(office, case, "waive_review", "petitioner", at=LATER)
    act(office, case, "close", "stranger", at=LATER)
    assert Case.objects.get(pk=case.pk).status == Status.CLOSED


def test_an_accusation_that_was_an_appeal_is_answered_within_one_limit(office: Office) -> None:
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY)
    act(office, case, "accept", "unit_officer", at=MONDAY, **OUTSIDE)
    given = {"field": "petition_class", "petition_class": PetitionClass.APPEAL}
    act(office, case, "correct", "officer", at=LATER, **given, reason="录入有误，与原信核对。")
    assert set(running(case)) == {"handle"}


@pytest.mark.parametrize("until", ["sign_off", "serve"])
def test_the_answer_of_the_accused_does_not_stand_and_is_served_by_nobody(
    office: Office, until: str
) -> None:
    case = advance(office, petition(office).case, until, at=MONDAY)
    accuse(office, case, "unit")
    case = Case.objects.get(pk=case.pk)
    assert (case.holding_unit, case.served_on, case.outcome) == (office.units["bureau"], None, "")
    assert set(running(case)) == {"handle"}
    assert not served_papers.awaiting_service(case, "serve").exists()


def test_a_recheck_is_not_applied_for_before_the_review_opinion_is_served(office: Office) -> None:
    case = bring_to(office, Status.UNDER_REVIEW)
    upheld = {"result": REVIEW["result"], "opinion": REVIEW["opinion"]}
    act(office, case, "decide_review", "reviewer", at=AFTERWARDS, **upheld)
    served = AFTERWARDS + 5 * DAY
    act(office, case, "serve_review", "reviewer", at=served, way="post", tracking_number="EMS 1")
    spoken = {"way": "visit", "received_on": (served - DAY).date().isoformat()}
    with pytest.raises(Incomplete) as refused:
        act(office, case, "request_recheck", "registrar", at=served + 5 * DAY, **spoken)
    assert set(refused.value.form.errors) == {"received_on"}


def test_no_paper_bears_the_name_of_a_unit_that_did_not_act() -> None:
    """Whoever issues by the law of the paper is whose person does the act."""
    strange = {
        (declared.name, kind)
        for declared in ACTS[Kind.PETITION].values()
        for kind in (declared.issues if declared.step is None else ())
        for grant in declared.by or (declared.decision.by if declared.decision else ())
        if grant.role
        and (meant := IN_THE_NAME_OF.get(PAPERS[kind].issuer))
        and grant.relation not in meant
    }
    assert strange == {("settle_checked", "checking_report")}  # the holder is the intake there


@pytest.mark.parametrize(("by", "unit"), [("officer", "bureau"), ("unit_officer", "department")])
def test_whoever_leads_it_into_a_statutory_route_issues_and_serves_the_notice(
    office: Office, by: str, unit: str
) -> None:
    case = advance(office, petition(office).case, "accept", at=SERVED)
    act(office, case, "route_statutory", by, at=LATER, route="2", reason="应申请劳动仲裁。")
    paper = case.documents.get(kind="statutory_route_notice")
    assert paper.issuer == office.units[unit]
    assert running(case) == {"paper_service": [office.units[unit].name]}
    assert [task.case_id for task in inbox(office[by], at=LATER)] == [case.pk]
    act(office, case, "record_service", by, at=LATER, way="direct", received_by="信访人甲")
    assert running(case) == {}


def test_whoever_has_the_opinion_was_told_in_writing(office: Office) -> None:
    """No warning follows a matter that was answered because of the notice before the answer."""
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY)
    act(office, case, "accept", "unit_officer", at=MONDAY, handed_to="")
    act(office, case, "investigate", "unit_officer", at=MONDAY)
    answer(office, case, at=MONDAY + 20 * DAY)
    notice = Clock.objects.get(case=case, rule__key="transfer_notice")
    assert (notice.state, notice.was_late) == ("satisfied", True)
    assert running(case)["paper_service"] == [office.units["department"].name]


def test_an_objection_that_was_withdrawn_is_not_offered_again(office: Office) -> None:
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY)
    act(office, case, "object", "unit_officer", at=MONDAY)
    act(office, case, "withdraw_objection", "unit_officer", at=MONDAY)
    case = Case.objects.get(pk=case.pk)
    offered = {each.name for each in available_acts(case, office.actor("unit_officer"), at=MONDAY)}
    assert "accept" in offered
    assert "object" not in offered
    with pytest.raises(Refused, match="提出过异议"):
        act(office, case, "object", "unit_officer", at=MONDAY)
