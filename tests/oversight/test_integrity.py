"""Each check finds what was planted for it and nothing else; a sound office has nothing."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.models import Delivery, Notice
from organizations.models import Person
from oversight.integrity import CHECKS, run
from oversight.integrity.nightly_run import KEPT_AT_MOST, run_and_keep
from oversight.models import CheckRun, Finding
from oversight.tasks import nightly_checks
from tests.office import MONDAY, Office, act, petition
from tests.oversight.checking import checked, wrong
from tests.oversight.faults import PLANTED, Planter, number_gap
from tests.oversight.faults_of_record import exclusion_taken_away
from tests.oversight.sound import climbed, fresh
from tests.ways import PETITION_STATUSES, bring_to
from workflows.escalation import rung_effects
from workflows.models import Alarm, CaseEvent, ClockEvent, DeskTask
from workflows.states import Status


def test_nothing_is_found_where_nothing_fell_through(office: Office) -> None:
    for status in PETITION_STATUSES:
        bring_to(office, status)
    climbed(office)
    fresh(office)
    found, code = checked()
    assert {name for name, each in found.items() if each["count"]} == set()
    assert code == 0


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_exactly_the_planted_fault_is_found(office: Office, plant: Planter) -> None:
    fresh(office)
    expected = plant(office)
    assert wrong() == {plant.__name__: sorted(expected)}


def test_an_exclusion_that_was_taken_away_by_sql_is_found(office: Office) -> None:
    expected = exclusion_taken_away(office)
    assert wrong() == {"named_not_shut_out": sorted(expected)}


def test_every_check_has_a_fault_that_it_finds() -> None:
    assert {check.name for check in CHECKS} == {plant.__name__ for plant in PLANTED}


def test_the_answer_keeps_its_shape(office: Office) -> None:
    number_gap(office)
    found, code = checked()
    assert code == 1
    assert all(each.keys() >= {"name", "ok", "count", "cases"} for each in found.values())
    assert found["number_gap"]["count"] == 1


def test_the_command_names_what_it_found_in_words(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = number_gap(office)
    with pytest.raises(SystemExit):
        call_command("check_integrity")
    assert expected.pop() in capsys.readouterr().out


@pytest.mark.parametrize("gone", ["owner", "post"])
def test_a_desk_is_orphaned_by_a_lost_account_and_by_a_lost_post(office: Office, gone: str) -> None:
    case = fresh(office)
    desk = DeskTask.objects.filter(case=case, status="NEW")
    desk.update(owner=office["officer"], status="ASSIGNED")
    assert wrong() == {}
    if gone == "owner":
        Person.objects.filter(pk=office["officer"].pk).update(is_active=False)
    else:
        office["officer"].tenures.update(until=timezone.now() - timedelta(days=1))
    assert wrong()["orphan_desk"] == [case.number]


def test_a_designation_ends_the_row_of_returns(office: Office) -> None:
    case = fresh(office)
    told = {"case_id": case.pk, "actor_kind": "person", "at": timezone.now()}
    for name in ("uphold_objection",) * 2 + ("designate",) + ("uphold_objection",) * 2:
        CaseEvent.objects.create(act=name, source="objected", target=Status.REGISTERED, **told)
    assert wrong() == {}


def test_an_extension_longer_than_the_article_allows_is_found(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    event = act(office, case, "extend", "unit_head", at=MONDAY + timedelta(days=20))
    long = ClockEvent.objects.filter(case_event=event, kind="extend")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        long.update(days=31)
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert "extended_too_far" in wrong()


def test_a_rung_that_had_nobody_to_speak_to_is_no_fault(office: Office) -> None:
    petition(office)
    for name in ("officer", "bureau_head", "monitor"):
        office[name].tenures.update(until=MONDAY + timedelta(hours=1))
    rung_effects.sweep(timezone.now())
    assert "rung_unheard" not in wrong()


def test_an_alarm_of_an_ended_term_is_not_missed(office: Office) -> None:
    case = fresh(office)
    Alarm.objects.filter(clock__case=case, rung="remind_1").update(state="void")
    assert wrong() == {}


def test_the_nightly_task_keeps_what_it_found(office: Office) -> None:
    case = petition(office).case
    nightly_checks()
    kept = CheckRun.objects.get()
    assert not kept.ok
    assert {each["name"] for each in kept.found if not each["ok"]} == {"alarm_unfired"}
    assert set(kept.findings.values_list("check_name", "case", "name")) == {
        ("alarm_unfired", case.pk, case.number)
    }


def test_a_flood_of_faults_is_kept_within_bounds(office: Office) -> None:
    told = {"recipient": office["officer"], "kind": "case", "created_at": MONDAY}
    notices = [Notice(dedupe_key=f"{n}", **told) for n in range(KEPT_AT_MOST + 50)]
    Notice.objects.bulk_create(notices)
    Delivery.objects.bulk_create(
        Delivery(notice=each, channel="email", next_try_at=MONDAY) for each in notices
    )
    kept = run_and_keep(timezone.now())
    counts = {each["name"]: each["count"] for each in kept.found}
    assert counts["delivery_stuck"] == KEPT_AT_MOST + 50
    assert Finding.objects.count() == KEPT_AT_MOST


def test_the_number_of_queries_does_not_grow_with_cases(office: Office) -> None:
    used = []
    for _round in range(2):
        for status in (Status.SERVED, Status.CLOSED, Status.INVESTIGATING):
            bring_to(office, status)
        with CaptureQueriesContext(connection) as seen:
            run(timezone.now())
        used.append(len(seen))
    assert used[0] == used[1] <= 85  # one for each check, and what they share
