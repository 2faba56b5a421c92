"""Life after the answer: redone, carried out, supervised (条例 32②, 35, 36, 40)."""

from datetime import date, timedelta

import pytest

from organizations import services
from organizations.models import Role
from tests.office import LONG_AGO, Office, act, advance, petition
from tests.ways import AFTERWARDS, REVIEW, SERVED, bring_to
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.cases.desk_inbox import inbox
from workflows.escalation.rung_effects import sweep
from workflows.models import Case, CaseEvent, Clock, Document
from workflows.states import ReviewResult, Status

NOT_UPHELD = [result for result in ReviewResult.values if result != ReviewResult.UPHELD]
TIERS = {
    "decide_review": (Status.UNDER_REVIEW, "reviewer"),
    "decide_recheck": (Status.UNDER_RECHECK, "rechecker"),
}


def clocks(case: Case, key: str) -> list[Clock]:
    return list(Clock.objects.filter(case=case, rule__key=key).order_by("pk"))


def states(case: Case, key: str) -> list[str]:
    return [clock.state for clock in clocks(case, key)]


@pytest.mark.parametrize("result", NOT_UPHELD)
@pytest.mark.parametrize("tier", TIERS)
def test_what_is_not_upheld_is_the_units_to_answer_anew(
    office: Office, tier: str, result: str
) -> None:
    status, by = TIERS[tier]
    case = bring_to(office, status)
    act(office, case, tier, by, at=AFTERWARDS + timedelta(days=3), **REVIEW | {"result": result})
    case = Case.objects.get(pk=case.pk)
    first, anew = clocks(case, "handle")
    assert (case.status, case.outcome, case.served_on) == (Status.INVESTIGATING, "", None)
    assert (first.state, anew.state, anew.started_on) == ("satisfied", "running", date(2026, 8, 25))
    assert (states(case, "execution"), states(case, "evaluate_window")) == (["void"], ["void"])
    assert [t.flow_task.name for t in inbox(office["unit_officer"], at=AFTERWARDS)] == [
        "investigation_desk"
    ]


def test_an_upheld_recheck_ends_the_case_and_not_its_execution(office: Office) -> None:
    case = bring_to(office, Status.CONCLUDED)
    assert (states(case, "execution"), states(case, "recheck_decide")) == (
        ["running"],
        ["satisfied"],
    )


def test_a_supported_opinion_is_carried_out_within_the_limit_of_its_order(office: Office) -> None:
    case = bring_to(office, Status.CLOSED)
    act(office, case, "execute", "officer", at=AFTERWARDS, task="补发到账。", limit_on="2026-09-01")
    by_itself, ordered = clocks(case, "execution")
    assert (by_itself.state, ordered.due_on) == ("void", date(2026, 9, 1))
    desks = [t.flow_task.name for t in inbox(office["unit_officer"], at=AFTERWARDS)]
    assert desks == ["executing_desk"]
    act(office, case, "report_execution", "unit_officer", at=AFTERWARDS, report="八月已补发到账。")
    assert states(case, "execution") == ["void", "satisfied"]
    assert inbox(office["unit_officer"], at=AFTERWARDS).count() == 0
    papers = Document.objects.filter(case=case, kind__startswith="execution")
    assert ["补发到账。" in p.body or "八月已补发到账。" in p.body for p in papers] == [True, True]


def test_a_unit_without_a_part_sees_the_case_it_has_to_carry_out_and_reports(
    office: Office,
) -> None:
    case, unit = bring_to(office, Status.SERVED), office.units["other"]
    post = services.create_post(unit=unit, title="经办人", roles=[Role.UNIT_OFFICER])
    services.appoint(person=office["stranger"], post=post, since=LONG_AGO)
    act(office, case, "execute", "unit_head", at=AFTERWARDS, unit=unit.pk, task="核发。")
    with pytest.raises(Incomplete):
        act(office, case, "report_execution", "unit_officer", at=AFTERWARDS, report="已办。")
    act(office, case, "report_execution", "stranger", at=AFTERWARDS, report="已核发。")
    assert states(case, "execution") == ["void", "satisfied"]


def test_a_unit_of_another_place_is_not_made_to_carry_it_out(office: Office) -> None:
    case = bring_to(office, Status.SERVED)
    with pytest.raises(Incomplete):
        act(office, case, "execute", "unit_head", at=AFTERWARDS,
            unit=office.units["elsewhere"].pk, task="核发。")  # fmt: skip


def test_only_a_supported_opinion_is_carried_out(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=SERVED)
    refused = {"outcome": "not_supported", "answered": "已当面说明理由。"}
    act(office, case, "draft_opinion", "unit_officer", at=SERVED, **refused)
    act(office, case, "sign_off", "unit_head", at=SERVED)
    act(office, case, "serve", "unit_officer", at=SERVED)
    assert clocks(case, "execution") == []
    with pytest.raises(Refused, match="第三十二条第二款"):
        act(office, case, "execute", "unit_head", at=AFTERWARDS)


def test_whoever_does_not_carry_out_is_supervised_after_the_end(office: Office) -> None:
    case = bring_to(office, Status.CLOSED)
    late = clocks(case, "execution")[0].due_at
    assert late is not None
    sweep(at=late + timedelta(days=6))
    climbed = CaseEvent.objects.filter(case=case, act__in=("urge", "supervise"))
    assert set(climbed.values_list("source", flat=True)) == {Status.CLOSED}
    later = late + timedelta(days=7)
    act(office, case, "supervise", "bureau_head", at=later, ground="refusal", reason="拒不执行。")
    act(office, case, "reply_supervision", "unit_head", at=later, reply="已安排资金。")
    act(office, case, "report_execution", "unit_head", at=later, report="已全部执行。")
    with pytest.raises(Refused):
        act(
            office,
            case,
            "supervise",
            "bureau_head",
            at=later,
            ground="refusal",
            reason="拒不执行。",
        )
