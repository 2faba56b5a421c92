"""The oversight pages: who may look, what they show, what they cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from oversight.integrity.nightly_run import run_and_keep
from petitions.models import Petition
from tests.office import MONDAY, Office, act, advance, petition
from tests.ways import AFTERWARDS, bring_to
from workflows.escalation import rung_effects
from workflows.models import Document
from workflows.states import Status

PAGES = ("", "cases/?show=late", "trend.svg", "reports/leaders/", "reports/timeliness.xlsx")


def reading(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(office[name])
    return client


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("name", "code"),
    [("monitor", 200), ("bureau_head", 200), ("leader", 200), ("unit_officer", 403), ("", 302)],
)
def test_who_may_look(office: Office, address: str, name: str, code: int) -> None:
    client = reading(office, name) if name else Client()
    assert client.get(f"/oversight/{address}").status_code == code


def test_the_monitor_sees_numbers_and_no_letter(office: Office) -> None:
    case = petition(office).case
    rung_effects.sweep(timezone.now())
    letter = Petition.objects.get(case_id=case.pk)
    for address in ("", "cases/?show=received", "cases/?show=late"):
        text = reading(office, "monitor").get(f"/oversight/{address}").content.decode()
        assert case.number in text
        assert letter.subject not in text
        assert "信访人甲" not in text


def test_red_warnings_are_listed_with_their_numbers(office: Office) -> None:
    petition(office)
    rung_effects.sweep(timezone.now())
    paper = Document.objects.get(kind="warning_inquiry")
    assert paper.number in reading(office, "monitor").get("/oversight/").content.decode()


def test_another_county_sees_nothing(office: Office) -> None:
    case = petition(office).case
    text = reading(office, "stranger").get("/oversight/cases/?show=received").content.decode()
    assert case.number not in text


def test_the_numbers_lead_to_the_cases_behind_them(office: Office) -> None:
    late = petition(office).case
    owed, done = bring_to(office, Status.CLOSED), bring_to(office, Status.CLOSED)
    act(office, done, "report_execution", "unit_officer", at=AFTERWARDS, report="已补发。")
    fresh = petition(office, at=timezone.now()).case
    client = reading(office, "bureau_head")
    shown = {
        show: client.get(f"/oversight/cases/?show={show}").content.decode()
        for show in ("late", "on_time", "finished")
    }
    # What was closed and not carried out is behind both numbers.
    behind = {late: ["late"], fresh: ["on_time"], done: ["finished"], owed: ["late", "finished"]}
    for case, shows in behind.items():
        assert [name for name, text in shown.items() if case.number in text] == shows


def test_the_filter_narrows_to_a_unit_and_a_period(office: Office) -> None:
    mine = petition(office).case
    theirs = advance(office, petition(office).case, "forward", at=MONDAY)
    client, code = reading(office, "monitor"), office.units["department"].code
    found = client.get(f"/oversight/cases/?show=in_hand&unit={code}").content.decode()
    assert theirs.number in found
    assert mine.number not in found
    none = client.get("/oversight/cases/?show=in_hand&until=2026-08-01").content.decode()
    assert theirs.number not in none


@pytest.mark.parametrize("address", ["", "cases/?show=received", "reports/timeliness/"])
def test_no_page_asks_more_for_more_cases(office: Office, address: str) -> None:
    client, used = reading(office, "monitor"), []
    for _round in range(2):
        for status in (Status.FORWARDED, Status.SERVED, Status.CLOSED):
            bring_to(office, status)
        rung_effects.sweep(timezone.now())
        run_and_keep(timezone.now())
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/oversight/{address}").status_code == 200
        used.append(len(seen))
    assert used[0] == used[1] <= 30


def test_a_day_of_no_such_year_is_named_and_left_out(office: Office) -> None:
    client = reading(office, "monitor")
    for kind in ("annual", "dispatch", "transfers"):
        page = client.get(f"/oversight/reports/{kind}/?until=9999-12-31&since=0001-01-01")
        assert (page.status_code, b"2999" in page.content) == (200, True)


def test_the_nightly_checks_are_told_to_the_monitor(office: Office) -> None:
    run_and_keep(timezone.now())
    assert "夜间检查" in reading(office, "monitor").get("/oversight/").content.decode()
    assert "夜间检查" not in reading(office, "bureau_head").get("/oversight/").content.decode()


def test_a_wrong_address_is_not_found(office: Office) -> None:
    client = reading(office, "monitor")
    for address in ("cases/?show=secret", "reports/weather/", "reports/leaders.exe"):
        assert client.get(f"/oversight/{address}").status_code == 404
