"""The next case of one's desk: one link away, in the order of the desk, round and round."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.office import MONDAY, Office, act, petition
from tests.petitions.pages.visits import AtMost, as_, shut_out, target, text_of
from workflows.cases import desk_inbox, desk_moves
from workflows.models import Case

NOW = MONDAY + timedelta(hours=6)


@pytest.fixture
def cases(office: Office) -> list[Case]:
    return [petition(office, at=MONDAY + timedelta(hours=n)).case for n in range(3)]


def following(client: Client, after: Case | None = None) -> str:
    asked = {"after": after.number} if after else {}
    return target(client.get(reverse("petitions:next_case"), asked))


def page_of(case: Case) -> str:
    return reverse("petitions:case", args=[case.number])


@time_machine.travel(NOW, tick=False)
def test_cases_follow_each_other_and_begin_again(office: Office, cases: list[Case]) -> None:
    client = as_(office, "officer")
    pages = [page_of(case) for case in cases]
    assert following(client) == pages[0]
    assert [following(client, case) for case in cases] == [pages[1], pages[2], pages[0]]


@time_machine.travel(NOW, tick=False)
def test_ones_own_desk_comes_before_what_nobody_has_taken(
    office: Office, cases: list[Case]
) -> None:
    task = desk_moves.waiting(cases[2])
    assert task
    desk_inbox.claim(task.pk, office["officer"], at=NOW)
    client = as_(office, "officer")
    assert following(client) == page_of(cases[2])
    assert following(client, cases[2]) == page_of(cases[0])


@time_machine.travel(NOW, tick=False)
def test_after_an_act_the_first_that_still_waits_comes_next(
    office: Office, cases: list[Case]
) -> None:
    act(office, cases[0], "forward", "officer", at=NOW, unit=office.units["department"].pk)
    assert following(as_(office, "officer"), cases[0]) == page_of(cases[1])


@time_machine.travel(NOW, tick=False)
def test_where_nothing_else_waits_the_desk_says_so(office: Office) -> None:
    only = petition(office).case
    client = as_(office, "officer")
    assert following(client, only) == reverse("petitions:desk")
    assert "没有其他待办事项" in text_of(client.get("/"))


@time_machine.travel(NOW, tick=False)
def test_a_case_that_the_reader_is_shut_out_of_is_passed_over(
    office: Office, cases: list[Case]
) -> None:
    shut_out(office, cases[1], "officer")
    assert following(as_(office, "officer"), cases[0]) == page_of(cases[2])


@time_machine.travel(NOW, tick=False)
def test_the_key_stands_on_the_page_and_the_link_costs_few_statements(
    office: Office, cases: list[Case], django_assert_max_num_queries: AtMost
) -> None:
    client = as_(office, "officer")
    page = text_of(client.get(page_of(cases[0])))
    assert 'accesskey="n"' in page
    assert "Alt + N" in page
    with django_assert_max_num_queries(12):
        client.get(reverse("petitions:next_case"), {"after": cases[0].number})
