"""Tip-offs: nobody outside the discipline organ finds a page, and names stay with the intake."""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from tests.office import POSTS, Office, petition
from tests.petitions.pages.visits import (
    NOW,
    AtMost,
    as_,
    attach,
    loaded,
    passed_on,
    shut_out,
    target,
    text_of,
)
from tests.ways import LATER
from workflows.models import Case

INSIDE = ("clue_officer", "clue_handler", "clue_head", "monitor")
LIST = "/clues/"


@pytest.fixture
def tip_off(office: Office) -> Case:
    return passed_on(office, petition(office).case, at=LATER)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(case: Case) -> str:
    return reverse("petitions:clue", args=[case.number])


def test_only_posts_of_the_discipline_organ_find_the_pages(office: Office, tip_off: Case) -> None:
    for name in POSTS:
        expected = 200 if name in INSIDE else 404
        client = as_(office, name)
        assert client.get(LIST).status_code == expected, name
        assert client.get(page_of(tip_off)).status_code == expected, name


def test_a_tip_off_is_no_petition_and_a_petition_no_tip_off(office: Office, tip_off: Case) -> None:
    client = as_(office, "clue_officer")
    assert client.get(reverse("petitions:case", args=[tip_off.number])).status_code == 404
    own = petition(office, at=LATER).case
    assert as_(office, "officer").get(page_of(own)).status_code == 404


def test_nobody_reads_on_the_page_who_brought_it(office: Office, tip_off: Case) -> None:
    read = {name: text_of(as_(office, name).get(page_of(tip_off))) for name in INSIDE}
    for name in ("clue_officer", "clue_handler", "clue_head"):
        assert "反映养老保险待遇" in read[name]
        assert reverse("petitions:clue_identities", args=[tip_off.number]) in read[name]
        assert "信访人甲" not in read[name]
        assert "13900000000" not in read[name]


def test_a_monitor_sees_the_envelope_and_not_what_was_reported(
    office: Office, tip_off: Case
) -> None:
    file = attach(tip_off.source_case, b"scan")  # type: ignore[arg-type]
    client = as_(office, "monitor")
    html = text_of(client.get(page_of(tip_off)))
    assert "反映养老保险待遇" not in html
    load = reverse("petitions:attachment", args=[tip_off.number, file])
    assert client.get(load).status_code == 403
    assert loaded(as_(office, "clue_handler").get(load)) == b"scan"
    assert as_(office, "officer").get(load).status_code == 404


def test_whoever_is_reported_finds_nothing_anywhere(office: Office, tip_off: Case) -> None:
    shut_out(office, tip_off, "clue_head")
    client = as_(office, "clue_head")
    assert client.get(page_of(tip_off)).status_code == 404
    assert tip_off.number not in text_of(client.get(LIST, {"show": "all"}))


def test_the_intake_hands_over_through_the_same_form(office: Office, tip_off: Case) -> None:
    act = reverse("petitions:clue_act", args=[tip_off.number, "hand_over"])
    assert as_(office, "clue_handler").get(act).status_code == 403
    client = as_(office, "clue_officer")
    assert client.get(act).status_code == 200
    assert target(client.post(act)) == page_of(tip_off)
    assert Case.objects.get(pk=tip_off.pk).status == "handed_over"


def test_the_pages_keep_to_their_queries(
    office: Office, tip_off: Case, django_assert_max_num_queries: AtMost
) -> None:
    client = as_(office, "clue_officer")
    for address in (LIST, page_of(tip_off)):
        with django_assert_max_num_queries(30):
            assert client.get(address).status_code == 200
