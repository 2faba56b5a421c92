"""A new version of a limit on its pages: tried, proposed, decided by another person."""

import pytest

from tests.office import Office, advance, petition
from tests.petitions.pages.visits import AtMost, as_, target, text_of
from tests.workflows.amending.changes import TODAY, rule_content
from tests.workflows.pages.filled import rule_form
from workflows.amendments import proposals
from workflows.models import Amendment, Clock, ClockRule

FORM = "/limits/supervise_reply/amend/"


def proposed(office: Office) -> Amendment:
    return proposals.propose(
        "rule", rule_content(length=20), by=office["admin"], at=TODAY, reason="联席会议决定"
    )


def page_of(amendment: Amendment) -> str:
    return f"/limits/amendments/{amendment.pk}/"


def test_the_form_begins_with_the_present_version(office: Office) -> None:
    html = text_of(as_(office, "admin").get(FORM))
    for value in ("督办回复", "信访工作条例 第四十条第一款", 'value="30"', 'value="2026-12-11"'):
        assert value in html


def test_the_dry_run_tells_how_many_limits_keep_their_version(office: Office) -> None:
    case = advance(office, petition(office, at=TODAY).case, "accept", at=TODAY)
    assert Clock.objects.filter(case=case, rule__key="handle", state="running").exists()
    form = rule_form(length="45", name="申诉求决类事项办结", further="", extensions="1",
                     max_extension="30", basis="V1", confirmed="on", local="")  # fmt: skip
    html = text_of(as_(office, "admin").post("/limits/handle/amend/", form | {"try": "1"}))
    assert "1个期限正按现行版本计算，仍适用现行版本。" in html
    assert "<del>60</del>" in html
    assert "<ins>45</ins>" in html
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"effective_from": "2026-12-10"}, "新版本只能自今后某日起施行"),
        ({"length": "30"}, "没有任何改动"),
        ({"length": "0"}, ""),
        ({"reason": ""}, ""),
        ({"extensions": "1"}, "可延长次数与每次至多的期限须同时填写"),
    ],
)
def test_an_error_keeps_what_was_typed(office: Office, wrong: dict[str, str], said: str) -> None:
    form = rule_form(starts="收到督办函之日", **{"length": "20"} | wrong)
    if wrong.get("length") == "30":
        form["starts"] = "收到督办函"
    response = as_(office, "admin").post(FORM, form | {"propose": "1"})
    assert response.status_code == 422
    html = text_of(response)
    assert form["starts"] in html
    assert f'value="{form["length"]}"' in html
    assert said in html
    assert not Amendment.objects.exists()


def test_a_proposal_waits_and_changes_nothing(office: Office) -> None:
    before = list(ClockRule.objects.values())
    response = as_(office, "admin").post(FORM, rule_form(propose="1"))
    amendment = Amendment.objects.get()
    assert target(response) == page_of(amendment)
    assert amendment.is_waiting
    assert list(ClockRule.objects.values()) == before
    html = text_of(as_(office, "bureau_head").get("/limits/amendments/"))
    assert page_of(amendment) in html
    assert "1项修订等待另一人审批" in text_of(as_(office, "unit_officer").get("/limits/"))


def test_another_person_approves_and_the_version_is_there(office: Office) -> None:
    amendment = proposed(office)
    client = as_(office, "bureau_head")
    assert target(client.post(page_of(amendment), {"approve": "1"})) == page_of(amendment)
    assert ClockRule.objects.filter(key="supervise_reply", version=2, length=20).exists()
    html = text_of(client.get(page_of(amendment)))
    assert "已批准" in html
    assert "<del>30</del>" in html
    assert 'name="approve"' not in html


def test_the_proposer_never_decides(office: Office) -> None:
    amendment = proposed(office)
    client = as_(office, "admin")
    html = text_of(client.get(page_of(amendment)))
    assert "须由另一人审批" in html
    assert 'name="approve"' not in html
    for decision in ("approve", "reject"):
        sent = {decision: "1", "remark": "同意"}
        assert client.post(page_of(amendment), sent).status_code == 403
    assert Amendment.objects.get().is_waiting


def test_who_may_not_decide_reads_the_change_but_no_figures(office: Office) -> None:
    amendment = proposed(office)
    client = as_(office, "unit_officer")
    html = text_of(client.get(page_of(amendment)))
    assert "<ins>20</ins>" in html
    assert "试算" not in html
    assert client.post(page_of(amendment), {"approve": "1"}).status_code == 403


def test_a_rejection_needs_a_remark_and_the_second_decision_comes_too_late(office: Office) -> None:
    amendment = proposed(office)
    client = as_(office, "monitor")
    assert client.post(page_of(amendment), {"reject": "1"}).status_code == 409
    client.post(page_of(amendment), {"reject": "1", "remark": "依据不足"})
    assert Amendment.objects.get().state == Amendment.State.REJECTED
    late = as_(office, "bureau_head").post(page_of(amendment), {"approve": "1"}, follow=True)
    assert "已经" in text_of(late)
    assert "依据不足" in text_of(late)
    assert Amendment.objects.get().state == Amendment.State.REJECTED


def test_the_page_of_a_proposal_needs_few_queries(
    office: Office, django_assert_max_num_queries: AtMost
) -> None:
    amendment = proposed(office)
    client = as_(office, "bureau_head")
    with django_assert_max_num_queries(30):
        assert client.get(page_of(amendment)).status_code == 200
