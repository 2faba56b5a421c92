"""An office's close ends no right: the window stands, and the petitioner alone gives it up."""

from datetime import timedelta

import pgtrigger
import pytest

from tests.office import Office, act, close_waived
from tests.ways import AFTERWARDS, bring_to
from tests.workflows.papers.statements import text_of
from workflows.acts.act_refusals import Forbidden, Incomplete, Refused
from workflows.acts.actors import Actor
from workflows.cases.door import available_acts
from workflows.cases.machines import ACTS
from workflows.models import Case, Clock, DeskTask
from workflows.states import Kind, Status

WINDOW = timedelta(days=31)
TIERS = [
    (Status.SERVED, "request_review", "review_apply", Status.UNDER_REVIEW),
    (Status.REVIEW_SERVED, "request_recheck", "recheck_apply", Status.UNDER_RECHECK),
]


@pgtrigger.ignore("workflows.CaseEvent:append_only")
def close_early(office: Office, case: Case) -> None:
    """As an earlier version let staff do it: closed with no waiver on record."""
    close_waived(office, case, at=AFTERWARDS)
    case.events.filter(act="waive_review").update(act="remind")


def reopened(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(("status", "application", "rule", "_next"), TIERS)
def test_no_tick_of_staff_closes_within_the_window(
    office: Office, status: Status, application: str, rule: str, _next: Status
) -> None:
    case = bring_to(office, status)
    assert set(ACTS[Kind.PETITION]["close"].form.base_fields) == {"report"}
    for staff in ("unit_officer", "officer"):
        with pytest.raises(Refused, match="只有信访人本人可以放弃"):
            act(office, case, "close", staff, at=AFTERWARDS, petitioner_accepts=True)
    with pytest.raises(Forbidden):
        act(office, case, "waive_review", "unit_officer", at=AFTERWARDS)
    with pytest.raises(Incomplete):
        act(office, case, "waive_review", "officer", at=AFTERWARDS)


@pytest.mark.parametrize(("status", "application", "rule", "_next"), TIERS)
def test_a_waiver_is_the_petitioners_and_ends_that_right_alone(
    office: Office, status: Status, application: str, rule: str, _next: Status
) -> None:
    case = bring_to(office, status)
    close_waived(office, case, at=AFTERWARDS)
    with pytest.raises(Refused, match="放弃"):
        act(office, case, application, "petitioner", at=AFTERWARDS)
    report = text_of(case.documents.get(kind="closing_report"))
    assert "信访人于2026年8月22日表示接受处理意见" in report
    act(office, case, "rate", "petitioner", at=AFTERWARDS)


@pytest.mark.parametrize(("status", "application", "rule", "reviewed"), TIERS)
def test_a_file_closed_within_the_window_is_reviewed_all_the_same(
    office: Office, status: Status, application: str, rule: str, reviewed: Status
) -> None:
    case = bring_to(office, status)
    close_early(office, case)
    me = Actor.petitioner(case.pk)
    offered = {each.name for each in available_acts(reopened(case), me, at=AFTERWARDS)}
    assert {"request_review", "request_recheck"} & offered == {application}
    act(office, case, application, "petitioner", at=AFTERWARDS)
    again = reopened(case)
    assert (again.status, again.finished_at) == (reviewed, None)
    assert DeskTask.objects.waiting().of_cases().filter(case=case).count() == 1
    assert Clock.objects.get(case=case, rule__key=rule).state == Clock.State.SATISFIED


def test_after_the_window_a_closed_file_is_not_reviewed(office: Office) -> None:
    case = bring_to(office, Status.SERVED)
    act(office, case, "close", "unit_officer", at=AFTERWARDS + WINDOW)
    report = text_of(case.documents.get(kind="closing_report"))
    assert "前未申请复查" in report
    with pytest.raises(Refused, match="三十五"):
        act(office, case, "request_review", "petitioner", at=AFTERWARDS + WINDOW)
