"""交办: the report back ends its limit, and whoever set the date may move it (条例 22①(3))."""

from datetime import date, timedelta

import pytest

from tests.office import MONDAY, Office, act, petition
from tests.ways import AFTERWARDS, SERVED
from tests.workflows.transfers.levels import Levels
from workflows.acts.act_refusals import Forbidden, Incomplete, Refused
from workflows.models import Case, Clock

LIMIT = "2026-09-30"
DAY = timedelta(days=1)
WAY = ("accept", "investigate", "draft_opinion")


@pytest.fixture
def assigned(office: Office) -> Case:
    """Assigned, handled and answered within the limit."""
    case = petition(office).case
    act(office, case, "assign", "bureau_head", at=MONDAY, limit_on=LIMIT)
    for name in WAY:
        act(office, case, name, "unit_officer", at=MONDAY + DAY)
    act(office, case, "sign_off", "unit_head", at=MONDAY + 2 * DAY)
    act(office, case, "serve", "unit_officer", at=SERVED)
    return case


def report(case: Case) -> Clock:
    return Clock.objects.get(case=case, rule__key="assign_report")


def test_reported_in_time_is_in_time_however_late_the_case_is_closed(
    office: Office, assigned: Case
) -> None:
    with pytest.raises(Refused, match="办结报告"):
        act(office, assigned, "close", "unit_officer", at=AFTERWARDS)
    act(office, assigned, "report_back", "unit_officer", at=AFTERWARDS)
    ended = report(assigned)
    assert (ended.state, ended.stopped_at) == ("satisfied", AFTERWARDS)
    paper = assigned.documents.get(kind="assignment_report")
    assert (paper.issuer, paper.addressee) == (office.units["department"], "县信访局")
    assert "已补发到账" in paper.body
    act(office, assigned, "close", "unit_officer", at=AFTERWARDS + 60 * DAY)
    assert report(assigned).stopped_at == AFTERWARDS
    assert assigned.documents.filter(kind="assignment_report").count() == 1


def test_what_was_not_assigned_is_closed_without_a_report(office: Office) -> None:
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY)
    for name in WAY:
        act(office, case, name, "unit_officer", at=MONDAY + DAY)
    act(office, case, "sign_off", "unit_head", at=MONDAY + 2 * DAY)
    act(office, case, "serve", "unit_officer", at=SERVED)
    act(office, case, "close", "unit_officer", at=AFTERWARDS + 60 * DAY)
    assert not case.documents.filter(kind="assignment_report").exists()


def test_the_issuer_moves_his_own_date_on_record(office: Office) -> None:
    case = petition(office).case
    act(office, case, "assign", "bureau_head", at=MONDAY, limit_on=LIMIT)
    later = {"limit_on": "2026-10-20", "reason": "等待上级批复。"}
    with pytest.raises(Forbidden):
        act(office, case, "move_report_date", "unit_head", at=MONDAY, **later)
    for wrong in (LIMIT, "2026-09-01"):
        with pytest.raises(Incomplete):
            act(office, case, "move_report_date", "bureau_head", at=MONDAY,
                limit_on=wrong, reason="提前。")  # fmt: skip
    act(office, case, "move_report_date", "bureau_head", at=MONDAY, **later)
    clock = report(case)
    assert (clock.due_on, clock.state) == (date(2026, 10, 20), "running")
    assert clock.events.get(kind="extend").reason == "等待上级批复。"
    again = later | {"limit_on": "2026-10-30"}
    act(office, case, "move_report_date", "bureau_head", at=MONDAY, **again)
    assert report(case).due_on == date(2026, 10, 30)


def test_each_unit_on_the_way_reports_on_its_own_limit(levels: Levels) -> None:
    case, do = levels.case(), levels.do
    do(case, "assign", "province_head", MONDAY, unit="bureau", limit_on=LIMIT)
    do(case, "assign", "bureau_head", MONDAY, unit="town", limit_on="2026-09-18")
    with pytest.raises(Incomplete):
        do(case, "move_report_date", "bureau_head", MONDAY, limit_on="2026-10-09", reason="超过。")
    do(case, "move_report_date", "bureau_head", MONDAY, limit_on="2026-09-25", reason="核实。")
    for name in WAY:
        do(case, name, "town_officer", MONDAY + DAY)
    do(case, "sign_off", "town_head", MONDAY + 2 * DAY)
    do(case, "serve", "town_officer", SERVED)
    do(case, "report_back", "town_officer", AFTERWARDS)
    reports = case.clocks.filter(rule__key="assign_report")
    assert set(reports.values_list("unit__code", "state")) == {
        ("150121-bureau", "running"),
        ("town", "satisfied"),
    }
    do(case, "report_back", "officer", AFTERWARDS + DAY)
    assert not reports.filter(state="running").exists()
    told = case.documents.filter(kind="assignment_report").order_by("pk")
    assert list(told.values_list("issuer__name", "addressee")) == [
        ("甲镇人民政府", "县信访局"),
        ("县信访局", "province信访局"),
    ]
