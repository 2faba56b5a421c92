"""The board on which a coordinator shares cases out, without a script."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from organizations import services
from organizations.models import Person, Tenure
from petitions.leaders.letter_reader import read
from petitions.letters.registration import LetterInput, PetitionerDetails, register
from petitions.models import Channel
from tests.office import LONG_AGO, MONDAY, Office, act, petition
from tests.petitions.pages.visits import NOW, AtMost, as_, shut_out, target, text_of
from workflows.models import Case, SharingBatch, SharingLine

SHARE = "/leaders/share/"


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def hire(office: Office, name: str, quota: int) -> Person:
    person = services.create_person(
        username=name, name=name, password="demo", is_demonstration=True
    )
    unit = office.units["committee"]
    post = services.create_post(unit=unit, title=name, roles=["leader"], quota=quota)
    services.appoint(person=person, post=post, since=LONG_AGO)
    office.people[name] = person
    return person


def proposed(office: Office, cases: int = 2) -> Client:
    """A coordinator's browser, after a proposal for some new cases."""
    for _ in range(cases):
        petition(office)
    client = as_(office, "officer")
    assert target(client.post(f"{SHARE}propose/", {"scope": "all"})) == SHARE
    return client


@pytest.mark.parametrize("name", ["leader", "unit_officer", "monitor", "stranger"])
def test_only_a_coordinator_finds_the_board(office: Office, name: str) -> None:
    client = as_(office, name)
    assert client.get(SHARE).status_code == 404
    assert client.post(f"{SHARE}propose/").status_code == 404
    assert client.post(f"{SHARE}confirm/").status_code == 404


def test_the_proposal_is_there_after_leaving_the_page_with_its_reasons(office: Office) -> None:
    hire(office, "甲", 1), hire(office, "乙", 2)
    proposed(office, 3)
    html = text_of(as_(office, "bureau_head").get(SHARE))
    assert "负荷" in html and "名额已满：1/1" in html
    assert html.count("data-card") >= 3


def test_a_case_without_a_leader_says_which_rule_binds(office: Office) -> None:
    hire(office, "甲", 1)
    html = text_of(proposed(office, 2).get(SHARE))
    assert "范围内领导的包案名额均已满。" in html


def test_a_card_moves_through_its_form_and_a_full_leader_is_refused(office: Office) -> None:
    first, second = hire(office, "甲", 1), hire(office, "乙", 1)
    client = proposed(office, 2)
    line = SharingLine.objects.filter(leader=first).get()
    client.post(f"{SHARE}move/", {"line": line.pk, "leader": ""})
    line = SharingLine.objects.get(pk=line.pk)
    assert line.leader is None and line.by_hand
    assert text_of(client.get(SHARE)).count("包案统筹暂不分配。") == 1
    moved = client.post(f"{SHARE}move/", {"line": line.pk, "leader": second.pk}, follow=True)
    assert "乙不能包办该事项：1个名额已满" in text_of(moved)
    line = SharingLine.objects.get(pk=line.pk)
    assert line.leader is None


def test_a_leader_from_nowhere_and_a_line_of_nobody_are_refused(office: Office) -> None:
    hire(office, "甲", 1)
    client = proposed(office, 1)
    line = SharingLine.objects.get()
    answer = client.post(
        f"{SHARE}move/", {"line": line.pk, "leader": office["registrar"].pk}, follow=True
    )
    assert "请选择本页所列的包案领导" in text_of(answer)
    assert client.post(f"{SHARE}move/", {"line": 0, "leader": ""}).status_code == 404


def test_confirming_appoints_and_the_record_keeps_the_reasons(office: Office) -> None:
    leader = hire(office, "甲", 5)
    client = proposed(office, 2)
    page = client.post(f"{SHARE}confirm/", follow=True)
    assert Case.objects.filter(leader=leader).count() == 2
    assert text_of(page).count("已确定包案领导") >= 2 and "唯一可以包办的领导" in text_of(page)
    assert "已确认" in text_of(client.get(SHARE))


def test_dropping_appoints_nobody(office: Office) -> None:
    hire(office, "甲", 5)
    client = proposed(office)
    client.post(f"{SHARE}drop/")
    assert SharingBatch.objects.get().state == "dropped"
    assert not Case.objects.filter(leader__isnull=False).exists()
    assert "已作出决定" in text_of(client.post(f"{SHARE}confirm/", follow=True))


def test_whoever_is_shut_out_of_a_case_finds_no_trace_on_the_board(office: Office) -> None:
    hire(office, "甲", 5)
    client = proposed(office, 2)
    hidden = SharingLine.objects.select_related("case")[0].case
    shut_out(office, hidden, "officer")
    html = text_of(client.get(SHARE))
    assert hidden.number not in html and "1 / 5" in html
    client.post(f"{SHARE}confirm/")
    assert Case.objects.get(pk=hidden.pk).leader is None


def test_a_matter_brought_again_goes_back_to_its_leader(office: Office) -> None:
    before, _other = hire(office, "甲", 5), hire(office, "乙", 5)
    bureau = office.units["bureau"]
    pair = [
        register(
            LetterInput(
                channel=Channel.VISIT,
                region=bureau.region,
                text="反映同一事项。",
                petitioners=(PetitionerDetails("信访人乙", id_number="150121199001011234"),),
            ),
            unit=bureau, received_on=MONDAY.date(), actor=office.actor("registrar"), at=MONDAY,
        ).case
        for _ in range(2)
    ]  # fmt: skip
    act(office, pair[0], "appoint_leader", "officer", at=MONDAY, leader=before.pk)
    assert read([pair[1].pk])[pair[1].pk].same_matter == before.pk
    html = text_of(proposed(office, 0).get(SHARE))
    assert "同一事项此前由其包案" in html


def test_a_departed_leaders_cases_are_passed_on_from_the_page(office: Office) -> None:
    case = petition(office).case
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    tenure = Tenure.objects.get(person=office["leader"])
    services.end_tenure(tenure=tenure, until=NOW - timedelta(days=1))
    heir = services.create_person(
        username="heir", name="继任", password="demo", is_demonstration=True
    )
    services.appoint(person=heir, post=tenure.post, since=NOW - timedelta(days=1))
    client = as_(office, "officer")
    assert "继任" in text_of(client.get(SHARE))
    client.post(f"{SHARE}pass/", {"leader": office["leader"].pk})
    assert Case.objects.get(pk=case.pk).leader == heir


def test_the_board_does_not_ask_more_for_more_cards(
    office: Office, django_assert_max_num_queries: AtMost
) -> None:
    hire(office, "甲", 5), hire(office, "乙", 5)
    client = proposed(office, 8)
    with django_assert_max_num_queries(30):
        assert client.get(SHARE).status_code == 200
