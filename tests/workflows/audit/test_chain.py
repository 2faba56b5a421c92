"""Whoever changes or takes away a row of the audit is found, and where."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from tests.office import MONDAY, Office, act, advance, petition
from workflows.audit.chain_sealing import seal
from workflows.audit.chain_verification import ChainFault, verify
from workflows.audit.read_log import Reading, record
from workflows.models import AuditLink, AuditSeal, Case, CaseEvent, CaseRead, Part
from workflows.tasks import seal_audit

LATER = MONDAY + timedelta(days=1)


def tamper(statement: str, *values: int) -> None:
    """What only a superuser can: past the triggers, as if the row had always been so."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
        cursor.execute("SET LOCAL session_replication_role = origin")


def busy_case(office: Office) -> Case:
    """Some events, sealed; then a reading and one more event, sealed again."""
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    seal(MONDAY)
    record(case, office["unit_officer"], Reading(Part.LETTER, "办理"), at=LATER)
    act(office, case, "investigate", "unit_officer", at=LATER)
    seal(LATER)
    assert verify().ok
    return case


def found() -> list[ChainFault]:
    return list(verify().faults)


def events(case: Case) -> list[CaseEvent]:
    return list(case.events.order_by("pk"))


@pytest.mark.parametrize(
    "change",
    ["details = '{\"unit\": 1}'", "act = 'refuse'", "actor_id = NULL", "at = at + interval '1 s'"],
)
def test_a_changed_event_is_found_at_its_place(change: str, office: Office) -> None:
    case = busy_case(office)
    middle = events(case)[1]
    tamper(f"UPDATE workflows_caseevent SET {change} WHERE id = %s", middle.pk)
    assert found() == [ChainFault("row_changed", "event", middle.pk, case.number, 1)]


def test_a_changed_or_deleted_reading_is_found_at_its_place(office: Office) -> None:
    case, read = busy_case(office), CaseRead.objects.get()
    tamper("UPDATE workflows_caseread SET why = '' WHERE id = %s", read.pk)
    assert found() == [ChainFault("row_changed", "read", read.pk, case.number, 2)]
    tamper("DELETE FROM workflows_caseread WHERE id = %s", read.pk)
    assert found() == [ChainFault("row_missing", "read", read.pk, case.number, 2)]


@pytest.mark.parametrize("sealed", [True, False])
def test_a_deleted_last_event_is_found_sealed_or_not(sealed: bool, office: Office) -> None:  # noqa: FBT001
    case = busy_case(office)
    act(office, case, "draft_opinion", "unit_officer", at=LATER)
    if sealed:
        seal(LATER)
    last = CaseEvent.objects.filter(case=case).latest("pk")
    tamper("DELETE FROM workflows_caseevent WHERE id = %s", last.pk)
    assert found() == [
        ChainFault("row_missing", "event", last.pk, case.number, 3 if sealed else None)
    ]


def test_the_last_event_deleted_with_its_link_is_found_by_the_seal(office: Office) -> None:
    case = busy_case(office)
    last = events(case)[-1]
    tamper("DELETE FROM workflows_auditlink WHERE source = 'event' AND row = %s", last.pk)
    linkless = ChainFault("link_missing", "event", last.pk, case.number)
    cut = ChainFault("link_missing", case=case.number, seal=2, at=LATER.isoformat())
    assert {f.kind for f in found()} == {"link_missing"}
    assert linkless in found()
    tamper("DELETE FROM workflows_caseevent WHERE id = %s", last.pk)
    (fault,) = found()
    assert (fault.kind, fault.case, fault.seal) == (cut.kind, cut.case, cut.seal)


def test_a_gap_in_the_middle_is_found_by_the_next_link_and_the_seal(office: Office) -> None:
    case = busy_case(office)
    act(office, case, "draft_opinion", "unit_officer", at=LATER)
    seal(LATER)
    middle, after = events(case)[-2:]
    tamper("DELETE FROM workflows_auditlink WHERE source = 'event' AND row = %s", middle.pk)
    tamper("DELETE FROM workflows_caseevent WHERE id = %s", middle.pk)
    faults = found()
    assert ChainFault("link_before_missing", "event", after.pk, case.number, 3) in faults
    assert ("link_missing", case.number, 2) in {(f.kind, f.case, f.seal) for f in faults}


def test_a_row_put_in_past_the_trigger_has_no_link(office: Office) -> None:
    case = busy_case(office)
    tamper(
        "INSERT INTO workflows_caseread (case_id, reader_id, at, recorded_at, part, why, refused,"
        " reference) VALUES (%s, %s, now(), now(), 'letter', '', false, '')",
        case.pk,
        office["officer"].pk,
    )
    forged = CaseRead.objects.latest("pk")
    assert found() == [ChainFault("link_missing", "read", forged.pk, case.number)]


def test_a_chain_that_was_written_anew_differs_from_its_seal(office: Office) -> None:
    busy_case(office)
    link = AuditLink.objects.filter(seal=2).latest("pk")
    tamper("UPDATE workflows_auditlink SET hash = repeat('0', 64) WHERE id = %s", link.pk)
    assert {fault.kind for fault in found()} == {"row_changed", "link_changed"}
    assert {fault.seal for fault in found()} == {2}


def test_a_changed_or_missing_seal_and_another_head_are_found(office: Office) -> None:
    busy_case(office)
    head = verify().head
    assert verify(expected=head).ok
    tamper("UPDATE workflows_auditseal SET at = at - interval '1 day' WHERE number = 1")
    assert [(f.kind, f.seal) for f in found()] == [("seal_changed", 1)]
    tamper("DELETE FROM workflows_auditseal WHERE number = 1")
    assert ("seal_missing", 1) in {(f.kind, f.seal) for f in found()}
    tamper("DELETE FROM workflows_auditseal WHERE number = 2")
    assert ("head_differs", 2) in {(f.kind, f.seal) for f in verify(expected=head).faults}


@pytest.mark.parametrize("model", [CaseEvent, CaseRead, AuditLink, AuditSeal])
def test_the_database_refuses_changes_and_deletions(model: Any, office: Office) -> None:
    busy_case(office)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    change = {"seal": 9} if model is AuditLink else {model._meta.pk.attname: 999}
    with pytest.raises(ProgrammingError), transaction.atomic():
        model.objects.filter(pk=model.objects.first().pk).update(**change)


def test_an_account_that_is_no_superuser_lacks_even_the_right(office: Office) -> None:
    busy_case(office)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relacl::text FROM pg_class WHERE relname IN ('workflows_caseevent',"
            " 'workflows_caseread', 'workflows_auditlink', 'workflows_auditseal')"
        )
        rights = {name: acl.split("=")[1].split("/")[0] for name, acl in cursor}
    assert all(not set(held) & set("wd") for held in rights.values()), rights


def test_the_command_says_it_in_json_and_by_its_exit(office: Office) -> None:
    case = busy_case(office)
    seal_audit()
    out = StringIO()
    call_command("verify_audit", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["ok"], told["unsealed"], told["faults"]) == (True, 0, [])
    tamper("DELETE FROM workflows_caseread WHERE id = %s", CaseRead.objects.get().pk)
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", stdout=out)
    assert end.value.code == 1
    assert case.number in out.getvalue()
