"""Material comes to an open petition, and stays with its letter."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from petitions.letters.attachments import is_whole
from petitions.models import Attachment
from tests.office import Office, act
from tests.petitions.api.calling import Programme, programme
from tests.petitions.material.adding import SAID, act_page, add, asked, file_page, paper
from tests.petitions.pages.visits import NOW, as_, loaded, passed_on, shut_out, text_of
from tests.petitions.rights.doors import CODE, OWN, opened, with_code
from tests.ways import AFTERWARDS, LATER, bring_to
from workflows.acts.act_refusals import Refused
from workflows.acts.letter_port import MaterialKind
from workflows.petition.material import MOST_A_DAY
from workflows.states import Status


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_event_says_that_it_was_added_and_the_letter_keeps_what(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    kept = add(office, case, "unit_officer", kind="record", dated_on="2015-03-01")
    assert kept.event is not None
    assert (kept.event.act, kept.event.details, kept.added_by) == (
        *("add_material", {}),
        office["unit_officer"],
    )
    assert (str(kept.dated_on), kept.kind, is_whole(kept)) == ("2015-03-01", "record", True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(petition=case.letter, event=kept.event, name="x", size=1)


def test_the_page_of_the_case_lists_every_kind(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    for kind in MaterialKind:
        add(office, case, "officer", kind=kind.value, description=f"{kind.label}一份。")
    page = text_of(as_(office, "unit_officer").get(f"/cases/{case.number}/"))
    assert all(f"{kind.label}一份。" in page for kind in MaterialKind)


def test_the_records_stand_beside_draft_and_sign_off(office: Office) -> None:
    case = bring_to(office, Status.DRAFTED)
    add(office, case, "officer")
    add(office, case, "unit_officer", kind="record", description="询问经办人的笔录。")
    pages = {"unit_head": ("sign_off", "send_back")}
    for name in pages["unit_head"]:
        page = text_of(as_(office, "unit_head").get(f"/cases/{case.number}/acts/{name}/"))
        assert 0 < page.index("询问经办人的笔录") < page.index("银行流水")
    act(office, case, "send_back", "unit_head", at=AFTERWARDS, reason="补充核查发放记录。")
    draft = as_(office, "unit_officer").get(f"/cases/{case.number}/acts/draft_opinion/")
    assert "询问经办人的笔录" in text_of(draft)


def test_the_portal_takes_material_without_scripts_and_shows_his_own_alone(office: Office) -> None:
    case = with_code(bring_to(office, Status.INVESTIGATING))
    inside = add(office, case, "unit_officer", kind="record", description="内部调查记录。")
    for_him = add(office, case, "officer", description="计算表副本。", is_for_petitioner=True)
    client = opened(case)
    form = text_of(client.get(f"{OWN}?act=add_material"))
    assert 'enctype="multipart/form-data"' in form
    assert "is_for_petitioner" not in form
    assert 'value="record"' not in form
    sent = {"kind": "scan", "description": "工资条照片。", "files": [paper("工资条.txt")]}
    assert client.post(f"{OWN}?act=add_material", sent).status_code == 302
    own = Attachment.objects.latest("pk")
    page = text_of(client.get(OWN))
    assert all(each in page for each in ("工资条照片", "计算表副本", "县信访局"))
    assert "内部调查记录" not in page
    assert page.count("补充了材料") == 2
    assert loaded(client.get(f"{OWN}?file={own.pk}")) == "停发四个月".encode()
    assert loaded(client.get(f"{OWN}?file={for_him.pk}"))
    for wrong in (inside.pk, 0, "x"):
        assert client.get(f"{OWN}?file={wrong}").status_code == 404
    forged = sent | {"kind": "record"}
    assert client.post(f"{OWN}?act=add_material", forged).status_code == 422


def test_the_interface_lists_adds_and_gives_files(office: Office) -> None:
    case = with_code(bring_to(office, Status.INVESTIGATING))
    inside = add(office, case, "unit_officer", kind="record")
    caller = Programme(CODE)
    address = f"/api/v1/cases/{case.number}/attachments/"
    body = SAID | {"files": [paper("一.txt"), paper("二.txt")]}
    answer: Any = caller.client.post(address, body, headers={"authorization": f"Token {CODE}"})
    assert (answer.status_code, [each["name"] for each in answer.json()]) == (
        *(201, ["一.txt", "二.txt"]),
    )
    told = caller.get(f"cases/{case.number}/attachments/").json()
    assert [each["name"] for each in told] == ["一.txt", "二.txt"]
    assert "added_by" not in told[0]
    assert loaded(caller.get(told[0]["url"].removeprefix("/api/v1/")))
    assert caller.get(f"cases/{case.number}/attachments/{inside.pk}/").status_code == 404
    assert caller.post(f"cases/{case.number}/attachments/", {}).status_code == 400


def test_the_interface_gives_papers_as_the_files_that_were_issued(office: Office) -> None:
    case = with_code(bring_to(office, Status.SIGNED))
    worker, own = programme(office, "unit_officer"), Programme(CODE)
    papers = f"cases/{case.number}/documents"
    opinion = case.documents.get(kind="handling_opinion").pk
    internal = case.documents.get(kind="transfer_letter").pk
    assert own.get(f"{papers}/{opinion}/").status_code == 404
    act(office, case, "serve", "unit_officer", at=AFTERWARDS)
    for caller, most in ((worker, "acceptance_notice"), (own, "handling_opinion")):
        events = caller.get(f"cases/{case.number}/events/").json()
        told = {each["kind"]: each for event in events for each in event["documents"]}
        answer: Any = caller.get(f"{papers}/{told[most]['id']}/")
        digest = sha256(answer.content).hexdigest()
        assert (answer.status_code, digest) == (200, told[most]["sha256"])
        assert answer["Content-Disposition"].startswith("attachment")
    assert worker.get(f"{papers}/{internal}/").status_code == 200
    for caller in (own, programme(office, "stranger"), programme(office, "admin")):
        assert caller.get(f"{papers}/{internal}/").status_code in (403, 404)


def test_whoever_is_shut_out_learns_nothing_of_it(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    kept = add(office, case, "officer")
    shut_out(office, case, "unit_officer")
    for address in (file_page(case, kept), f"/api/v1{file_page(case, kept)}", act_page(case)):
        assert asked(office, "unit_officer", address) == 404
    done = as_(office, "unit_officer").post(act_page(case), SAID | {"files": [paper()]})
    assert done.status_code == 404


def test_what_became_a_tip_off_is_sealed_with_its_letter(office: Office) -> None:
    case = with_code(bring_to(office, Status.REGISTERED))
    act(office, case, "add_material", "petitioner", at=LATER, **SAID, files=[paper()])
    kept = Attachment.objects.get()
    tip_off = passed_on(office, case, at=AFTERWARDS)
    assert asked(office, "officer", file_page(case, kept)) == 403
    assert asked(office, "clue_officer", file_page(tip_off, kept)) == 200
    assert tip_off.reads.filter(part="attachment").exists()
    page = text_of(as_(office, "clue_officer").get(f"/clues/{tip_off.number}/"))
    assert "流水.txt" in page
    assert SAID["description"] not in page, "its words may tell who brought it"
    client = opened(case)
    assert "流水" not in text_of(client.get(OWN))
    assert client.get(f"{OWN}?file={kept.pk}").status_code == 404
    assert client.post(f"{OWN}?act=add_material", SAID | {"files": [paper()]}).status_code == 404


def test_a_code_does_not_fill_the_disk(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    for _time in range(MOST_A_DAY):
        add(office, case, "petitioner")
    with pytest.raises(Refused, match=str(MOST_A_DAY)):
        add(office, case, "petitioner")
    add(office, case, "officer")


def test_the_desk_hears_what_the_petitioner_added(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    before = office["unit_officer"].notices.count()
    add(office, case, "petitioner")
    assert office["unit_officer"].notices.count() == before + 1
