"""A suggestion ends in a reply, not in an opinion with rights to review (条例 29)."""

import pytest

from tests.office import Office, act, advance, petition
from tests.ways import AFTERWARDS, SERVED, bring_to
from tests.workflows.papers.statements import text_of
from workflows.acts.act_refusals import Refused
from workflows.cases.door import available_acts
from workflows.models import Case
from workflows.states import Status

REPLY = {
    "adoption": "partly",
    "studied": "建议增设两处公交站，其中一处道路宽度不足。",
    "reply": "南门站于明年增设，北门站暂不具备条件。",
}
OFFICER = "unit_officer"


@pytest.fixture
def suggestion(office: Office) -> Case:
    case = advance(office, petition(office).case, "forward", at=SERVED)
    act(office, case, "accept", OFFICER, at=SERVED, petition_class="suggestion", route="")
    act(office, case, "investigate", OFFICER, at=SERVED)
    return Case.objects.get(pk=case.pk)


def test_it_is_answered_by_a_reply_that_gives_no_review(office: Office, suggestion: Case) -> None:
    act(office, suggestion, "reply_suggestion", OFFICER, at=AFTERWARDS, **REPLY)
    text = text_of(suggestion.documents.get(kind="suggestion_reply"))
    assert "部分采纳" in text
    assert REPLY["reply"] in text
    assert "复查" not in text
    ended = Case.objects.get(pk=suggestion.pk)
    assert ended.status == Status.CLOSED
    running = ended.clocks.filter(state="running").values_list("rule__key", flat=True)
    assert list(running) == ["evaluate_window"]


def test_no_opinion_is_drafted_on_it(office: Office, suggestion: Case) -> None:
    offered = {each.name for each in available_acts(suggestion, office.actor(OFFICER), at=SERVED)}
    assert "reply_suggestion" in offered
    assert "draft_opinion" not in offered
    with pytest.raises(Refused, match="条例第二十九条"):
        act(office, suggestion, "draft_opinion", OFFICER, at=AFTERWARDS, answered="已当面说明。")


def test_an_appeal_is_not_answered_so(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    with pytest.raises(Refused, match="条例第二十九条"):
        act(office, case, "reply_suggestion", OFFICER, at=AFTERWARDS, **REPLY)


@pytest.mark.parametrize(
    ("status", "kind", "request_text"),
    [
        (Status.REVIEW_SERVED, "review_opinion", "对处理意见不服。"),
        (Status.CONCLUDED, "recheck_opinion", "对复查意见不服。"),
    ],
)
def test_an_opinion_of_a_tier_prints_what_the_petitioner_asked_for(
    office: Office, status: Status, kind: str, request_text: str
) -> None:
    case = bring_to(office, status)
    assert request_text in text_of(case.documents.get(kind=kind))
