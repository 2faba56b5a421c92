"""The page of a case: who sees what of it, within how many queries, and its papers."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from petitions.cases import case_detail
from tests.office import Office, act, petition
from tests.petitions.pages.visits import (
    NOW,
    WRITTEN_INSIDE,
    AtMost,
    as_,
    attach,
    loaded,
    passed_on,
    shut_out,
    target,
    text_of,
)
from tests.ways import AFTERWARDS, LATER, bring_to
from workflows.cases import desk_moves
from workflows.models import Case
from workflows.states import Kind, Rating, Status


def page_of(case: Case) -> str:
    return reverse("petitions:case", args=[case.number])


def test_a_stranger_finds_no_such_case_and_the_signed_out_are_asked_who_they_are(
    office: Office,
) -> None:
    case = petition(office).case
    assert as_(office, "stranger").get(page_of(case)).status_code == 404
    assert target(Client().get(page_of(case))).startswith("/login/")


def test_whoever_may_merge_is_shown_what_the_same_person_brought_before(office: Office) -> None:
    """On the page of the case and beside the form that links it; a stranger's matter is not."""
    earlier, case = petition(office).case, petition(office).case
    officer = as_(office, "officer")
    linking = reverse("petitions:case_act", args=[case.number, "link_repeat"])
    for page in (page_of(case), linking):
        assert earlier.number in text_of(officer.get(page))
    shut_out(office, earlier, "officer")
    for page in (page_of(case), linking):
        assert earlier.number not in text_of(officer.get(page))


def test_an_act_entered_days_later_says_so_in_the_history(office: Office) -> None:
    case = bring_to(office, Status.SIGNED)
    served, entered = AFTERWARDS.date(), AFTERWARDS + timedelta(days=6)
    act(office, case, "serve", "unit_officer", at=entered, served_on=str(served))
    with time_machine.travel(entered, tick=False):
        assert "6日后补录" in text_of(as_(office, "unit_officer").get(page_of(case)))


def test_a_paper_says_where_to_turn(office: Office) -> None:
    """条例 18: address, telephone and hours of whoever issued it."""
    unit = office.units["department"]
    told = {"address": "新建路1号", "telephone": "0471-1234567", "reception_hours": "周一至周五"}
    type(unit).objects.filter(pk=unit.pk).update(**told)
    case = bring_to(office, Status.ACCEPTED)
    paper = case.documents.get(kind="acceptance_notice")
    assert all(words in paper.body for words in told.values())


def test_an_excluded_person_finds_nothing_at_any_address_of_the_case(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    paper, task = case.documents.earliest("pk"), desk_moves.waiting(case)
    shut_out(office, case, "unit_officer")
    assert task is not None
    client = as_(office, "unit_officer")
    numbered = [case.number]
    addresses = [
        page_of(case),
        reverse("petitions:document", args=[*numbered, paper.pk]),
        reverse("petitions:case_act", args=[*numbered, "draft_opinion"]),
    ]
    assert [client.get(each).status_code for each in addresses] == [404] * 3
    assert client.post(reverse("petitions:claim", args=[task.pk])).status_code == 404
    assert client.post(reverse("petitions:hand_over", args=[task.pk])).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_whoever_handles_the_case_reads_the_letter_and_finds_the_next_act(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    html = text_of(as_(office, "unit_officer").get(page_of(case)))
    assert "反映养老保险待遇" in html
    assert "信访人甲" in html
    assert reverse("petitions:case_act", args=[case.number, "draft_opinion"]) in html
    assert reverse("petitions:case_act", args=[case.number, "sign_off"]) not in html


@time_machine.travel(NOW, tick=False)
def test_a_reader_of_the_envelope_gets_neither_letter_nor_anything_written(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    details = {"facts": WRITTEN_INSIDE, "opinion": "内部意见", "basis": "内部依据"}
    act(office, case, "draft_opinion", "unit_officer", at=AFTERWARDS, **details)
    html = text_of(as_(office, "monitor").get(page_of(case)))
    for secret in ("反映养老保险待遇", "信访人甲", WRITTEN_INSIDE, "内部意见", "内部依据"):
        assert secret not in html
    assert WRITTEN_INSIDE in text_of(as_(office, "unit_officer").get(page_of(case)))


@time_machine.travel(NOW, tick=False)
def test_papers_and_files_take_the_right_to_read_the_letter(office: Office) -> None:
    case = bring_to(office, Status.SERVED)
    paper, file = case.documents.latest("pk"), attach(case, b"scan")
    read = reverse("petitions:document", args=[case.number, paper.pk])
    load = reverse("petitions:attachment", args=[case.number, file])
    monitor, officer = as_(office, "monitor"), as_(office, "unit_officer")
    assert [monitor.get(each).status_code for each in (read, load)] == [403, 403]
    shown = officer.get(read)
    assert text_of(shown) == paper.body
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    file_sent = officer.get(load)
    assert file_sent["Content-Disposition"].startswith("attachment")
    assert loaded(file_sent) == b"scan"
    other = petition(office, at=AFTERWARDS).case
    stray = reverse("petitions:document", args=[other.number, paper.pk])
    assert as_(office, "officer").get(stray).status_code == 404


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("status", [Status.REGISTERED, Status.DRAFTED, Status.UNDER_RECHECK])
def test_a_case_of_any_length_is_read_in_a_fixed_number_of_queries(
    office: Office, status: Status, django_assert_max_num_queries: AtMost
) -> None:
    case = bring_to(office, status)
    person = office["officer"]
    with django_assert_max_num_queries(21):
        found = case_detail.visible(person, case.number, kind=Kind.PETITION, at=NOW)
        assert found is not None
        assert case_detail.open_file(found, person, at=NOW).history
    client = as_(office, "officer")
    with django_assert_max_num_queries(30):
        assert client.get(page_of(case)).status_code == 200


@time_machine.travel(NOW, tick=False)
def test_no_page_shows_raw_details_or_needs_an_inline_style(office: Office) -> None:
    case = bring_to(office, Status.UNDER_RECHECK)
    html = text_of(as_(office, "officer").get(page_of(case)))
    for raw in ("petition_class", "demand_met", "&#x27;", "{'", "style=", "<script>"):
        assert raw not in html


@time_machine.travel(NOW, tick=False)
def test_both_ratings_are_told_in_words_the_best_included(office: Office) -> None:
    case = bring_to(office, Status.SERVED)
    act(office, case, "rate", "petitioner", at=AFTERWARDS)
    found = case_detail.visible(office["officer"], case.number, kind=Kind.PETITION, at=NOW)
    assert found is not None
    told = case_detail.open_file(found, office["officer"], at=NOW).history[0]
    values = [detail.value for detail in told.details]
    assert values == [str(Rating.SATISFIED.label), str(Rating.FAIRLY.label), "仅凭查询码"]


@time_machine.travel(NOW, tick=False)
def test_every_clock_is_drawn_with_as_many_counted_days_as_its_limit_has(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    found = case_detail.visible(office["officer"], case.number, kind=Kind.PETITION, at=NOW)
    assert found is not None
    file = case_detail.open_file(found, office["officer"], at=NOW)
    handle = next(told for told in file.clocks if told.clock.rule.key == "handle")
    days = [d for m in handle.drawing.months for week in m.weeks for d in week if d]
    assert sorted(day.n for day in days if day.n) == list(range(1, 61))
    assert [day.on for day in days if "due" in day.marks] == [handle.clock.due_on]
    assert [day.on for day in days if "today" in day.marks] == [NOW.date()]


def test_the_page_shows_the_way_that_the_case_took_and_what_is_ahead(office: Office) -> None:
    case = bring_to(office, Status.DRAFTED)
    found = case_detail.visible(office["officer"], case.number, kind=Kind.PETITION, at=NOW)
    assert found
    way = case_detail.open_file(found, office["officer"], at=NOW).way
    assert [stop.state for stop in way] == ["done"] * 5 + ["now"] + ["ahead"] * 3
    html = text_of(as_(office, "officer").get(page_of(case)))
    assert html.count('aria-current="step"') == 1


def test_a_waiting_case_is_taken_once_and_given_back(office: Office) -> None:
    case = petition(office).case
    task = desk_moves.waiting(case)
    assert task is not None
    claim = reverse("petitions:claim", args=[task.pk])
    back = reverse("petitions:hand_over", args=[task.pk])
    assert as_(office, "unit_officer").post(claim).status_code == 404
    assert target(as_(office, "officer").post(claim)) == page_of(case)
    taken = desk_moves.waiting(case)
    assert taken is not None
    assert taken.owner == office["officer"]
    as_(office, "officer").post(back, {"to": str(office["stranger"].pk)})
    assert desk_moves.waiting(case).owner == office["officer"]  # type: ignore[union-attr]
    as_(office, "officer").post(back, {"to": ""})
    assert desk_moves.waiting(case).owner is None  # type: ignore[union-attr]


@time_machine.travel(NOW, tick=False)
def test_a_matter_passed_on_shows_that_it_was_and_nothing_else(office: Office) -> None:
    case = petition(office).case
    tip_off = passed_on(office, case, at=LATER)
    html = text_of(as_(office, "officer").get(page_of(case)))
    for secret in (tip_off.number, WRITTEN_INSIDE, "反映养老保险待遇", "信访人甲", "县纪委监委"):
        assert secret not in html
