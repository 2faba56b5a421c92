"""The checks find what fell through, and nothing in an office where nothing did."""

import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from organizations.models import Person, Unit
from oversight.models import CheckRun
from oversight.second_opinion import differences
from oversight.tasks import nightly_checks
from tests.office import Office, act, petition
from tests.ways import AFTERWARDS, PETITION_STATUSES, bring_to
from workflows import escalation
from workflows.models import Alarm, CaseEvent, Clock, DeskTask
from workflows.states import Status


def found() -> dict[str, Any]:
    """Check name → its outcome, as the command prints them; 'code' is its exit code."""
    out, code = StringIO(), 0
    try:
        call_command("check_integrity", "--json", stdout=out)
    except SystemExit as ended:
        code = int(str(ended.code))
    return {c["name"]: c for c in json.loads(out.getvalue())["checks"]} | {"code": code}


def wrong() -> set[str]:
    answer = found()
    return {name for name, check in answer.items() if name != "code" and not check["ok"]}


def test_nothing_is_found_where_nothing_fell_through(office: Office) -> None:
    for status in PETITION_STATUSES:
        bring_to(office, status)
    escalation.sweep(timezone.now())
    assert wrong() == set()
    assert found()["code"] == 0


def test_an_open_case_without_desk_or_clock_is_named(office: Office) -> None:
    case = petition(office).case
    DeskTask.objects.filter(case=case).update(status="DONE")
    Clock.objects.filter(case=case).update(state="void")
    answer = found()
    assert answer["open_without_desk"]["cases"] == [case.number]
    assert answer["open_without_clock"]["cases"] == [case.number]
    assert answer["code"] == 1


def test_a_clock_nobody_would_hear_is_named(office: Office) -> None:
    case = petition(office, at=timezone.now()).case
    Alarm.objects.filter(clock__case=case).update(state="void")
    assert wrong() == {"clock_without_alarm"}


def test_an_alarm_nobody_fired_is_named(office: Office) -> None:
    petition(office)
    assert wrong() == {"alarm_unfired"}


@pytest.mark.parametrize("gone", ["unit", "owner", "post"])
def test_a_desk_nobody_sits_at_is_named(office: Office, gone: str) -> None:
    case = petition(office, at=timezone.now()).case
    desk = DeskTask.objects.filter(case=case)
    if gone == "unit":
        Unit.objects.filter(pk=case.intake_unit_id).update(closed_on=date(2026, 1, 1))
    else:
        desk.update(owner=office["officer"], status="ASSIGNED")
        assert wrong() == set()
    if gone == "owner":
        Person.objects.filter(pk=office["officer"].pk).update(is_active=False)
    if gone == "post":
        office["officer"].tenures.update(until=timezone.now() - timedelta(days=1))
    assert wrong() == {"orphan_desk"}


def test_a_stored_day_that_the_events_do_not_give_is_named(office: Office) -> None:
    case = petition(office, at=timezone.now()).case
    Clock.objects.filter(case=case).update(due_on=date(2030, 1, 1))
    assert "due_date_differs" in wrong()


def test_a_status_that_is_not_the_last_event_s_is_named(office: Office) -> None:
    case = petition(office, at=timezone.now()).case
    told = {"source": Status.REGISTERED, "target": Status.ACCEPTED, "at": timezone.now()}
    CaseEvent.objects.create(case_id=case.pk, act="accept", actor_kind="timer", **told)
    assert wrong() == {"status_differs"}


def test_the_second_opinion_agrees_on_pauses_and_extensions(office: Office) -> None:
    extended = bring_to(office, Status.ACCEPTED)
    act(office, extended, "extend", "unit_head", at=AFTERWARDS)
    heard = bring_to(office, Status.UNDER_RECHECK)
    act(office, heard, "begin_hearing", "rechecker", at=AFTERWARDS + timedelta(days=3))
    assert list(differences(Clock.objects.all())) == []
    act(office, heard, "end_hearing", "rechecker", at=AFTERWARDS + timedelta(days=12))
    for status in PETITION_STATUSES:
        bring_to(office, status)
    assert list(differences(Clock.objects.all())) == []


def test_the_nightly_task_keeps_what_it_found(office: Office) -> None:
    petition(office)
    nightly_checks()
    kept = CheckRun.objects.get()
    assert not kept.ok
    assert {each["name"] for each in kept.found if not each["ok"]} == {"alarm_unfired"}
