"""The page of an act's form: beside it the matter, its limits, and the paper it would issue."""

import html
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.office import Office, act, petition
from tests.petitions.pages.visits import (
    NOW,
    WRITTEN_INSIDE,
    AtMost,
    as_,
    passed_on,
    shut_out,
    text_of,
)
from tests.ways import AFTERWARDS, LATER, SERVED, bring_to
from workflows.cases import door
from workflows.models import Case, CaseEvent, CaseRead, Clock, Counter, DeskTask, Document
from workflows.states import Kind, Status

BY_SCRIPT = {"HX-Request": "true"}
WITHDRAWN = {"received_on": "2026-08-24", "way": "paper", "reason": "诉求已解决。"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def address(case: Case, act: str) -> str:
    name = "clue_act" if case.kind == Kind.TIP_OFF else "case_act"
    return reverse(f"petitions:{name}", args=[case.number, act])


def forwarding(office: Office) -> dict[str, object]:
    return {"unit": office.units["department"].pk, "preview": "1"}


def written() -> list[object]:
    """What an act may not touch before it is done."""
    rows = (CaseEvent, Document, Clock, DeskTask)
    counters = Counter.objects.order_by("pk").values_list("series", "value")
    return [*(each.objects.count() for each in rows), *counters]


def previewed(client: Client, case: Case, name: str, details: Mapping[str, object]) -> str:
    form = {**details, "preview": "1"}
    response = client.post(address(case, name), form, headers=BY_SCRIPT)
    assert response.status_code == 200
    return html.unescape(text_of(response))


def test_the_form_stands_beside_title_letter_holder_and_limits(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    page = text_of(as_(office, "unit_head").get(address(case, "extend")))
    handle = case.clocks.get(rule__key="handle")
    for told in (
        '<h2 id="matter">信访事项</h2>',
        "反映养老保险待遇",
        "信访人甲",
        str(office.units["department"]),
        handle.label,
        f"截止 {handle.due_on}",
    ):
        assert told in page
    assert '<details class="panel act-letter">' in page


@pytest.mark.parametrize("name", ["uphold_objection", "reject_objection", "designate"])
def test_what_a_unit_objects_stands_beside_the_form_that_answers(office: Office, name: str) -> None:
    case = bring_to(office, Status.FORWARDED)
    act(
        office,
        case,
        "object",
        "unit_officer",
        at=SERVED,
        reason="不属于本单位职责，应由人社局办理。",
    )
    asked_of = "bureau_head" if name == "designate" else "officer"
    assert "应由人社局办理" in text_of(as_(office, asked_of).get(address(case, name)))


def test_whoever_may_not_read_the_letter_gets_neither_letter_nor_preview(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    client = as_(office, "monitor")
    page = text_of(client.get(address(case, "urge")))
    for secret in ("反映养老保险待遇", "信访人甲", "data-preview"):
        assert secret not in page
    asked = {"reason": "请加快办理。", "preview": "1"}
    assert client.post(address(case, "urge"), asked).status_code == 403


def test_the_preview_without_scripts_keeps_what_was_typed_and_writes_nothing(
    office: Office,
) -> None:
    case = petition(office).case
    before = written()
    asked = {**forwarding(office), "remark": "请按期办结。"}
    response = as_(office, "officer").post(address(case, "forward"), asked)
    page = html.unescape(html.unescape(text_of(response)))
    assert response.status_code == 200
    assert "请按期办结。" in page
    assert "<iframe" in page
    assert "（文号）" in page
    assert '<details class="act-context" open>' in page
    assert written() == before
    assert Case.objects.get(pk=case.pk).status == Status.REGISTERED


def test_the_live_preview_is_the_paper_alone(office: Office) -> None:
    case = petition(office).case
    before = written()
    shown = previewed(as_(office, "officer"), case, "forward", forwarding(office))
    assert "（文号）" in shown
    assert "<form" not in shown
    assert written() == before


def test_the_preview_names_what_is_missing_and_says_what_the_law_refuses(office: Office) -> None:
    case = petition(office).case
    missing = previewed(as_(office, "officer"), case, "forward", {})
    assert "<li>责任单位</li>" in missing
    case = bring_to(office, Status.SERVED)
    refused = previewed(as_(office, "unit_officer"), case, "close", {"report": "已全部落实。"})
    assert "callout--error" in refused


def test_a_proposal_shows_the_paper_that_its_approval_would_issue(office: Office) -> None:
    case = petition(office).case
    asked = {"ground": "court", "reason": "应通过诉讼解决。"}
    before = written()
    shown = previewed(as_(office, "officer"), case, "propose_refuse", asked)
    assert "不予受理告知书" in shown
    assert "应通过诉讼解决。" in shown
    assert written() == before


def test_an_approval_shows_the_paper_that_it_issues(office: Office) -> None:
    case = petition(office).case
    asked = {"ground": "court", "reason": "应通过诉讼解决。"}
    door.perform(case.pk, "propose_refuse", actor=office.actor("officer"), at=LATER, **asked)
    shown = previewed(as_(office, "bureau_head"), case, "approve_refuse", {})
    assert "不予受理告知书" in shown
    assert case.events.latest("pk").act == "propose_refuse"


def test_a_preview_stores_no_file(office: Office, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    case = bring_to(office, Status.INVESTIGATING)
    stored = sorted(tmp_path.rglob("*"))
    scan = SimpleUploadedFile("撤回申请.pdf", b"%PDF-1.7 scan")
    asked = {**WITHDRAWN, "scan": scan, "preview": "1"}
    response = as_(office, "officer").post(address(case, "withdraw"), asked)
    assert response.status_code == 200
    assert "<iframe" in text_of(response)
    assert sorted(tmp_path.rglob("*")) == stored


def test_a_tip_offs_form_tells_no_name_and_nothing_to_whom_it_accuses(office: Office) -> None:
    tip_off = passed_on(office, petition(office).case, at=LATER)
    page = text_of(as_(office, "clue_officer").get(address(tip_off, "hand_over")))
    assert '<h2 id="matter">检举控告</h2>' in page
    assert "反映养老保险待遇" in page
    assert "信访人甲" not in page
    assert reverse("petitions:clue_identities", args=[tip_off.number]) in page
    reads = CaseRead.objects.filter(case=tip_off).count()
    assert "（文号）" in previewed(as_(office, "clue_officer"), tip_off, "hand_over", {})
    assert CaseRead.objects.filter(case=tip_off).count() == reads + 1
    shut_out(office, tip_off, "clue_officer")
    client = as_(office, "clue_officer")
    assert client.get(address(tip_off, "hand_over")).status_code == 404
    assert client.post(address(tip_off, "hand_over"), {"preview": "1"}).status_code == 404


def test_whoever_signs_off_reads_draft_and_letter_beside_the_paper(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    act(office, case, "draft_opinion", "unit_officer", at=AFTERWARDS, facts=WRITTEN_INSIDE)
    page = text_of(as_(office, "unit_head").get(address(case, "sign_off")))
    assert WRITTEN_INSIDE in page
    assert '<details class="panel act-letter" open>' in page
    assert address(case, "send_back") in page


@pytest.mark.parametrize(
    ("status", "name", "by", "most"),
    [
        (Status.REGISTERED, "forward", "officer", 22),
        (Status.INVESTIGATING, "draft_opinion", "unit_officer", 22),
        (Status.DRAFTED, "sign_off", "unit_head", 45),
    ],
)
def test_the_page_of_a_form_keeps_to_its_queries(
    office: Office,
    status: Status,
    name: str,
    by: str,
    most: int,
    django_assert_max_num_queries: AtMost,
) -> None:
    case, client = bring_to(office, status), as_(office, by)
    with django_assert_max_num_queries(most):
        assert client.get(address(case, name)).status_code == 200


def test_whoever_decides_reads_what_was_proposed_with_its_time_to_the_minute(
    office: Office,
) -> None:
    case = bring_to(office, Status.ACCEPTED)
    talk = {"held_on": "2026-08-27", "held_at": "09:30", "place": "会议室"}
    act(office, case, "propose_call_in", "officer", at=AFTERWARDS, reason="久拖未办。", **talk)
    page = text_of(as_(office, "bureau_head").get(address(case, "approve_call_in")))
    assert "<dd>09:30</dd>" in page
