"""The form of an act: one page for all of them, and nothing is entered twice."""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from tests.office import DETAILS, POSTS, Office, petition
from tests.petitions.pages.visits import NOW, as_, text_of
from tests.ways import bring_to
from workflows.acts.actors import Actor
from workflows.cases import access, door
from workflows.models import Case
from workflows.states import Status

OPINION = {"category": "demand_met", "outcome": "supported", "facts": "经核查属实。"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def address(case: Case, act: str) -> str:
    return reverse("petitions:case_act", args=[case.number, act])


def seen(case: Case) -> str:
    return str(case.events.latest("pk").pk)


@pytest.mark.parametrize(
    "status", [Status.REGISTERED, Status.FORWARDED, Status.INVESTIGATING, Status.SERVED]
)
def test_every_act_somebody_may_do_has_a_page(office: Office, status: Status) -> None:
    case = bring_to(office, status)
    visited = 0
    for name in POSTS:
        actor, client = office.actor(name), as_(office, name)
        for declared in door.available_acts(case, actor, at=NOW):
            response = client.get(address(case, declared.name))
            assert response.status_code == 200, (name, declared.name)
            assert declared.article in text_of(response)
            visited += 1
    assert visited


def test_an_act_is_done_and_the_page_says_where_the_case_went(office: Office) -> None:
    case = petition(office).case
    department = office.units["department"]
    client = as_(office, "officer")
    response = client.post(address(case, "forward"), {"unit": department.pk}, follow=True)
    assert Case.objects.get(pk=case.pk).status == Status.FORWARDED
    assert response.redirect_chain == [(reverse("petitions:case", args=[case.number]), 302)]
    html = text_of(response)
    assert str(department) in html
    assert case.documents.latest("pk").number in html


def test_missing_details_come_back_with_what_was_typed(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    response = as_(office, "unit_officer").post(address(case, "draft_opinion"), OPINION)
    assert response.status_code == 422
    html = text_of(response)
    assert "经核查属实。" in html
    assert html.count("is-invalid") == 2
    assert Case.objects.get(pk=case.pk).status == Status.INVESTIGATING


def test_what_the_law_refuses_is_said_on_the_same_page_with_what_was_typed(
    office: Office,
) -> None:
    case = bring_to(office, Status.SERVED)
    response = as_(office, "unit_officer").post(address(case, "close"), {"report": "已全部落实。"})
    assert response.status_code == 409
    assert "已全部落实。" in text_of(response)
    assert "callout--error" in text_of(response)


def test_an_act_at_the_wrong_time_is_explained(office: Office) -> None:
    case = bring_to(office, Status.SERVED)
    client = as_(office, "unit_officer")
    assert client.get(address(case, "accept")).status_code == 409
    assert client.post(address(case, "accept"), {"petition_class": "appeal"}).status_code == 409


def test_who_may_not_gets_403_and_who_may_not_know_gets_404(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    act = address(case, "draft_opinion")
    assert as_(office, "registrar").get(act).status_code == 403
    assert as_(office, "registrar").post(act, OPINION).status_code == 403
    assert as_(office, "stranger").get(act).status_code == 404
    assert as_(office, "stranger").post(act, OPINION).status_code == 404
    for unknown in ("no_such_act", "rate", "remind", "perform"):
        assert as_(office, "unit_officer").get(address(case, unknown)).status_code in (403, 404)


@pytest.mark.parametrize(
    ("status", "act", "by", "details"),
    [
        (Status.FORWARDED, "accept", "unit_officer", {"petition_class": "appeal", "route": "6"}),
        (Status.INVESTIGATING, "urge", "officer", {"reason": "请加快办理。"}),
        (Status.INVESTIGATING, "supervise", "officer", DETAILS["supervise"]),
    ],
)
def test_the_same_form_sent_twice_enters_once(
    office: Office, status: Status, act: str, by: str, details: dict[str, object]
) -> None:
    case = bring_to(office, status)
    client, form = as_(office, by), {**details, "seen": seen(case)}
    for _ in range(2):
        assert client.post(address(case, act), form).status_code == 302
    assert case.events.filter(act=act).count() == 1
    assert client.get(reverse("petitions:case", args=[case.number])).status_code == 200


def test_a_second_window_that_says_something_else_is_told_what_was_done(office: Office) -> None:
    case = bring_to(office, Status.REGISTERED)
    client, window = as_(office, "officer"), seen(case)
    sent = [
        {"unit": office.units[name].pk, "remark": "请核实办理。", "seen": window}
        for name in ("department", "other", "department")
    ]
    answers = [client.post(address(case, "forward"), form) for form in sent]
    assert [answer.status_code for answer in answers] == [302, 403, 302]
    assert office.units["department"].name in answers[1].content.decode()
    assert case.events.filter(act="forward").count() == 1


@pytest.mark.parametrize("reason", ["请加快办理。", "已逾期限，请于三日内办结。"])
def test_another_reason_is_another_letter_and_the_same_one_is_not(
    office: Office, reason: str
) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    client, window = as_(office, "officer"), seen(case)
    for said in ("请加快办理。", reason):
        form = {"reason": said, "seen": window}
        assert client.post(address(case, "urge"), form).status_code == 302
    assert case.events.filter(act="urge").count() == 1 + (reason != "请加快办理。")


def test_the_same_act_may_be_done_again_from_a_fresh_form(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    client = as_(office, "officer")
    for _ in range(2):
        client.post(address(case, "urge"), {"reason": "请加快办理。", "seen": seen(case)})
    assert case.events.filter(act="urge").count() == 2


def test_only_the_fields_the_act_asks_for_reach_the_door(office: Office) -> None:
    case = bring_to(office, Status.FORWARDED)
    stray = {"actor": "x", "at": "y", "case_id": "1", "status": "closed"}
    form = {"petition_class": "appeal", "route": "6", **stray}
    assert as_(office, "unit_officer").post(address(case, "accept"), form).status_code == 302
    details = case.events.latest("pk").details
    assert not stray.keys() & details.keys()


def test_pages_and_door_agree_on_who_may(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    for name in POSTS:
        may = access.may(Actor.of(office[name]), "draft_opinion", case, at=NOW)
        opens = as_(office, name).get(address(case, "draft_opinion")).status_code == 200
        assert opens == may, name
