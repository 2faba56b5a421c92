"""The ladder: every rung exactly once, in order, whatever happens to the sweepers."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection

from notifications.models import Notice
from tests.office import MONDAY, Office, act, advance, open_office, petition
from tests.workflows.crowd import crowd
from workflows.counting.ladder import ladder_for
from workflows.escalation.rung_effects import sweep
from workflows.models import Alarm, CaseEvent, Clock
from workflows.states import Status

LONG_AFTER = MONDAY + timedelta(days=365)
CLIMBED = ["remind", "remind", "urge", "supervise", "warn"]


def rungs(case_id: int, rule: str) -> list[str]:
    events = CaseEvent.objects.filter(case_id=case_id, details__rule=rule, actor_kind="timer")
    return [event.act for event in events.order_by("pk")]


def test_an_untouched_case_climbs_rung_by_rung(office: Office) -> None:
    case = petition(office).case
    alarms = Alarm.objects.filter(clock__case=case).order_by("fires_at")
    for alarm in list(alarms):
        assert sweep(alarm.fires_at - timedelta(minutes=1)).fired == 0
        assert sweep(alarm.fires_at).fired >= 1
    assert rungs(case.pk, "xf_triage") == CLIMBED


def test_sweeping_again_fires_nothing(office: Office) -> None:
    petition(office)
    sweep(LONG_AFTER)
    assert sweep(LONG_AFTER).fired == 0


def test_missed_rungs_speak_once(office: Office) -> None:
    case = petition(office).case
    Notice.objects.all().delete()
    sweep(LONG_AFTER)
    told = Counter(Notice.objects.values_list("recipient__username", flat=True))
    assert set(told.values()) == {1}
    assert case.documents.filter(kind="warning_inquiry").count() == 1


def test_a_case_on_nobodys_desk_climbs_too(office: Office) -> None:
    case = petition(office).case
    office["officer"].tenures.update(until=MONDAY + timedelta(hours=1))
    sweep(LONG_AFTER)
    assert rungs(case.pk, "xf_triage") == CLIMBED


def test_an_act_in_time_silences_the_ladder(office: Office) -> None:
    case = petition(office).case
    advance(office, case, "forward", at=MONDAY + timedelta(days=1))
    sweep(LONG_AFTER)
    assert rungs(case.pk, "xf_triage") == []


def test_an_extension_moves_the_rungs_with_the_limit(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    old = Clock.objects.get(case=case, rule__key="handle")
    act(office, case, "extend", "unit_head", at=MONDAY + timedelta(days=50))
    clock = Clock.objects.get(pk=old.pk)
    pending = clock.alarms.filter(state=Alarm.State.PENDING)
    assert pending.count() == len(ladder_for("handle"))
    assert pending.filter(rung="urge", fires_at__gt=clock.due_at).exists()
    # 10-08 was pushed by National Day; the 30 days are counted on from the bare 60th day.
    assert (str(old.due_on), str(clock.due_on)) == ("2026-10-08", "2026-11-02")


def test_a_rung_whose_act_no_longer_fits_is_dropped(office: Office) -> None:
    case = petition(office).case
    act(office, case, "withdraw", "petitioner", at=MONDAY)
    Alarm.objects.filter(clock__case=case).update(state=Alarm.State.PENDING)
    assert sweep(LONG_AFTER).fired == 0
    assert case.__class__.objects.get(pk=case.pk).status == Status.WITHDRAWN


def many_due(office: Office, copies: int) -> int:
    """Copies of one overdue case with its alarms; the number of alarms."""
    case = petition(office).case
    return crowd(case, copies) + Alarm.objects.filter(clock__case=case).count()


def database_url() -> str:
    """The test's own database, for the programs under test."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def _sweeper(at: datetime) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "sweep", "--at", at.isoformat()],
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.DEVNULL,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_sweepers_and_a_kill_fire_each_rung_once() -> None:
    total = many_due(open_office(), copies=150)
    killed, other = _sweeper(LONG_AFTER), _sweeper(LONG_AFTER)
    while not Alarm.objects.filter(state=Alarm.State.FIRED).exists():
        assert killed.poll() is None, "the sweeper ended before it could be killed"
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert other.wait(timeout=300) == 0
    sweep(LONG_AFTER)
    fired = Alarm.objects.filter(state=Alarm.State.FIRED, case_event__isnull=False)
    assert fired.count() == total
    assert fired.values("case_event").distinct().count() == total
    assert CaseEvent.objects.filter(actor_kind="timer").count() == total
