"""The shelf: what each post finds on it, and many cases at once."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office import Office
from tests.petitions.retention.ended import (
    OVER,
    REASONS,
    destroy,
    ended_clue,
    ended_petition,
    hold,
    review,
)
from workflows.models import Case, Destruction


@pytest.fixture(autouse=True)
def _over() -> object:
    with time_machine.travel(OVER, tick=False):
        yield


def browser(office: Office, name: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(office[name], backend="workflows.administration.posts_backend.PostsBackend")
    return client


def shown(office: Office, name: str, show: str) -> str:
    return browser(office, name).get("/retention/", {"show": show}).content.decode()


def test_each_post_finds_its_own_kind(office: Office) -> None:
    petition, clue = ended_petition(office), ended_clue(office)
    for name, mine, other in (("officer", petition, clue), ("clue_officer", clue, petition),
                              ("clue_head", clue, petition)):  # fmt: skip
        page = shown(office, name, "due")
        assert f">{mine.number}<" in page
        assert f">{other.number}<" not in page
    assert browser(office, "clue_handler").get("/retention/").status_code == 403
    assert "档案保管" in browser(office, "officer").get("/").content.decode()


def test_two_people_take_many_cases_from_the_shelf(office: Office) -> None:
    cases = [ended_clue(office), ended_clue(office)]
    rows = [str(case.pk) for case in cases]
    first, second = browser(office, "clue_officer"), browser(office, "clue_head")
    wrong = first.post("/retention/?show=due", {"row": rows, "decision": "destroy"})
    assert (wrong.status_code, wrong.content.decode().count(" checked")) == (422, 2)
    asked = {"row": rows, "decision": "destroy", "reason": REASONS}
    assert first.post("/retention/?show=due", asked).status_code == 302
    assert not first.get("/retention/?show=reviewed").context["form"]
    done = {"row": rows, "confirmed": "on"}
    page = second.post("/retention/?show=reviewed", done, follow=True).content.decode()
    assert "已办理2件" in page
    assert Destruction.objects.count() == 2
    paper = second.get(f"/retention/{cases[0].number}/")
    assert "销毁证明" in paper.content.decode()
    assert browser(office, "officer").get(f"/retention/{cases[0].number}/").status_code == 404


def test_the_forms_say_which_holds_there_are_and_who_reviewed(office: Office) -> None:
    case, other = ended_petition(office), ended_clue(office)
    hold(office, case)
    hold(office, case)
    review(office, other)
    lifting = browser(office, "bureau_head").get(f"/cases/{case.number}/acts/lift_hold/")
    assert "1（2056年9月1日起）、2（2056年9月1日起）" in lifting.content.decode()
    destroying = browser(office, "clue_head").get(f"/clues/{other.number}/acts/destroy/")
    assert "clue_officer于2056年9月1日鉴定" in destroying.content.decode()


def test_what_is_held_says_since_when_and_is_not_due(office: Office) -> None:
    case = ended_petition(office)
    hold(office, case)
    assert case.number not in shown(office, "officer", "due")
    assert "暂停销毁1，自2056-09-01起" in shown(office, "officer", "held")


def test_the_page_of_the_case_says_that_the_content_is_gone(office: Office) -> None:
    case = ended_petition(office)
    before = browser(office, "bureau_head").get(f"/cases/{case.number}/").content.decode()
    assert "保管和销毁" in before
    review(office, case)
    destroy(office, case)
    after = browser(office, "officer").get(f"/cases/{case.number}/").content.decode()
    assert "内容已于2056-09-01销毁" in after


def test_the_shelf_takes_as_many_queries_for_more_rows(office: Office) -> None:
    ended_clue(office)
    client = browser(office, "clue_head")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/retention/")
        return len(asked)

    first = queries()
    for _time in range(3):
        ended_clue(office)
    assert Case.objects.count() == 4
    assert queries() == first <= 30
