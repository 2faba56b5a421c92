"""Who may read, receive and plan; and what nobody outside may see."""

import pytest
from django.test import Client

from petitions.models import VisitMatter
from petitions.receptions import reception_rights, services
from petitions.receptions.reception_rights import Right
from tests.office import MONDAY, Office, act, petition
from tests.petitions.pages.visits import as_, passed_on, shut_out, text_of
from tests.petitions.receptions.meeting import TODAY, day_of, received
from workflows.models import CaseExclusion

OFFICE = {"registrar", "officer", "bureau_head", "leader"}
ORGAN = {"clue_officer", "clue_handler", "clue_head"}


@pytest.mark.parametrize(
    ("unit", "right", "names"),
    [
        ("bureau", Right.COUNT, OFFICE | {"monitor"}),
        ("bureau", Right.READ, OFFICE),
        ("bureau", Right.RECEIVE, OFFICE),
        ("bureau", Right.PLAN, {"officer", "bureau_head"}),
        ("discipline", Right.COUNT, ORGAN | {"monitor"}),
        ("discipline", Right.READ, ORGAN),
        ("discipline", Right.RECEIVE, ORGAN),
        ("discipline", Right.PLAN, {"clue_officer", "clue_head"}),
    ],
)
def test_the_table_names_everybody_who_may(
    office: Office, unit: str, right: Right, names: set[str]
) -> None:
    day = day_of(office, "leader" if unit == "bureau" else "clue_head", unit)
    found = {
        name
        for name, person in office.people.items()
        if reception_rights.days_for(person, at=TODAY, right=right).filter(pk=day.pk).exists()
    }
    assert found == names


def test_a_stranger_finds_no_day_no_visit_and_no_matter(office: Office) -> None:
    day = day_of(office)
    visit = received(office, day)
    matter = visit.matters.get()
    addresses = [
        f"/receptions/{day.pk}/", f"/receptions/{day.pk}/edit/", f"/receptions/visits/{visit.pk}/",
        f"/receptions/visits/{visit.pk}/record/", f"/receptions/matters/{matter.pk}/outcome/",
        f"/receptions/matters/{matter.pk}/case/", f"/receptions/matters/{matter.pk}/promise/",
    ]  # fmt: skip
    for name in ("stranger", "clue_officer", "unit_officer", "monitor"):
        client = as_(office, name)
        assert {client.get(address).status_code for address in addresses} == {404}
    assert Client().get(addresses[0]).status_code == 302


def test_posts_without_a_part_find_no_timetable(office: Office) -> None:
    for name in ("unit_officer", "reviewer", "monitor", "admin"):
        assert as_(office, name).get("/receptions/").status_code == 404


def test_a_registrar_receives_and_does_not_plan(office: Office) -> None:
    day = day_of(office)
    client = as_(office, "registrar")
    assert client.get(f"/receptions/{day.pk}/").status_code == 200
    assert client.get(f"/receptions/{day.pk}/edit/").status_code == 403
    assert client.get("/receptions/new/").status_code == 403


def test_who_is_shut_out_of_the_case_meets_no_trace_of_the_visit(office: Office) -> None:
    day, case = day_of(office), petition(office).case
    visit = received(office, day, "反映干部作风问题")
    services.link_case(visit.matters.get(), case, at=TODAY)
    shut_out(office, case, "officer")
    page = text_of(as_(office, "officer").get(f"/receptions/{day.pk}/"))
    assert "村民甲" not in page
    assert "干部作风" not in page
    assert as_(office, "officer").get(f"/receptions/visits/{visit.pk}/").status_code == 404
    assert as_(office, "registrar").get(f"/receptions/visits/{visit.pk}/").status_code == 200


def test_an_exclusion_on_the_tip_off_reaches_the_visit_it_came_from(office: Office) -> None:
    case = petition(office).case
    visit = received(office, day_of(office))
    services.link_case(visit.matters.get(), case, at=TODAY)
    tip_off = passed_on(office, case, at=TODAY)
    CaseExclusion.objects.create(
        case=tip_off, person=office["leader"], reason="reported", since=MONDAY
    )
    assert not reception_rights.visits_for(office["leader"], at=TODAY).exists()


def test_once_a_matter_is_passed_on_who_came_and_what_was_said_are_closed(office: Office) -> None:
    day, case = day_of(office), petition(office).case
    visit = received(office, day, "反映套取补贴问题")
    services.take_down(visit, "来访人详细陈述了经过。")
    services.link_case(visit.matters.get(), case, at=TODAY)
    passed_on(office, case, at=TODAY)
    client = as_(office, "registrar")
    for address in (f"/receptions/{day.pk}/", f"/receptions/visits/{visit.pk}/"):
        page = text_of(client.get(address))
        assert "移送" in page
        assert not any(word in page for word in ("村民甲", "套取补贴", "详细陈述", "13900000001"))
    assert client.get(f"/receptions/visits/{visit.pk}/record/").status_code == 403


def test_a_case_of_others_can_not_be_linked_and_looks_like_none(office: Office) -> None:
    theirs = petition(office, unit="department", by="unit_officer").case
    matter = received(office, day_of(office)).matters.get()
    address = f"/receptions/matters/{matter.pk}/link/"
    for number in (theirs.number, "150121-2026-999999"):
        answer = as_(office, "registrar").post(address, {"number": number})
        assert answer.status_code == 422
    assert VisitMatter.objects.get().case is None
    act(office, theirs, "accept", "unit_officer", at=TODAY)
