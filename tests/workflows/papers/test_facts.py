"""Each kind of paper in played situations: what it states is what the record says."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.office import MONDAY, Office, act
from tests.tipoffs.organ import TIP_OFF_STATUSES, bring_clue_to, open_organ
from tests.ways import PETITION_STATUSES, SERVED, bring_to
from tests.workflows.papers import side_ways
from tests.workflows.papers.statements import faults_of, text_of
from workflows.acts.act_refusals import Incomplete
from workflows.escalation.rung_effects import sweep
from workflows.models import Case, Document
from workflows.papers.paper_kinds import PAPERS
from workflows.states import OPEN_PETITION, Kind, Status

LETTERS = ("urge", "supervise", "warn", "call_in")
FROM_ABOVE = {"urge": "city_officer", "supervise": "city_head", "warn": "city_officer"}
SOON = SERVED + timedelta(days=3)
LONG_AFTER = MONDAY + timedelta(days=400)

ELSEWHERE = {
    "checking_report",
    "clarification_letter",
    "clue_assignment_letter",
    "demand_transfer_letter",
    "designation_reply",
    "designation_request",
    "destruction_certificate",
}
"""Papers that take a batch, another region or years to come about."""

Papers = dict[str, list[Document]]


def play(office: Office) -> None:
    """A case in each status, spurred by hand, by the ladder, and by hand after the limits."""
    for status in PETITION_STATUSES:
        case = bring_to(office, status)
        if status in OPEN_PETITION:
            spur(office, case, SOON)
    for on in range(0, 400, 40):
        sweep(SOON + timedelta(days=on))
    for case in Case.objects.filter(status__in=OPEN_PETITION):
        spur(office, case, LONG_AFTER)


def spur(office: Office, case: Case, at: datetime) -> None:
    """Nobody is urged to what he does not owe."""
    for name in LETTERS:
        with suppress(Incomplete):
            act(office, case, name, "officer", at=at)


def play_clues(office: Office) -> None:
    """A clue in each status, one of them spurred by whoever sent it down, and the ladder."""
    for status in TIP_OFF_STATUSES:
        case = bring_clue_to(office, status)
        if status == Status.FORWARDED_DOWN:
            for name, by in FROM_ABOVE.items():
                act(office, case, name, by, at=SOON)
    for on in range(0, 400, 40):
        sweep(SOON + timedelta(days=on))


@pytest.fixture(scope="module")
def papers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Papers]:
    with django_db_blocker.unblock(), transaction.atomic():
        office = open_organ()
        play(office)
        side_ways.play(office)
        play_clues(office)
        found: Papers = defaultdict(list)
        for paper in Document.objects.select_related("case", "case_event", "issuer"):
            found[paper.kind].append(paper)
        yield found
        transaction.set_rollback(True)


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_states_what_is_on_record(db: None, papers: Papers, kind: str) -> None:
    faults = {paper.number: list(faults_of(paper)) for paper in papers[kind]}
    assert {number: said for number, said in faults.items() if said} == {}


@pytest.mark.parametrize("kind", [k for k, paper in PAPERS.items() if paper.names_overdue])
def test_a_letter_of_supervision_has_a_reason_or_an_overdue_duty(
    db: None, papers: Papers, kind: str
) -> None:
    assert len(papers[kind]) > len(OPEN_PETITION)
    for paper in papers[kind]:
        reason = paper.case_event.details.get("reason", "")
        assert reason in text_of(paper)
        assert reason or "已于" in text_of(paper)


def test_a_letter_stands_on_the_law_of_its_own_kind_of_case(db: None, papers: Papers) -> None:
    kinds = [kind for kind in papers if PAPERS[kind].names_overdue]
    letters = [paper for kind in kinds for paper in papers[kind]]
    laws = {Kind.PETITION: "《信访工作条例》", Kind.TIP_OFF: "《纪检监察机关处理检举控告工作规则》"}
    assert {paper.case.kind for paper in letters} == set(laws)
    for paper in letters:
        cited = [kind for kind, law in laws.items() if f"依据{law}" in text_of(paper)]
        assert cited == [paper.case.kind]


def test_the_situations_bring_about_every_paper_but_a_few(db: None, papers: Papers) -> None:
    assert {kind for kind in PAPERS if not papers.get(kind)} == ELSEWHERE
