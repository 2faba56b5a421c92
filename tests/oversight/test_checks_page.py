"""The page of the nightly checks: who may look, and what nobody learns from it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from oversight.integrity.nightly_run import HISTORY, CheckReader, run_and_keep
from oversight.models import CheckRun
from tests.office import MONDAY, Office, act, petition
from tests.oversight.faults import due_date_differs, number_gap
from tests.oversight.sound import fresh
from workflows.models import Case, CaseExclusion, Clock, DeskTask
from workflows.states import Kind

ADDRESS = "/oversight/checks/"


def reading(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(office[name])
    return client


def text(office: Office, name: str, language: str = "zh-hans") -> str:
    client = reading(office, name)
    client.cookies["django_language"] = language
    return client.get(ADDRESS).content.decode()


def tip_off(office: Office) -> Case:
    """A tip-off of the county, on no desk."""
    case = fresh(office)
    organ = office.units["discipline"].pk
    act(office, case, "route_discipline", "officer", at=timezone.now(), unit=organ)
    sealed = Case.objects.get(kind=Kind.TIP_OFF)
    DeskTask.objects.filter(case=sealed).update(status="DONE")
    return sealed


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("monitor", 200),
        ("auditor", 200),
        ("admin", 200),
        ("bureau_head", 403),
        ("unit_officer", 403),
        ("", 302),
    ],
)
def test_who_may_look(office: Office, name: str, code: int) -> None:
    run_and_keep(timezone.now())
    client = reading(office, name) if name else Client()
    assert client.get(ADDRESS).status_code == code


def test_before_the_first_run_the_page_says_when_there_will_be_one(office: Office) -> None:
    assert "check_integrity" in text(office, "monitor")


def test_the_monitor_gets_a_link_to_the_case_and_the_admin_a_number(office: Office) -> None:
    number = petition(office).case.number
    run_and_keep(timezone.now())
    assert f'href="/cases/{number}/"' in text(office, "monitor")
    page = text(office, "admin")
    assert number not in page
    assert "1 件不在你的岗位可以查看的范围内" in page


def test_a_sound_office_is_told_so(office: Office) -> None:
    fresh(office)
    run_and_keep(timezone.now())
    assert "没有遗漏" in text(office, "admin")


def test_both_opinions_are_told_with_their_days(office: Office) -> None:
    due_date_differs(office)
    clock = Clock.objects.get()
    run_and_keep(timezone.now())
    page = text(office, "monitor", "en")
    assert str(clock.due_on) in page
    assert "reckoned anew" in page


def test_what_is_of_no_case_is_named_to_all_readers(office: Office) -> None:
    (name,) = number_gap(office)
    run_and_keep(timezone.now())
    assert name in text(office, "admin")


def test_a_tip_off_is_neither_named_nor_counted_to_those_who_may_not_see_it(
    office: Office,
) -> None:
    number = tip_off(office).number
    run_and_keep(timezone.now())
    assert number in text(office, "monitor")
    page = text(office, "admin")
    assert number not in page
    assert "没有遗漏" in page
    assert "发现 1 项" not in page


@pytest.mark.parametrize("kind", ["person", "unit"])
def test_whoever_is_excluded_learns_nothing(office: Office, kind: str) -> None:
    sealed = tip_off(office)
    late = petition(office).case
    shut_out: dict[str, Any] = {"person": office["monitor"]}
    if kind == "unit":
        shut_out = {"unit": office.units["discipline"]}
    for case in (sealed, late):
        CaseExclusion.objects.create(case=case, reason="complained of", since=MONDAY, **shut_out)
    run_and_keep(timezone.now())
    page = text(office, "monitor")
    assert sealed.number not in page
    assert late.number not in page
    assert "没有遗漏" in page
    assert "夜间检查" in reading(office, "monitor").get("/oversight/").content.decode()


def test_another_county_is_not_counted(office: Office) -> None:
    case = petition(office).case
    Case.objects.filter(pk=case.pk).update(holding_unit=office.units["elsewhere"])
    run_and_keep(timezone.now())
    assert "没有遗漏" in text(office, "monitor")


def test_the_latest_runs_come_first_and_the_oldest_are_left_out(office: Office) -> None:
    days = [MONDAY + timedelta(days=n) for n in range(HISTORY + 2)]
    for at in days:
        CheckRun.objects.create(at=at, ok=True, found=[])
    shown = CheckReader(office["monitor"], timezone.now()).history()
    assert [run.at for run in shown] == days[:1:-1]


def test_the_history_is_bounded_and_the_queries_are_few(office: Office) -> None:
    petition(office)
    used = []
    for runs in (2, HISTORY):
        for _run in range(runs):
            run_and_keep(timezone.now())
        petition(office)
        client = reading(office, "monitor")
        with CaptureQueriesContext(connection) as seen:
            page = client.get(ADDRESS).content.decode()
        used.append(len(seen))
    assert used[0] == used[1] <= 20
    assert page.count("发现 1 项") + page.count("发现 2 项") == HISTORY
