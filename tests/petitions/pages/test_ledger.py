import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from petitions.letters import bigram_search
from petitions.models import Petition
from petitions.vault import keyed_digests
from tests.office import MONDAY, Office, act, advance, petition
from tests.petitions.pages.conftest import WEDNESDAY, SignIn

LONG_BEFORE = MONDAY - timedelta(days=40)
ID_NUMBER = "11010519491231002X"
MOST_QUERIES = 16  # ten for the ledger, the rest for the session and the frame of every page


def numbers(client_page: object) -> set[str]:
    rows = client_page.context["rows"]  # type: ignore[attr-defined]
    return {row.case.number for row in rows}


def test_each_filter_finds_what_it_says(office: Office, sign_in: SignIn) -> None:
    old, new = petition(office, at=LONG_BEFORE).case, petition(office, at=MONDAY).case
    advance(office, old, "accept", at=LONG_BEFORE)
    act(office, old, "appoint_leader", "officer", at=LONG_BEFORE)
    Petition.objects.filter(case=new).update(channel="visit", content_class="land")
    client = sign_in("officer")
    for query, expected in {
        "": {old, new},
        "status=registered": {new},
        "status=open": {old, new},
        "status=over": set(),
        f"unit={office.units['department'].pk}": {old},
        f"leader={office['leader'].pk}": {old},
        "petition_class=appeal": {old},
        "channel=visit": {new},
        "content_class=land": {new},
        "region=150121": {old, new},
        "region=150122": set(),
        "since=2026-08-01": {new},
        "until=2026-08-01": {old},
        "q=养老保险": {old, new},
        f"q={new.number}": {new},
        "q=没有这样的词": set(),
    }.items():
        assert numbers(client.get(f"/cases/?{query}")) == {c.number for c in expected}, query


def test_words_stand_anywhere_and_numbers_find_their_people(
    office: Office, sign_in: SignIn
) -> None:
    """A number of the source, a telephone, an identity number: whole, in anybody's writing."""
    ours, other = petition(office).case, petition(office).case
    person = other.letter.petitioners.get()
    person.phone, person.identity_digest = "", keyed_digests.identity_digest("", ID_NUMBER)
    person.save()
    external = "呼12345-E001"
    words = bigram_search.vector(ours.letter.text, external)
    Petition.objects.filter(case=ours).update(external_number=external, search=words)
    client = sign_in("officer")
    for query, expected in {
        "E001": {ours},
        "12345-E001": {ours},
        "待遇 养老保险": {ours, other},
        "待遇 没有这样的词": set(),
        "13900000000": {ours},
        "0086-13900000000": {ours},
        "１３９ 0000 0000": {ours},
        ID_NUMBER.lower(): {other},
        "13900000001": set(),
        " ": {ours, other},
    }.items():
        found = numbers(client.get("/cases/", {"q": query}))
        assert found == {case.number for case in expected}, query
    assert numbers(sign_in("monitor").get("/cases/", {"q": "13900000000"})) == set()


def test_overdue_means_a_duty_is_late_and_not_a_right_that_lapsed(
    office: Office, sign_in: SignIn
) -> None:
    late = petition(office, at=LONG_BEFORE).case
    served = advance(office, petition(office, at=LONG_BEFORE).case, "sign_off", at=LONG_BEFORE)
    act(office, served, "serve", "unit_officer", at=LONG_BEFORE, served_on=LONG_BEFORE.date())
    act(office, served, "report_execution", "unit_officer", at=LONG_BEFORE, report="已执行。")
    assert served.clocks.filter(state="running", due_on__lt=WEDNESDAY.date()).exists()
    assert numbers(sign_in("officer").get("/cases/?overdue=on")) == {late.number}


def test_a_monitor_sees_envelopes_and_finds_nothing_by_words(
    office: Office, sign_in: SignIn
) -> None:
    case = petition(office).case
    client = sign_in("monitor")
    page = client.get("/cases/").content.decode()
    assert case.number in page
    assert "养老保险" not in page
    assert "信访人甲" not in page
    assert numbers(client.get("/cases/?q=养老保险")) == set()
    assert numbers(client.get("/cases/?channel=letter")) == set()
    assert numbers(client.get(f"/cases/?q={case.number}")) == {case.number}


def test_a_stranger_has_an_empty_ledger(office: Office, sign_in: SignIn) -> None:
    petition(office)
    assert numbers(sign_in("stranger").get("/cases/")) == set()


def test_a_condition_in_force_can_be_taken_off(office: Office, sign_in: SignIn) -> None:
    petition(office)
    page = sign_in("officer").get("/cases/?status=registered&q=养老&page=1")
    off = {each["without"] for each in page.context["active"]}
    assert "status=registered" in off
    assert "q=%E5%85%BB%E8%80%81" in off


@pytest.mark.parametrize(
    "query",
    [
        "page=x",
        "after=x",
        "before=9~~1",
        "after=0~2026-01-01T00:00:00Z~²",
        "status=wrong",
        "since=2026-13-01",
        "unit=x",
    ],
)
def test_a_senseless_query_does_no_harm(office: Office, sign_in: SignIn, query: str) -> None:
    assert sign_in("officer").get(f"/cases/?{query}").status_code == 200


def test_pages_hold_25_and_can_be_sorted(office: Office, sign_in: SignIn) -> None:
    cases = [petition(office, at=MONDAY + timedelta(minutes=n)).case for n in range(26)]
    client = sign_in("officer")
    first = client.get("/cases/?order=registered").context
    assert [row.case.pk for row in first["rows"]] == [case.pk for case in cases[:25]]
    later = client.get("/cases/", {"order": "registered", "after": str(first["page"].after)})
    assert numbers(later) == {cases[25].number}
    earlier = {"order": "registered", "before": str(later.context["page"].before)}
    assert client.get("/cases/", earlier).context["rows"] == first["rows"]


def test_more_rows_cost_no_more_queries(office: Office, sign_in: SignIn) -> None:
    petition(office)
    client = sign_in("officer")
    with CaptureQueriesContext(connection) as few:
        client.get("/cases/?q=养老保险&overdue=")
    for _ in range(5):
        petition(office)
    with CaptureQueriesContext(connection) as many:
        client.get("/cases/?q=养老保险&overdue=")
    assert len(many) == len(few) <= MOST_QUERIES


def test_the_export_holds_exactly_what_is_filtered(office: Office, sign_in: SignIn) -> None:
    petition(office, at=LONG_BEFORE)
    wanted = petition(office, at=MONDAY).case
    client = sign_in("officer")
    sheet = client.get("/cases/export.csv?since=2026-08-01")
    rows = list(csv.reader(io.StringIO(b"".join(sheet).decode("utf-8-sig"))))
    assert [row[0] for row in rows[2:]] == [wanted.number]
    book = load_workbook(io.BytesIO(b"".join(client.get("/cases/export.xlsx?since=2026-08-01"))))
    assert [row[0] for row in list(book.worksheets[0].values)[2:]] == [wanted.number]


def test_the_export_leaves_out_letters_that_the_reader_may_not_open(
    office: Office, sign_in: SignIn
) -> None:
    case = petition(office).case
    sheet = b"".join(sign_in("monitor").get("/cases/export.csv")).decode()
    assert case.number not in sheet
    assert sign_in("officer").get("/cases/export.exe").status_code == 404
