"""Who read what of the tip-offs: for the monitor alone, and alerts on the unusual."""

from datetime import datetime, timedelta

import pgtrigger
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notifications.models import Notice
from oversight.readings import unusual_readings
from oversight.tasks import walk_audit, watch_readings
from tests.office import MONDAY, Office
from tests.petitions.vault.clues import clue
from workflows.audit.read_log import Reading, readers_before, readings_of, record, record_many
from workflows.models import Case, CaseExclusion, CaseRead, Part
from workflows.states import Kind

PAGE = "/oversight/readings/"
STATEMENTS = 30
AFTERNOON = MONDAY.replace(hour=15)
NIGHT = MONDAY.replace(hour=23)


def client(office: Office, name: str) -> Client:
    made = Client()
    made.force_login(office[name])
    return made


def read(office: Office, name: str, case: Case, *, at: datetime = AFTERNOON) -> CaseRead:
    return record(case, office[name], Reading(Part.LETTER, f"核查 {name}"), at=at)


def exclude(office: Office, name: str, case: Case) -> CaseExclusion:
    since = AFTERNOON + timedelta(hours=1)
    return CaseExclusion.objects.create(case=case, person=office[name], reason="亲属", since=since)


def alerts(office: Office, name: str = "monitor") -> list[str]:
    found = Notice.objects.filter(recipient=office[name], kind="reading").order_by("subject")
    return list(found.values_list("subject", flat=True))


def test_the_page_shows_who_read_what_when_and_why(office: Office) -> None:
    case = clue(office)
    read(office, "clue_handler", case)
    page = client(office, "monitor").get(PAGE)
    for words in (case.number, "clue_handler", "检举控告内容", "核查 clue_handler", "15:00:00"):
        assert words in page.text


def test_the_act_whose_form_was_opened_is_told_by_name(office: Office) -> None:
    record(clue(office), office["clue_officer"], Reading(Part.LETTER, "hand_over"), at=AFTERNOON)
    page = client(office, "monitor").get(PAGE)
    assert "移送承办" in page.text
    assert "hand_over" not in page.text


def test_the_filters_narrow_it(office: Office) -> None:
    one, two = clue(office), clue(office)
    read(office, "clue_handler", one)
    read(office, "clue_officer", two, at=NIGHT)
    record(two, office["registrar"], Reading(Part.PAPER, "误入", refused=True), at=AFTERNOON)
    monitor = client(office, "monitor")
    for query, told in {
        "reader=clue_handler": {"核查 clue_handler"},
        f"number={two.number.lower()}": {"核查 clue_officer", "误入"},
        "part=paper": {"误入"},
        "since=2026-08-04": set(),
        "until=2026-08-03&show=night": {"核查 clue_officer"},
        "show=refused": {"误入"},
        "show=outside": {"误入"},
        "show=identity": set(),
    }.items():
        text = monitor.get(f"{PAGE}?{query}").text
        assert {w for w in ("核查 clue_handler", "核查 clue_officer", "误入") if w in text} == told
    wrong = monitor.get(f"{PAGE}?since=2026-08-04&until=2026-08-01").text
    assert "早于" in wrong or "之前" in wrong


def test_readings_of_somebody_named_later_are_listed(office: Office) -> None:
    case = clue(office)
    earlier, _other = read(office, "clue_handler", case), read(office, "clue_officer", case)
    exclusion = exclude(office, "clue_handler", case)
    text = client(office, "monitor").get(f"{PAGE}?show=excluded").text
    assert "核查 clue_handler" in text
    assert "核查 clue_officer" not in text
    assert list(readers_before(exclusion)) == [earlier]
    assert list(readings_of(case, office["clue_handler"])) == [earlier]


def test_readings_of_a_case_about_the_monitor_are_not_there_for_him(office: Office) -> None:
    case = clue(office)
    read(office, "clue_handler", case)
    exclude(office, "monitor", case)
    text = client(office, "monitor").get(PAGE).text
    assert case.number not in text
    assert client(office, "admin").get(PAGE).status_code == 403


@pytest.mark.parametrize("name", ["registrar", "clue_handler", "clue_head", "leader"])
def test_the_page_is_for_nobody_else(name: str, office: Office) -> None:
    assert client(office, name).get(PAGE).status_code == 403


def test_more_readings_cost_no_more_statements(office: Office) -> None:
    case, monitor, counts = clue(office), client(office, "monitor"), []
    for _ in range(2):
        for name in ("clue_handler", "clue_officer", "clue_head"):
            read(office, name, case)
        with CaptureQueriesContext(connection) as queries:
            assert monitor.get(PAGE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= STATEMENTS


def test_a_reading_costs_one_statement_whatever_the_number(office: Office) -> None:
    cases = [clue(office) for _ in range(3)]
    record(cases[0], office["clue_handler"], Reading(Part.LETTER), at=AFTERNOON)
    with CaptureQueriesContext(connection) as queries:
        record(cases[0], office["clue_handler"], Reading(Part.LETTER), at=AFTERNOON)
        record_many(cases, office["clue_handler"], Reading(Part.EXPORT), at=AFTERNOON)
    assert len(queries) == 2


def test_many_cases_in_an_hour_are_told_once_a_day(office: Office) -> None:
    case = clue(office)
    envelope = {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields}
    copies = [
        Case(**envelope | {"id": None, "number": f"线索{n}"}) for n in range(unusual_readings.MANY)
    ]
    with pgtrigger.ignore("workflows.Case:begins_new"):
        cases = Case.objects.bulk_create(copies)
    for each in cases:
        each.parts.create(unit_id=each.holding_unit_id, part="holder", since=MONDAY)
    record_many(cases[1:], office["clue_handler"], Reading(Part.LETTER), at=AFTERNOON)
    assert unusual_readings.notify_monitors(AFTERNOON) == 0
    read(office, "clue_handler", cases[0], at=AFTERNOON)
    assert unusual_readings.notify_monitors(AFTERNOON) == 1
    assert unusual_readings.notify_monitors(AFTERNOON + timedelta(minutes=10)) == 0
    assert alerts(office) == ["clue_handler一小时内查阅大量检举控告"]


def test_reading_at_night_or_from_outside_is_told_to_the_monitor(office: Office) -> None:
    case = clue(office)
    read(office, "clue_handler", case)
    assert unusual_readings.notify_monitors(AFTERNOON) == 0
    read(office, "clue_handler", case, at=NIGHT)
    read(office, "stranger", case, at=NIGHT)
    assert unusual_readings.notify_monitors(NIGHT) == 3
    assert "clue_handler夜间查阅检举控告" in alerts(office)
    assert "stranger查阅非本单位经办的检举控告" in alerts(office)
    assert not Notice.objects.filter(body__contains=case.number).exists()
    watch_readings()


def test_a_monitor_whom_the_case_excludes_is_not_told(office: Office) -> None:
    case = clue(office)
    exclude(office, "monitor", case)
    read(office, "clue_handler", case, at=NIGHT)
    assert unusual_readings.notify_monitors(NIGHT) == 0
    assert alerts(office) == []
    assert Case.objects.filter(kind=Kind.TIP_OFF).exists()


def test_a_unit_that_a_case_excludes_keeps_no_other_monitor_from_being_told(
    office: Office,
) -> None:
    case = clue(office)
    CaseExclusion.objects.create(
        case=case, unit=office.units["department"], reason="named", since=MONDAY
    )
    read(office, "clue_handler", case, at=NIGHT)
    assert unusual_readings.notify_monitors(NIGHT) == 1


def test_a_broken_chain_is_told_to_those_who_watch_and_names_no_case(office: Office) -> None:
    case = clue(office)
    row = read(office, "clue_handler", case)
    walk_audit()
    assert not Notice.objects.filter(kind="audit").exists()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE workflows_caseread SET why = '' WHERE id = %s", [row.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    walk_audit()
    told = Notice.objects.filter(kind="audit")
    assert {n.recipient_id for n in told} == {
        office[name].pk for name in ("monitor", "admin", "auditor")
    }
    assert {n.subject for n in told} == {"审计链发现1处异常"}
    assert not told.filter(body__contains=case.number).exists()
