"""The ladder editor: rows without a script, a dry run that comes true, units of their own."""

from datetime import timedelta
from typing import Any

import time_machine

from tests.office import Office
from tests.petitions.pages.visits import AtMost, as_, target, text_of
from tests.workflows.amending.changes import TODAY
from tests.workflows.pages.filled import accepted, ladder_form, rung
from workflows.escalation.rung_effects import sweep
from workflows.models import Alarm, Amendment, CaseEvent, Document, Ladder

EDITOR = "/limits/handle/ladder/"
HALFWAY = rung(55, "days_before", "urge", "holder", "unit_head", paper="urge_notice")
LAST = rung(
    10, "working_after", "warn", "unit_head", "discipline", key="warn", paper="warning_inquiry"
)


def test_the_editor_begins_with_the_present_rungs(office: Office) -> None:
    html = text_of(as_(office, "admin").get(EDITOR))
    assert html.count('class="rung-row"') == 5
    assert html.count('value="days_before" selected') == 2
    assert 'name="rung-4-key" value="warn"' in html


def test_rows_are_added_and_removed_by_buttons_and_the_typed_stays(office: Office) -> None:
    client = as_(office, "admin")
    more = text_of(client.post(EDITOR, ladder_form(HALFWAY, LAST, add="1")))
    assert more.count('class="rung-row"') == 3
    assert 'value="55"' in more
    assert "加强催办" in more
    less = text_of(client.post(EDITOR, ladder_form(HALFWAY, LAST, remove="0")))
    assert less.count('class="rung-row"') == 1
    assert 'value="55"' not in less
    assert not Amendment.objects.exists()


def test_an_error_keeps_every_row(office: Office) -> None:
    nobody = rung(3, "working_after", "urge")
    lapsing = rung(4, "days_after", "lapse", "holder")
    client = as_(office, "admin")
    for wrong in (nobody, lapsing):
        response = client.post(EDITOR, ladder_form(HALFWAY, wrong, propose="1"))
        assert response.status_code == 422
        html = text_of(response)
        assert html.count('class="rung-row"') == 2
        assert 'value="55"' in html
    assert not Amendment.objects.exists()


def test_a_blank_row_is_left_out_and_rungs_are_put_in_order(office: Office) -> None:
    blank: dict[str, Any] = {"key": "", "amount": "", "when": "", "act": "", "document": ""}
    half = rung(50, "percent", "remind", "holder")
    as_(office, "admin").post(EDITOR, ladder_form(LAST, blank, half, HALFWAY, propose="1"))
    rungs = Amendment.objects.get().content["rungs"]
    assert [(row["key"], row["offset"], row["unit"]) for row in rungs] == [
        ("urge_2", -55, "calendar"),
        ("remind", 50, "percent"),
        ("warn", 10, "working"),
    ]


def test_the_dry_run_tells_what_approval_and_the_next_sweep_then_do(office: Office) -> None:
    for _n in range(3):
        accepted(office)
    later = TODAY + timedelta(days=7)
    form = ladder_form(HALFWAY, LAST)
    found = as_(office, "admin").post(EDITOR, form | {"propose": "1"})
    amendment = Amendment.objects.get()
    assert target(found) == f"/limits/amendments/{amendment.pk}/"
    told = decide_later(office, amendment, later)
    assert told["letters"] == {"urge": 3}
    sweep(later)
    assert Document.objects.filter(kind="urge_notice").count() == 3
    assert CaseEvent.objects.filter(act="urge", actor_kind="timer").count() == 3
    ahead = Alarm.objects.filter(
        clock__rule__key="handle", state="pending", fires_at__lte=later + timedelta(days=30)
    )
    assert ahead.count() == sum(told["ahead_then"].values())


def decide_later(office: Office, amendment: Amendment, at: Any) -> dict[str, Any]:
    """What the page of the proposal told before it was approved, as it was kept."""
    with time_machine.travel(at, tick=False):
        client = as_(office, "bureau_head")
        html = text_of(client.get(f"/limits/amendments/{amendment.pk}/"))
        assert "3份催办通知" in html
        client.post(f"/limits/amendments/{amendment.pk}/", {"approve": "1"})
    foreseen: dict[str, Any] = Amendment.objects.get(pk=amendment.pk).foreseen
    return foreseen


def test_the_dry_run_stands_on_the_page_before_anything_is_proposed(
    office: Office, django_assert_max_num_queries: AtMost
) -> None:
    accepted(office)
    soon = rung(58, "days_before", "remind", "holder")
    client = as_(office, "admin")
    with django_assert_max_num_queries(30):
        html = text_of(client.post(EDITOR, ladder_form(soon, LAST, **{"try": "1"})))
    assert "1个正在计算的期限适用此阶梯" in html
    assert "今天不会发出通知" in html
    assert "未来30天由0份变为1份" in html
    assert not Amendment.objects.exists()


def test_a_ladder_for_a_unit_is_for_that_unit(office: Office) -> None:
    code = office.units["department"].code
    client = as_(office, "admin")
    address = f"{EDITOR}?unit={code}"
    assert "只适用于该单位及其下级单位" in text_of(client.get(address))
    client.post(address, ladder_form(LAST, propose="1"))
    amendment = Amendment.objects.get()
    as_(office, "monitor").post(f"/limits/amendments/{amendment.pk}/", {"approve": "1"})
    assert Ladder.objects.get(unit__code=code).rungs[0]["key"] == "warn"
