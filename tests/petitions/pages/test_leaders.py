"""Cases under leaders: the numbers, whose they are, and who may look."""

from datetime import timedelta

import pytest
import time_machine

from organizations import services
from organizations.models import Person
from petitions.leaders import leader_selectors
from tests.office import LONG_AGO, Office, act, petition
from tests.petitions.pages.visits import NOW, AtMost, as_, shut_out, text_of
from tests.ways import LATER, bring_to
from workflows.models import Case
from workflows.states import Status

ADDRESS = "/leaders/"
MUCH_LATER = NOW + timedelta(days=120)


def led(office: Office, leader: Person | None = None) -> Case:
    case = petition(office).case
    chosen = (leader or office["leader"]).pk
    act(office, case, "appoint_leader", "officer", at=LATER, leader=chosen)
    return Case.objects.get(pk=case.pk)


def led_beyond_quota(office: Office, leader: Person) -> Case:
    case, named = petition(office).case, {"leader": leader.pk, "reason": "情况特殊。"}
    act(office, case, "propose_appoint_leader", "officer", at=LATER, **named)
    act(office, case, "approve_appoint_leader", "bureau_head", at=LATER)
    return Case.objects.get(pk=case.pk)


def second_leader(office: Office) -> Person:
    person = services.create_person(
        username="leader_b", name="包案领导乙", password="demo", is_demonstration=True
    )
    unit = office.units["committee"]
    post = services.create_post(unit=unit, title="副书记", roles=["leader"], quota=1)
    services.appoint(person=person, post=post, since=LONG_AGO)
    return person


@pytest.mark.parametrize("name", ["unit_officer", "reviewer", "clue_officer", "stranger"])
def test_posts_that_have_nothing_to_do_with_it_find_no_page(office: Office, name: str) -> None:
    assert as_(office, name).get(ADDRESS).status_code == 404


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("name", ["officer", "bureau_head", "leader", "monitor"])
def test_coordinators_heads_leaders_and_monitors_see_the_cases(office: Office, name: str) -> None:
    case = led(office)
    html = text_of(as_(office, name).get(ADDRESS, {"leader": office["leader"].pk}))
    assert case.number in html


@time_machine.travel(MUCH_LATER, tick=False)
def test_a_row_counts_open_finished_and_overdue_cases_against_the_quota(office: Office) -> None:
    other = second_leader(office)
    led(office, other)
    led_beyond_quota(office, other)
    closed = bring_to(office, Status.CLOSED)
    rows = {row.leader: row for row in leader_selectors.leaders(office["officer"], at=MUCH_LATER)}
    row = rows[other]
    assert (row.led, row.open, row.overdue, row.finished, row.quota) == (2, 2, 2, 0, 1)
    assert row.over_quota
    assert rows[office["leader"]].led == 0
    assert closed.leader is None


@time_machine.travel(NOW, tick=False)
def test_a_leader_sees_his_own_row_alone(office: Office) -> None:
    second_leader(office)
    led(office)
    rows = leader_selectors.leaders(office["leader"], at=NOW)
    assert [row.leader for row in rows] == [office["leader"]]


@time_machine.travel(NOW, tick=False)
def test_a_case_somebody_is_shut_out_of_is_neither_listed_nor_counted(office: Office) -> None:
    case = led(office)
    shut_out(office, case, "officer")
    html = text_of(as_(office, "officer").get(ADDRESS, {"leader": office["leader"].pk}))
    assert case.number not in html
    assert [row.led for row in leader_selectors.leaders(office["officer"], at=NOW)] == [0]


@time_machine.travel(NOW, tick=False)
def test_the_page_does_not_grow_with_the_cases(
    office: Office,
    django_assert_max_num_queries: AtMost,
) -> None:
    for _ in range(4):
        led(office)
    client = as_(office, "officer")
    with django_assert_max_num_queries(30):
        response = client.get(ADDRESS, {"leader": str(office["leader"].pk), "show": "open"})
    assert response.status_code == 200
