"""The page of the replay: who may ask, over which cases, and what the answer shows."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from oversight.simulation import simulation_views
from tests.office import MONDAY, Office, advance, petition
from tests.oversight.test_checks_page import tip_off
from workflows.models import CaseExclusion, Clock

ADDRESS = "/oversight/simulate/"
QUESTION = f"{ADDRESS}?rule=xf_triage&days=10&unit=&since=&until="


def reading(office: Office, name: str, address: str = QUESTION, language: str = "en") -> str:
    client = Client()
    client.force_login(office[name])
    client.cookies["django_language"] = language
    return client.get(address).content.decode()


def replayed(page: str) -> int:
    """The number of limits that the answer speaks of."""
    found = re.search(r'class="stat"><b>(\d+)</b>', page)
    assert found
    return int(found[1])


@pytest.mark.parametrize("address", [ADDRESS, QUESTION])
@pytest.mark.parametrize(
    ("name", "code"),
    [("monitor", 200), ("admin", 200), ("bureau_head", 200), ("leader", 403), ("", 302)],
)
def test_who_may_ask(office: Office, address: str, name: str, code: int) -> None:
    client = Client()
    if name:
        client.force_login(office[name])
    assert client.get(address).status_code == code


@pytest.mark.parametrize("name", ["monitor", "admin", "bureau_head"])
def test_the_answer_has_sums_a_table_and_a_picture_with_words(office: Office, name: str) -> None:
    case = petition(office).case
    advance(office, case, "forward", at=MONDAY.replace(day=14))
    page = reading(office, name)
    assert replayed(page) == 1
    assert 'src="data:image/svg+xml;base64,' in page
    assert "Bars: late limits of each unit" in page
    assert "县信访局" in page
    assert case.number not in page
    assert "改后超期" in reading(office, name, language="zh-hans")


def test_units_outside_the_region_are_not_counted(office: Office) -> None:
    petition(office)
    theirs = petition(office, unit="elsewhere", by="stranger").case
    Clock.objects.filter(case=theirs).update(rule=Clock.objects.exclude(case=theirs).get().rule)
    assert replayed(reading(office, "monitor")) == 1
    assert "邻县民政局" not in reading(office, "admin")


def test_tip_offs_and_cases_that_exclude_the_reader_are_not_counted(office: Office) -> None:
    sealed = tip_off(office)
    Clock.objects.filter(rule__key="xf_triage").update(case=sealed)
    assert replayed(reading(office, "monitor")) == 0
    Clock.objects.filter(rule__key="xf_triage").update(case=petition(office).case)
    CaseExclusion.objects.create(
        case=petition(office).case, person=office["monitor"], reason="complained of", since=MONDAY
    )
    assert replayed(reading(office, "monitor")) == 2
    assert replayed(reading(office, "bureau_head")) == 3


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("rule=xf_triage&days=0", "greater than or equal to 1"),
        ("rule=xf_triage&days=", "This field is required"),
        ("rule=weather&days=10", "Select a valid choice"),
        ("rule=xf_triage&days=99999", "between 1 and 3660"),
        ("rule=xf_triage&days=10&since=2026-09-01&until=2026-08-01", "ends before it begins"),
    ],
)
def test_a_wrong_question_is_answered_beside_its_field(
    office: Office, question: str, says: str
) -> None:
    page = reading(office, "monitor", f"{ADDRESS}?{question}")
    assert says in page
    assert "Limits replayed" not in page


def test_too_many_limits_are_refused_with_the_way_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition(office)
    monkeypatch.setattr(simulation_views, "AT_MOST", 0)
    assert "Choose a shorter period" in reading(office, "monitor")


def test_the_dashboard_leads_those_who_may_ask_to_it(office: Office) -> None:
    assert ADDRESS in reading(office, "bureau_head", "/oversight/")
    assert ADDRESS not in reading(office, "leader", "/oversight/")


def test_the_page_asks_no_more_for_more_cases(office: Office) -> None:
    client, used = Client(), []
    client.force_login(office["monitor"])
    for cases in (1, 5):
        for _case in range(cases):
            petition(office)
        with CaptureQueriesContext(connection) as seen:
            client.get(QUESTION)
        used.append(len(seen))
    assert used[0] == used[1] <= 30
