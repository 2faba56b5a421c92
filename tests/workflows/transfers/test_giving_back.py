"""What was accepted wrongly goes back to whoever sent it, who agrees to that (条例 22-24)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.office import MONDAY, Office, act, advance, petition
from tests.petitions.api.calling import Programme
from tests.ways import AFTERWARDS
from tests.workflows.transfers.levels import Levels
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.cases.desk_inbox import inbox
from workflows.cases.desk_moves import waiting
from workflows.models import Case, Clock, TransferEntry
from workflows.states import Status

LATER = AFTERWARDS + timedelta(days=1)
WRONG = "属于自然资源部门职责，受理有误。"


def given_back(office: Office, case: Case, unit: str = "bureau", **details: Any) -> Case:
    to = office.units[unit].pk
    act(office, case, "propose_pass_on", "unit_officer", at=LATER, unit=to, reason=WRONG)
    act(office, case, "approve_pass_on", "officer", at=LATER, **details)
    return Case.objects.get(pk=case.pk)


def running(case: Case) -> list[tuple[str, str, str]]:
    clocks = Clock.objects.filter(case=case, state="running").order_by("rule__key")
    return [(c.rule.key, c.unit.name, c.started_on.isoformat()) for c in clocks]


@pytest.mark.parametrize("until", ["accept", "investigate"])
def test_it_goes_back_to_the_bureau_that_sent_it_and_waits_there(
    office: Office, until: str
) -> None:
    case = given_back(office, advance(office, petition(office).case, until, at=MONDAY))
    bureau = office.units["bureau"]
    assert (case.status, case.holding_unit, case.sender_unit) == (Status.REGISTERED, bureau, None)
    assert (case.accepted_on, case.petition_class, case.sent_on) == (None, "", None)
    assert running(case) == [("xf_triage", bureau.name, LATER.date().isoformat())]
    task = waiting(case)
    assert task is not None
    assert (task.unit, task.role) == (bureau, "officer")
    assert not inbox(office["unit_officer"], at=LATER).exists()
    lines = TransferEntry.objects.filter(case=case, way="return").order_by("pk")
    department = office.units["department"]
    assert [(row.book, row.unit, row.other) for row in lines] == [
        ("out", department, bureau),
        ("in", bureau, department),
    ]


def test_the_sender_sends_it_on_as_if_it_had_never_been_accepted(office: Office) -> None:
    case = given_back(office, advance(office, petition(office).case, "accept", at=MONDAY))
    other = office.units["other"]
    act(office, case, "forward", "officer", at=LATER, unit=other.pk)
    day = LATER.date().isoformat()
    assert running(case) == [
        ("jurisdiction_objection", other.name, day),
        ("transfer_notice", other.name, day),
    ]


def test_the_papers_say_who_gives_it_back_and_correct_the_acceptance(office: Office) -> None:
    case = given_back(office, advance(office, petition(office).case, "accept", at=MONDAY))
    department, bureau = office.units["department"], office.units["bureau"]
    letter, notice = (case.documents.get(kind=k) for k in ("return_letter", "pass_on_notice"))
    assert (letter.issuer, letter.addressee) == (department, bureau.name)
    assert (notice.issuer, notice.addressee) == (department, "信访人甲")
    accepted = case.documents.get(kind="acceptance_notice")
    assert f"《受理告知书》（{accepted.number}）自本文书作出之日起不再有效" in notice.body
    assert f"已退回{bureau.name}" in notice.body
    assert all(WRONG in paper.body for paper in (letter, notice))
    assert not case.documents.filter(kind="pass_on_letter").exists()


def test_what_goes_on_has_its_own_letter_and_the_same_notice(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    case = given_back(office, case, "other")
    assert case.status == Status.FORWARDED
    assert not case.documents.filter(kind="return_letter").exists()
    letter = case.documents.get(kind="pass_on_letter")
    assert (letter.issuer, letter.addressee) == (office.units["bureau"], office.units["other"].name)
    assert "已移送县自然资源局" in case.documents.get(kind="pass_on_notice").body


def test_the_petitioner_is_told_and_his_notice_is_marked(office: Office) -> None:
    made = petition(office)
    given_back(office, advance(office, made.case, "accept", at=MONDAY))
    caller = Programme(made.query_code, language="zh-hans")
    events = caller.get(f"cases/{made.case.number}/events/").json()
    assert "现已转至县信访局" in events[-1]["label"]
    assert [d["kind"] for d in events[-1]["documents"]] == ["pass_on_notice"]
    ended = {d["kind"]: d["holds_no_longer"] for e in events for d in e["documents"]}
    marked = ended.pop("acceptance_notice")
    assert (marked["since"], marked["act"]) == (LATER.date().isoformat(), "pass_on")
    assert marked["document"]["kind"] == "pass_on_notice"
    assert not any(ended.values())


def test_a_report_that_was_assigned_is_owed_no_more_by_who_gave_it_back(office: Office) -> None:
    case = petition(office).case
    act(office, case, "assign", "bureau_head", at=MONDAY, limit_on="2026-10-30")
    act(office, case, "accept", "unit_officer", at=MONDAY)
    case = given_back(office, case)
    assert [rule for rule, _unit, _day in running(case)] == ["xf_triage"]


def taken_at_town(levels: Levels) -> Case:
    case, do = levels.case(), levels.do
    do(case, "forward", "province_officer", MONDAY, unit="city")
    do(case, "forward", "city_officer", MONDAY, unit="bureau")
    do(case, "forward", "officer", MONDAY, unit="town")
    do(case, "accept", "town_officer", MONDAY)
    return case


def test_nobody_agrees_in_the_senders_place(levels: Levels) -> None:
    case, do = taken_at_town(levels), levels.do
    do(case, "propose_pass_on", "town_officer", LATER, unit="bureau", reason=WRONG)
    with pytest.raises(Refused, match="退回须由县信访局自己同意"):
        do(case, "approve_pass_on", "province_head", LATER)
    do(case, "reject_pass_on", "officer", LATER, reason="确属你单位职责范围。")
    assert Case.objects.get(pk=case.pk).status == Status.ACCEPTED


def test_on_the_way_down_it_goes_back_one_step_alone(levels: Levels) -> None:
    case, do = taken_at_town(levels), levels.do
    with pytest.raises(Incomplete):
        do(case, "propose_pass_on", "town_officer", LATER, unit="city", reason=WRONG)
    do(case, "propose_pass_on", "town_officer", LATER, unit="bureau", reason=WRONG)
    do(case, "approve_pass_on", "officer", LATER)
    case = Case.objects.get(pk=case.pk)
    units = levels.office.units
    assert (case.status, case.holding_unit) == (Status.FORWARDED, units["bureau"])
    assert (case.sender_unit, case.sent_on) == (units["city"], LATER.date())
    assert [(rule, name) for rule, name, _day in running(case)] == [
        ("transfer_notice", units["bureau"].name)
    ]


def test_what_a_unit_took_in_itself_has_nobody_to_go_back_to(office: Office) -> None:
    case = petition(office, unit="department", by="unit_officer").case
    act(office, case, "accept", "unit_officer", at=MONDAY)
    own = office.units["department"].pk
    with pytest.raises(Incomplete):
        act(office, case, "propose_pass_on", "unit_officer", at=LATER, unit=own, reason=WRONG)
