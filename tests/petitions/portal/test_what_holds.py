"""The petitioner sees which of his papers holds no longer, and how what he asked was decided."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from petitions.models import Petition
from petitions.vault import keyed_digests
from tests.office import MONDAY, Office, act, advance, petition
from tests.petitions.api.calling import Programme
from tests.petitions.portal.seen import Seen, on_portal, through_interface
from tests.ways import AFTERWARDS, LATER, REVIEW, SERVED, bring_to
from workflows.cases.machines import ACTS
from workflows.models import Case, Document
from workflows.states import ANSWERED, ENDED_PETITION, UNANSWERED, Kind, ReviewResult, Status

CODE = "ABCD-EFGH-JKMN-PQRS"
DECLARED = ACTS[Kind.PETITION]
REOPEN = {"ground": "evidence", "basis": "信访人提供的新证据", "reason": "新证据足以改变认定。"}
FELL = [result for result in ReviewResult if result != ReviewResult.UPHELD]
ENDED = {
    Status.CLOSED: {"handling_opinion"},
    Status.CONCLUDED: {"handling_opinion", "review_opinion", "recheck_opinion"},
    Status.REFUSED: {"refusal_notice"},
    Status.ROUTED: {"statutory_route_notice"},
}
DAY = timedelta(days=1)
ANSWER = (("draft_opinion", "unit_officer"), ("sign_off", "unit_head"), ("serve", "unit_officer"))


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AFTERWARDS + 90 * DAY, tick=False):
        yield


def seen(case: Case) -> Seen:
    """As the portal shows it, after a look whether the interface says the same."""
    Petition.objects.filter(case=case).update(query_digest=keyed_digests.query_digest(CODE))
    portal = on_portal(case.number, CODE)
    assert portal == through_interface(case.number, CODE)
    return portal


def fallen(case: Case) -> dict[str, str]:
    """Kind of paper → what is said of the one that holds no longer."""
    kinds = dict(Document.objects.filter(case=case).values_list("number", "kind"))
    return {kinds[number]: words for number, words in seen(case).fallen}


def reopen(office: Office, case: Case) -> None:
    by = "officer" if case.accepted_on is None else "unit_officer"
    act(office, case, "reopen", by, at=AFTERWARDS + 60 * DAY, **REOPEN)


def test_every_act_that_takes_an_answer_away_says_which_papers_it_fells() -> None:
    """条例 35, 36, 37, 40: the petitioner is told of each, so that it can be said which act."""
    takes_away = {
        name
        for name, declared in DECLARED.items()
        if not {*ANSWERED, *ENDED_PETITION, Status.SERVED}.isdisjoint(declared.sources)
        and not set(UNANSWERED).isdisjoint(declared.targets)
        and Status.LINKED not in declared.sources
    }
    assert takes_away <= {name for name, declared in DECLARED.items() if declared.fells}
    assert all(declared.is_for_petitioner for declared in DECLARED.values() if declared.fells)


@pytest.mark.parametrize("result", FELL)
def test_an_opinion_that_the_review_did_not_uphold_is_marked(office: Office, result: str) -> None:
    case = bring_to(office, Status.UNDER_REVIEW)
    act(office, case, "decide_review", "reviewer", at=AFTERWARDS, **REVIEW | {"result": result})
    review = case.documents.get(kind="review_opinion")
    words = f"自2026年8月22日起不再有效，依据{review}：复查意见书已送达。"
    assert fallen(case) == {"handling_opinion": words}


@pytest.mark.parametrize("result", FELL)
def test_a_recheck_that_does_not_uphold_takes_both_opinions_below(
    office: Office, result: str
) -> None:
    case = bring_to(office, Status.UNDER_RECHECK)
    act(office, case, "decide_recheck", "rechecker", at=AFTERWARDS, **REVIEW | {"result": result})
    assert set(fallen(case)) == {"handling_opinion", "review_opinion"}


@pytest.mark.parametrize("status", [Status.REVIEW_SERVED, Status.CONCLUDED])
def test_what_is_upheld_holds(office: Office, status: Status) -> None:
    assert fallen(bring_to(office, status)) == {}


@pytest.mark.parametrize("status", ENDED)
def test_what_is_opened_again_holds_no_longer_by_that_decision(
    office: Office, status: Status
) -> None:
    case = bring_to(office, status)
    reopen(office, case)
    said, decision = fallen(case), case.documents.get(kind="reopening_decision")
    assert set(said) == ENDED[status]
    assert all(decision.number in words and "2026年10月21日" in words for words in said.values())


def test_the_opinion_after_it_holds_and_the_review_that_revoked_is_not_revoked(
    office: Office,
) -> None:
    case = bring_to(office, Status.UNDER_REVIEW)
    act(office, case, "decide_review", "reviewer", at=AFTERWARDS, **REVIEW | {"result": "revoked"})
    for name, by in ANSWER:
        act(office, case, name, by, at=AFTERWARDS + DAY)
    first, second = case.documents.filter(kind="handling_opinion").order_by("pk")
    assert {number for number, _words in seen(case).fallen} == {first.number}
    act(office, case, "request_review", "petitioner", at=AFTERWARDS + 2 * DAY)
    act(office, case, "decide_review", "reviewer", at=AFTERWARDS + 3 * DAY, **REVIEW)
    act(office, case, "request_recheck", "petitioner", at=AFTERWARDS + 4 * DAY)
    changed = REVIEW | {"result": "changed"}
    act(office, case, "decide_recheck", "rechecker", at=AFTERWARDS + 5 * DAY, **changed)
    revoking, upholding = case.documents.filter(kind="review_opinion").order_by("pk")
    numbers = {number for number, _words in seen(case).fallen}
    assert numbers == {first.number, second.number, upholding.number}
    assert revoking.number not in numbers


def asked(office: Office, **details: Any) -> Case:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    act(office, case, "ask_recusal", "petitioner", at=LATER, whom="unit_officer",
        ground="relative", reason="承办人与对方是亲属。")  # fmt: skip
    given = {"person": office["unit_officer"].pk, "ground": "relative", "asked_by": "petitioner"}
    act(office, case, "decide_recusal", "unit_head", at=LATER + DAY, **given | details)
    return case


@pytest.mark.parametrize(
    ("decision", "words"), [("granted", "同意回避"), ("refused", "不同意回避")]
)
def test_he_reads_how_his_request_for_a_recusal_was_decided_and_why(
    office: Office, decision: str, words: str
) -> None:
    case = asked(office, decision=decision, reason="经核实，二人关系已查明。")
    told = [value for _label, value in seen(case).told]
    assert told[2:] == ["承办人与对方是亲属。", "unit_officer", words, "经核实，二人关系已查明。"]
    events = Programme(CODE, language="zh-hans").get(f"cases/{case.number}/events/").json()
    assert [(e["act"], e["at"][:10]) for e in events if e["details"]] == [
        ("ask_recusal", "2026-08-04"),
        ("decide_recusal", "2026-08-05"),
    ]


@pytest.mark.parametrize("asked_by", ["himself", "organ"])
def test_of_a_recusal_that_another_asked_for_he_learns_nothing_more(
    office: Office, asked_by: str
) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    secret = {"ground": "relative", "reason": "其配偶在对方单位任职。"}
    if asked_by == "himself":
        act(office, case, "ask_recusal", "unit_officer", at=LATER, **secret)
    act(office, case, "decide_recusal", "unit_head", at=LATER, asked_by=asked_by,
        person=office["unit_officer"].pk, decision="granted", **secret)  # fmt: skip
    assert seen(case).told == ()


def test_an_opinion_served_is_not_marked_by_what_is_only_proposed(office: Office) -> None:
    case = advance(office, petition(office).case, "serve", at=SERVED)
    act(office, case, "request_review", "petitioner", at=AFTERWARDS)
    act(office, case, "decide_review", "reviewer", at=AFTERWARDS,
        result="revoked", opinion="撤销原处理意见。", handed_to="")  # fmt: skip
    assert fallen(case) == {}
