"""One view of a matter for its petitioner, whichever way he looks: portal or interface."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from petitions.models import Petition
from petitions.portal.petitioner_view import PetitionerView
from petitions.vault import keyed_digests
from tests.office import MONDAY, Office, act, advance, petition
from tests.petitions.api.calling import Programme
from tests.petitions.pages.visits import NOW, passed_on
from tests.petitions.portal.seen import on_portal, through_interface
from tests.ways import AFTERWARDS, LATER, bring_to
from workflows.acts.act import Act, Relation
from workflows.acts.served_papers import RECORD, SERVED
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent, Document
from workflows.papers.paper_kinds import FOR_PETITIONER, PAPERS, PaperParty
from workflows.states import Kind, Status

CODE = "ABCD-EFGH-JKMN-PQRS"
DECLARED = ACTS[Kind.PETITION]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def happened(office: Office, declared: Act) -> Case:
    """A matter on which this act was the last, with its papers; his code is `CODE`."""
    begins = Status.NEW in declared.sources
    case = petition(office).case if begins else bring_to(office, Status(declared.sources[0]))
    Petition.objects.filter(case=case).update(query_digest=keyed_digests.query_digest(CODE))
    if not begins:
        _append(office, case, declared)
    return Case.objects.get(pk=case.pk)


def _append(office: Office, case: Case, declared: Act) -> None:
    target = declared.targets[0] if declared.targets else case.status
    unit = office.units["department"]
    event = CaseEvent.objects.create(
        case_id=case.pk, act=declared.name, actor_kind="person", actor=office["officer"],
        at=AFTERWARDS, source=case.status, target=target,
        details={"unit": {"id": unit.pk, "name": unit.name}},
    )  # fmt: skip
    Document.objects.bulk_create(
        Document(
            case_id=case.pk, case_event=event, kind=kind, number=f"{kind}-{case.pk}", body="文",
            title=PAPERS[kind].title, issuer=unit, issued_on=AFTERWARDS.date(), sha256="0",
        )
        for kind in declared.issues
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(status=target, sealed=declared.seals_letter)


MEANT_FOR_OTHERS = {"execution_report", "hearing_public_notice"}
"""Papers to others that are his to read: how his demand was met, and a public notice."""
TOLD_WHEN_SERVED = {kind for kind, served in SERVED.items() if served.served_by != RECORD}
"""Opinions: the act that issues one is the office's own, the act that serves it is told."""


@pytest.mark.parametrize("name", DECLARED)
def test_portal_and_interface_agree_on_every_act(office: Office, name: str) -> None:
    declared = DECLARED[name]
    case = happened(office, declared)
    portal = on_portal(case.number, CODE)
    assert portal == through_interface(case.number, CODE)
    last = declared.sentence_for_petitioner({"unit": {"name": office.units["department"].name}})
    with_last = [step for step in portal.steps if step == last]
    assert bool(with_last) == declared.is_for_petitioner
    issued = case.documents.filter(kind__in=FOR_PETITIONER)
    told = issued.exclude(kind__in=TOLD_WHEN_SERVED, service__isnull=True)
    numbers = told.values_list("number", flat=True)
    assert set(portal.papers) == (set() if case.sealed else set(numbers))


@pytest.mark.parametrize(
    "name", [n for n, declared in DECLARED.items() if not declared.is_for_petitioner]
)
def test_an_act_inside_the_office_leaves_no_trace(office: Office, name: str) -> None:
    case = happened(office, DECLARED[name])
    for path in ("", "events/", "clocks/", "acts/"):
        body = Programme(CODE).get(f"cases/{case.number}/{path}").content.decode()
        assert f'"{name}"' not in body
        assert str(DECLARED[name].label) not in body


def test_he_is_told_of_every_end_of_his_own_acts_and_of_each_paper_for_him() -> None:
    of_his = {
        name
        for name, declared in DECLARED.items()
        if declared.ends_case
        or any(grant.relation is Relation.PETITIONER for grant in declared.by)
        or not FOR_PETITIONER.isdisjoint({*declared.issues} - TOLD_WHEN_SERVED)
        or (declared.sends and declared.targets == (Status.FORWARDED,))
    }  # fmt: skip
    assert sorted(name for name in of_his if not DECLARED[name].is_for_petitioner) == []


def test_every_paper_to_the_petitioner_is_his_to_read() -> None:
    to_him = {kind for kind, paper in PAPERS.items() if paper.addressee is PaperParty.PETITIONER}
    assert to_him <= FOR_PETITIONER
    assert FOR_PETITIONER - to_him == MEANT_FOR_OTHERS


def test_limits_inside_the_office_are_not_told_as_his(office: Office) -> None:
    made = petition(office)
    advance(office, made.case, "accept", at=LATER)
    other = office.units["other"].pk
    act(office, made.case, "ask_assistance", "unit_officer", at=LATER, unit=other,
        task="请核查缴费记录。", limit_on="2026-08-20")  # fmt: skip
    act(office, made.case, "appoint_leader", "officer", at=LATER)
    act(office, made.case, "add_measure", "unit_officer", at=LATER)
    caller = Programme(made.query_code)
    seen = caller.get(f"cases/{made.case.number}/").json()
    handle = made.case.clocks.get(rule__key="handle")
    assert seen["due_on"] == str(handle.due_on) != "2026-08-20"
    told = caller.get(f"cases/{made.case.number}/clocks/")
    assert {c["rule"] for c in told.json()} == {"xf_triage", "transfer_notice", "handle"}
    assert office.units["other"].name not in told.content.decode()


def test_of_a_matter_passed_on_the_interface_says_that_and_no_more(office: Office) -> None:
    made = petition(office)
    tip_off = passed_on(office, made.case, at=LATER)
    caller = Programme(made.query_code, language="zh-hans")
    answers = [caller.get(f"cases/{made.case.number}/{path}") for path in ("", "events/")]
    seen, events = (answer.json() for answer in answers)
    assert (seen["status_label"], seen["subject"], seen["holding_unit"]) == (
        "已转送有权机关",
        "",
        None,
    )
    assert [event["label"] for event in events] == ["信访事项已登记。", "已转送有权机关"]
    for secret in ("discipline", "纪委", "纪检", "导入", tip_off.number, "反映养老保险"):
        assert secret not in "".join(answer.content.decode() for answer in answers)
    for path in ("clocks/", "acts/"):
        assert caller.get(f"cases/{made.case.number}/{path}").json() == []


@pytest.mark.parametrize("name", ["draft_opinion", "sign_off"])
def test_steps_inside_the_office_are_not_told_apart(office: Office, name: str) -> None:
    made = petition(office)
    advance(office, made.case, name, at=LATER)
    caller = Programme(made.query_code, language="zh-hans")
    seen = caller.get(f"cases/{made.case.number}/").json()
    assert (seen["status"], seen["outcome"]) == ("accepted", "")
    refused = caller.post(f"cases/{made.case.number}/acts/request_review/", {"reason": "不服。"})
    assert refused.status_code == 409
    assert "已受理，正在办理" in refused.json()["detail"]
    withdrawn = caller.post(f"cases/{made.case.number}/acts/withdraw/", {})
    assert withdrawn.json()["event"]["label"] == "信访事项已撤回。"
    inside = made.case.events.latest("pk").source
    assert inside in ("drafted", "signed")
    assert inside not in withdrawn.content.decode()


def test_the_strip_shows_each_step_done_now_and_ahead(office: Office) -> None:
    states = {
        status: [step.state for step in PetitionerView.of(bring_to(office, status), at=NOW).way]
        for status in (Status.FORWARDED, Status.DRAFTED, Status.CLOSED, Status.REFUSED)
    }
    assert states == {
        Status.FORWARDED: ["done", "now", "ahead", "ahead", "ahead"],
        Status.DRAFTED: ["done", "done", "now", "ahead", "ahead"],
        Status.CLOSED: ["done"] * 5,
        Status.REFUSED: [],
    }


def test_the_newest_of_his_papers_stands_first(office: Office) -> None:
    made = petition(office)
    advance(office, made.case, "accept", at=MONDAY + timedelta(hours=1))
    view = PetitionerView.of(Case.objects.get(pk=made.case.pk), at=NOW)
    assert [paper.document.kind for paper in view.papers] == [
        "acceptance_notice",
        "registration_receipt",
    ]
