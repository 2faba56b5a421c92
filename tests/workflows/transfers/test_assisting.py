"""Main and assisting units: each its own task and limit, the main unit answers for the whole."""

from datetime import date, timedelta

import pytest

from notifications.models import Notice
from tests.office import MONDAY, Office, act, advance, petition
from workflows.acts.act_refusals import Forbidden, Incomplete, NotFound, Refused
from workflows.acts.actors import Actor
from workflows.cases import access
from workflows.models import Case, Clock

ASKED = {"task": "核实用地审批情况。", "limit_on": "2026-08-21"}
LATER = MONDAY + timedelta(days=2)


def asked(office: Office) -> Case:
    """A case under investigation in which the town assists."""
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    town = office.units["town"].pk
    act(office, case, "ask_assistance", "unit_officer", at=MONDAY, unit=town, **ASKED)
    return case


def test_an_assisting_unit_gets_a_letter_a_limit_and_a_word(office: Office) -> None:
    case = asked(office)
    clock = Clock.objects.select_related("unit").get(case=case, rule__key="assist_report")
    assert (clock.unit, clock.due_on) == (office.units["town"], date(2026, 8, 21))
    paper = case.documents.get(kind="assist_letter")
    assert (paper.issuer, paper.addressee) == (office.units["department"], "甲镇人民政府")
    assert "核实用地审批情况" in paper.body
    assert Notice.objects.filter(recipient=office["town_officer"]).exists()


def test_it_sees_the_case_reports_its_part_and_does_nothing_else(office: Office) -> None:
    case = asked(office)
    actor, fresh = office.actor("town_officer"), Case.objects.get(pk=case.pk)
    assert access.may(actor, access.READ_LETTER, fresh, at=LATER)
    with pytest.raises(Forbidden):
        act(office, case, "draft_opinion", "town_officer", at=LATER)
    act(office, case, "report_part", "town_officer", at=LATER, report="审批手续齐全。")
    part = case.parts.get(part="assisting")
    assert (part.finished_at, part.due_on) == (LATER, date(2026, 8, 21))
    assert Clock.objects.get(case=case, rule__key="assist_report").state == "satisfied"
    with pytest.raises(Incomplete):
        act(office, case, "report_part", "town_officer", at=LATER, report="再报。")
    with pytest.raises(NotFound):
        act(office, case, "report_part", "other_town_officer", at=LATER, report="越权。")


def test_a_case_is_not_closed_while_a_part_is_open(office: Office) -> None:
    case = asked(office)
    with pytest.raises(Refused, match="甲镇人民政府"):
        act(office, case, "settle", "unit_officer", at=LATER)
    act(office, case, "report_part", "town_officer", at=LATER, report="审批手续齐全。")
    act(office, case, "settle", "unit_officer", at=LATER)
    assert not Case.objects.get(pk=case.pk).is_open


def test_each_unit_answers_for_its_own_part_alone(office: Office) -> None:
    case = asked(office)
    other = office.units["other_town"].pk
    act(office, case, "ask_assistance", "unit_head", at=MONDAY, unit=other, **ASKED)
    act(office, case, "report_part", "town_officer", at=LATER, report="审批手续齐全。")
    states = Clock.objects.filter(case=case, rule__key="assist_report")
    assert set(states.values_list("unit__code", "state")) == {
        ("town", "satisfied"),
        ("other_town", "running"),
    }
    gone = {"unit": other, "reason": "已无需协办。"}
    act(office, case, "release_part", "unit_officer", at=LATER, **gone)
    assert states.get(unit__code="other_town").state == "void"


def test_a_unit_asks_neither_itself_nor_twice_nor_for_yesterday(office: Office) -> None:
    case = asked(office)
    for wrong in (
        {"unit": office.units["department"].pk},
        {"unit": office.units["town"].pk},
        {"unit": office.units["other_town"].pk, "limit_on": "2026-08-01"},
    ):
        with pytest.raises(Incomplete):
            act(office, case, "ask_assistance", "unit_officer", at=LATER, **(ASKED | wrong))


def test_what_ends_the_case_ends_the_parts(office: Office) -> None:
    case = asked(office)
    act(office, case, "withdraw", "petitioner", at=LATER)
    assert case.parts.get(part="assisting").finished_at == LATER
    assert not case.clocks.filter(state="running").exists()
    assert Actor.of(office["town_officer"]).person in access.who_may(
        access.SEE, Case.objects.get(pk=case.pk), at=LATER
    )
