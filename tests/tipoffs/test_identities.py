"""Who reported is sealed as a clue is taken in, and stands nowhere else (rules.md C7, C8, C9)."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from oversight.integrity import vault_checks
from oversight.integrity.check import FaultyCase, Round
from petitions.models import Petitioner
from petitions.models.sealed_identity import SealedIdentity
from petitions.vault.access_requests import approve, ask, open_identity
from petitions.vault.identity_sealing import identities_of, unsealed
from tests.office import MONDAY, Office
from tests.petitions.pages.visits import as_, target, text_of
from tests.tipoffs.organ import PHONE, REPORTER, TO_PLAN, clue, does, lead, resolved
from tests.tipoffs.test_pages import NEW, entered
from tests.tipoffs.traces import tables_with
from workflows.acts.act_refusals import Refused
from workflows.models import Case, CaseEvent, Document
from workflows.tipoff.intake_forms import IdentityForm, NoticeForm

NOW = MONDAY + timedelta(days=10)
TOLD = {
    "reporter_name": "令狐检举",
    "reporter_phone": "139-0000-7788",
    "reporter_id_number": "15012119700101778X",
    "reporter_address": "金丝街七十八号",
    "reporter_workplace": "金丝街道第七十八小学",
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def taken_in(office: Office, **more: Any) -> Case:
    answer = as_(office, "clue_officer").post(NEW, entered(office, **(TOLD | more)))
    case = Case.objects.get(number=target(answer).split("/")[2])
    return resolved(office, case, "clue_officer", at=NOW)


def test_c07_an_identity_is_encrypted_in_the_database_and_stands_in_no_other_column(
    office: Office,
) -> None:
    case = taken_in(office)
    sealed = identities_of(case).get()
    digits = TOLD["reporter_phone"].replace("-", "")
    assert set(unsealed(sealed).values()) == set((TOLD | {"reporter_phone": digits}).values())
    assert case.reporter == "signed"
    assert not case.letter.petitioners.exists()
    assert tables_with([*TOLD.values(), digits]) == []
    plain = (f"令狐检举:{digits}", digits, TOLD["reporter_id_number"])
    kept = (sealed.identity_digest, sealed.phone_digest)
    assert all(len(digest) == 64 for digest in kept)
    assert not {hashlib.sha256(value.encode()).hexdigest() for value in plain} & set(kept)


def test_c07_nobody_reads_it_on_the_page_and_everybody_knows_where_to_ask(office: Office) -> None:
    case = taken_in(office)
    for name in ("clue_officer", "clue_head"):
        html = text_of(as_(office, name).get(f"/clues/{case.number}/"))
        assert f"/vault/clues/{case.number}/" in html
        assert not [value for value in TOLD.values() if value in html]


def test_c07_the_head_of_the_case_sees_who_read_it_and_when(office: Office) -> None:
    case = taken_in(office)
    asked = ask(identities_of(case).get(), office["clue_officer"], reason="核实实名。",
                minutes=5, at=NOW)  # fmt: skip
    asked = approve(asked, office["clue_head"], at=NOW)
    open_identity(asked, office["clue_officer"], at=NOW)
    page = f"/clues/{case.number}/"
    assert "核实实名。" in text_of(as_(office, "clue_head").get(page))
    assert "核实实名。" not in text_of(as_(office, "clue_officer").get(page))


def test_c07_a_reporter_of_before_the_vault_is_found_and_put_into_it(office: Office) -> None:
    case = clue(office, signed=False)
    Petitioner.objects.create(petition=case.letter, name="令狐检举", phone="139-0000-7788")
    assert list(vault_checks.in_the_clear(Round(NOW))) == [FaultyCase(case.number)]
    call_command("seal_reporters", stdout=StringIO())
    assert not list(vault_checks.in_the_clear(Round(NOW)))
    assert unsealed(identities_of(case).get())["name"] == "令狐检举"


def test_a_repeat_is_known_by_its_digest_and_shown_to_intake_alone(office: Office) -> None:
    first = taken_in(office)
    second = taken_in(office, text="又反映另一笔款项去向不明。")
    page = f"/clues/{second.number}/"
    assert first.number in text_of(as_(office, "clue_officer").get(page))
    assert first.number not in text_of(as_(office, "clue_head").get(page))


def test_c08_a_text_that_names_the_reporter_is_not_taken_in(office: Office) -> None:
    typed = entered(office, **TOLD, text="我是令狐检举，反映该局违规发包。")
    answer = as_(office, "clue_officer").post(NEW, typed)
    assert answer.status_code == 409
    html = text_of(answer)
    assert "检举控告人" in html
    assert typed["text"] in html
    assert not Case.objects.exists()
    assert not SealedIdentity.objects.exists()


def test_c09_no_act_on_a_clue_writes_down_who_reported(office: Office) -> None:
    case = lead(office, clue(office), *TO_PLAN[:3])
    before = CaseEvent.objects.count()
    for plan in (f"先找{REPORTER}谈话。", f"联系{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}。"):
        with pytest.raises(Refused, match="暴露检举控告人") as refusal:
            does(office, case, "plan_disposal", "clue_handler", plan=plan)
        assert REPORTER not in refusal.value.message
    assert CaseEvent.objects.count() == before


def test_c09_a_paper_with_an_identifying_word_is_not_issued(office: Office) -> None:
    case = taken_in(office)
    case = lead(office, case, "verify_identity", at=NOW)
    with pytest.raises(Refused, match=r"住址|地址"):
        does(office, case, "forward_across", "clue_officer", at=NOW, organ="市公安局",
             reason="家住金丝街七十八号的群众反映。")  # fmt: skip
    assert not Document.objects.exists()
    does(office, case, "forward_across", "clue_officer", at=NOW)
    assert Document.objects.filter(case=case, kind="clue_transfer_letter").exists()


def test_c09_the_letter_to_the_unit_itself_may_name_it(office: Office) -> None:
    typed = {"reporter_workplace": "县人力资源和社会保障局", "names": "县人力资源和社会保障局"}
    case = taken_in(office, **typed)
    case = lead(office, case, "verify_identity", "hand_over", at=NOW)
    assert Document.objects.filter(case=case).exists()


def test_an_identity_is_verified_by_a_way_and_not_told_by_it() -> None:
    ways, told = (
        {name: str(label) for name, label in form.base_fields["method"].choices}  # type: ignore[attr-defined]
        for form in (IdentityForm, NoticeForm)
    )
    assert (ways["phone"], told["phone"]) == ("电话核实", "电话告知")
    assert ways.keys() == told.keys()
