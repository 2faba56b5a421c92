"""What the tier above tells the petitioner of his further way is what he can do (条例 35, 36)."""

import pytest

from tests.office import Office, act
from tests.ways import AFTERWARDS, REVIEW, bring_to
from workflows.models import Case
from workflows.states import ReviewResult, Status

SENT_BACK = [ReviewResult.CHANGED, ReviewResult.REVOKED, ReviewResult.REDO]


def opinion(office: Office, status: Status, decide: str, by: str, result: str) -> tuple[Case, str]:
    case = bring_to(office, status)
    act(office, case, decide, by, at=AFTERWARDS, **REVIEW | {"result": result})
    kind = decide.removeprefix("decide_") + "_opinion"
    return Case.objects.get(pk=case.pk), case.documents.get(kind=kind).body


@pytest.mark.parametrize("result", SENT_BACK)
def test_a_review_that_sends_the_matter_back_names_no_recheck(office: Office, result: str) -> None:
    case, body = opinion(office, Status.UNDER_REVIEW, "decide_review", "reviewer", result)
    assert case.status == Status.INVESTIGATING
    assert "县人力资源和社会保障局将依据本意见书重新办理" in body
    assert "申请复核" not in body


@pytest.mark.parametrize("result", SENT_BACK)
def test_a_recheck_that_sends_it_back_does_not_end_it(office: Office, result: str) -> None:
    case, body = opinion(office, Status.UNDER_RECHECK, "decide_recheck", "rechecker", result)
    assert case.status == Status.INVESTIGATING
    assert "县人力资源和社会保障局将依据本意见书重新办理" in body
    assert "最终处理意见" not in body
    assert "不再受理" not in body


def test_what_is_upheld_leads_on_or_ends(office: Office) -> None:
    upheld = ReviewResult.UPHELD
    review = opinion(office, Status.UNDER_REVIEW, "decide_review", "reviewer", upheld)[1]
    recheck = opinion(office, Status.UNDER_RECHECK, "decide_recheck", "rechecker", upheld)[1]
    assert "市人民政府复查复核办公室</strong>申请复核" in review
    assert "不再受理" in recheck
    assert "重新办理该信访事项" not in review + recheck
