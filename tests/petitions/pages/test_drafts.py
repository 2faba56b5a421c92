"""What is typed into a form outlives its session, and is never anybody else's to read."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from petitions.drafts import act_drafts, form_tokens
from petitions.models import ActDraft
from petitions.tasks import drop_outdated_drafts
from tests.office import Office, petition
from tests.petitions.pages.visits import NOW, as_, passed_on, shut_out, target, text_of
from tests.ways import LATER, bring_to
from tests.workflows.test_accusations import accusation
from workflows.models import Case, CaseEvent
from workflows.naming.name_records import open_names
from workflows.states import Kind, Status

TYPED = "经入户核查，反映的养老待遇停发情况属实。"
BY_SCRIPT = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(office: Office) -> Case:
    return bring_to(office, Status.INVESTIGATING)


def address(case: Case, act: str = "draft_opinion") -> str:
    name = "clue_act" if case.kind == Kind.TIP_OFF else "case_act"
    return reverse(f"petitions:{name}", args=[case.number, act])


def opened(office: Office, case: Case, by: str, act: str = "draft_opinion") -> dict[str, Any]:
    """A form as `by` has it open, filled in."""
    token = form_tokens.form_token(office[by], case, act)
    return {"opened_by": token, "facts": TYPED, "category": "demand_met"}


def kept(office: Office, case: Case, by: str, act: str = "draft_opinion") -> Any:
    found = act_drafts.find(office[by], case, act, at=NOW)
    return found and found.values


def save(office: Office, case: Case, by: str = "unit_officer") -> Any:
    form = {**opened(office, case, by), "draft": "keep"}
    return as_(office, by).post(address(case), form, headers=BY_SCRIPT)


def test_a_form_sent_after_the_session_ended_is_found_again_and_nothing_is_done(
    office: Office, case: Case
) -> None:
    events = CaseEvent.objects.count()
    response = Client().post(address(case), opened(office, case, "unit_officer"))
    assert target(response) == f"/login/?next={address(case)}"
    assert CaseEvent.objects.count() == events
    page = text_of(as_(office, "unit_officer").get(address(case)))
    assert TYPED in page
    assert "尚未提交" in page


def test_the_sign_in_says_that_it_was_kept_and_nothing_of_the_matter(
    office: Office, case: Case
) -> None:
    stranger = Client(headers={"accept-language": "zh-hans"})
    response = stranger.post(address(case), opened(office, case, "unit_officer"), follow=True)
    page = text_of(response)
    assert "所填内容仅为您本人保留" in page
    assert TYPED not in page
    assert "反映养老保险待遇" not in page


@pytest.mark.parametrize("other", ["unit_head", "officer", "bureau_head", "admin", "monitor"])
def test_nobody_else_is_shown_a_draft(office: Office, case: Case, other: str) -> None:
    save(office, case)
    for act in ("draft_opinion", "sign_off", "urge", "correct"):
        assert TYPED not in text_of(as_(office, other).get(address(case, act)))
    page = reverse("petitions:case", args=[case.number])
    assert TYPED not in text_of(as_(office, other).get(page))


def test_a_form_that_somebody_else_opened_does_nothing_in_ones_own_session(
    office: Office, case: Case
) -> None:
    form = {**opened(office, case, "unit_officer"), "outcome": "supported", "opinion": "予以补发。"}
    response = as_(office, "unit_head").post(address(case), form, follow=True)
    assert "该表单由其他人员打开" in text_of(response)
    assert Case.objects.get(pk=case.pk).status == Status.INVESTIGATING
    assert kept(office, case, "unit_head") is None
    assert kept(office, case, "unit_officer")["facts"] == TYPED


@pytest.mark.parametrize("token", ["", "false", "1:2:3"])
def test_without_the_signature_of_a_form_nothing_is_kept(
    office: Office, case: Case, token: str
) -> None:
    form = {**opened(office, case, "unit_officer"), "opened_by": token}
    assert target(Client().post(address(case), form)).startswith("/login/")
    assert not ActDraft.objects.exists()


def test_the_signature_is_good_for_one_form_of_one_case_alone(office: Office, case: Case) -> None:
    other = bring_to(office, Status.INVESTIGATING)
    form = opened(office, case, "unit_officer")
    Client().post(address(other), form)
    Client().post(address(case, "investigate"), form)
    assert not ActDraft.objects.exists()


def test_who_may_no_longer_do_the_act_keeps_nothing_and_finds_nothing(
    office: Office, case: Case
) -> None:
    save(office, case)
    shut_out(office, case, "unit_officer")
    assert as_(office, "unit_officer").get(address(case)).status_code == 404
    assert save(office, case).status_code == 404
    Client().post(address(case), {**opened(office, case, "unit_officer"), "facts": "后来写的。"})
    assert kept(office, case, "unit_officer")["facts"] == TYPED


def test_a_reader_keeps_no_draft_and_a_stranger_learns_nothing(office: Office, case: Case) -> None:
    assert save(office, case, "registrar").status_code == 403
    assert save(office, case, "stranger").status_code == 404
    asked = {"preview": "1"}
    assert as_(office, "stranger").post(address(case, "urge"), asked).status_code == 404
    assert not ActDraft.objects.exists()


def test_the_form_saves_itself_and_says_when(office: Office, case: Case) -> None:
    page = text_of(as_(office, "unit_officer").get(address(case)))
    assert 'id="draft-state"' in page
    assert "仅您本人可见" in page
    assert "草稿已于" in text_of(save(office, case))
    assert CaseEvent.objects.filter(act="draft_opinion").count() == 0


def test_a_script_is_told_that_the_session_has_ended(office: Office, case: Case) -> None:
    form = {**opened(office, case, "unit_officer"), "draft": "keep"}
    response = Client().post(address(case), form, headers=BY_SCRIPT)
    assert response.status_code == 401
    assert f"/login/?next={address(case)}" in text_of(response)
    assert kept(office, case, "unit_officer")["facts"] == TYPED


def test_a_form_under_the_token_of_a_former_session_is_kept(office: Office, case: Case) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-hans"})
    backend = "workflows.administration.posts_backend.PostsBackend"
    client.force_login(office["unit_officer"], backend=backend)
    response = client.post(address(case), opened(office, case, "unit_officer"), follow=True)
    page = text_of(response)
    assert TYPED in page
    assert "表单已失效" in page
    assert client.post(address(case), {"facts": TYPED}).status_code == 403


def test_there_is_one_draft_of_an_act_and_the_last_words_count(office: Office, case: Case) -> None:
    save(office, case)
    act_drafts.keep(office["unit_officer"], case, "draft_opinion", {"facts": "改后。"}, at=NOW)
    assert kept(office, case, "unit_officer") == {"facts": "改后。"}
    act_drafts.keep(office["unit_officer"], case, "draft_opinion", {"facts": ""}, at=NOW)
    assert not ActDraft.objects.exists()


def test_a_draft_goes_with_the_act_and_does_not_come_back(office: Office, case: Case) -> None:
    client = as_(office, "unit_head")
    days = {"days": 10, "reason": "情况复杂，需要进一步核实。"}
    seen = str(case.events.latest("pk").pk)
    act_drafts.keep(office["unit_head"], case, "extend", days, at=NOW)
    assert client.post(address(case, "extend"), {**days, "seen": seen}).status_code == 302
    assert not ActDraft.objects.exists()
    late = {**days, "seen": seen, "draft": "keep"}
    assert client.post(address(case, "extend"), late, headers=BY_SCRIPT).status_code == 204
    assert not ActDraft.objects.exists()


def test_a_draft_is_forgotten_on_request_and_after_its_term(office: Office, case: Case) -> None:
    save(office, case)
    as_(office, "unit_officer").post(address(case), {"draft": "forget"})
    assert not ActDraft.objects.exists()
    save(office, case)
    drop_outdated_drafts()
    assert ActDraft.objects.exists()
    with time_machine.travel(NOW + act_drafts.TERM + timedelta(seconds=1), tick=False):
        page = text_of(as_(office, "unit_officer").get(address(case)))
        assert TYPED not in page
        drop_outdated_drafts()
    assert not ActDraft.objects.exists()


def test_what_is_kept_is_sealed_and_bound_to_its_person(office: Office, case: Case) -> None:
    save(office, case)
    row = ActDraft.objects.get()
    assert TYPED.encode() not in bytes(row.sealed)
    ActDraft.objects.update(person=office["unit_head"])
    assert kept(office, case, "unit_head") is None


def test_files_are_not_kept_and_the_page_says_so(office: Office) -> None:
    case = bring_to(office, Status.SIGNED)
    page = text_of(as_(office, "unit_officer").get(address(case, "serve")))
    assert "附件不能随草稿保存" in page


def test_a_draft_on_a_tip_off_is_kept_alike_and_nobody_elses(office: Office) -> None:
    tip_off = passed_on(office, petition(office).case, at=LATER)
    form = {
        "opened_by": form_tokens.form_token(office["clue_officer"], tip_off, "retain"),
        "reason": TYPED,
    }
    Client().post(address(tip_off, "retain"), form)
    assert TYPED in text_of(as_(office, "clue_officer").get(address(tip_off, "retain")))
    assert TYPED not in text_of(as_(office, "clue_head").get(address(tip_off, "retain")))


def test_what_was_said_of_the_names_in_an_accusation_is_found_again(office: Office) -> None:
    case = accusation(office, text="反映县人社局、县自然资源局克扣补贴。")
    first, second = (f"name-{name.pk}" for name in open_names(case))
    unit = f"unit:{office.units['department'].pk}"
    typed = {f"{first}-parties": [unit], f"{first}-finding": "ours", f"{second}-other": "县民政局"}
    page = address(case, "resolve_name")
    left = Client().post(page, {**opened(office, case, "officer", "resolve_name"), **typed})
    assert left["Location"].startswith(reverse("petitions:login"))
    assert len(open_names(case)) == 2
    forms = {form.prefix: form for form in as_(office, "officer").get(page).context["names"]}
    assert forms[first].fields["parties"].initial == [unit]
    assert forms[first].fields["finding"].initial == "ours"
    assert forms[second].fields["other"].initial == "县民政局"
    others = as_(office, "registrar").get(page).context["names"]
    assert all(form.fields["finding"].initial is None for form in others)
    done = {**typed, f"{second}-finding": "nobody", f"{second}-other": ""}
    assert as_(office, "officer").post(page, done)["Location"].endswith(f"/cases/{case.number}/")
    assert not ActDraft.objects.exists()
