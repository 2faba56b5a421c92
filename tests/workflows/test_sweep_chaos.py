"""Sweepers killed and started again at random, on a ladder that keeps filling up.

`JIANJIAN_CHAOS_SECONDS` sets how long each number of sweepers goes on.
"""

import multiprocessing
import os
import random
import time
from collections import Counter
from datetime import timedelta
from multiprocessing.process import BaseProcess

import pytest
import structlog
from django.db import connection

from notifications.models import Notice
from tests.office import MONDAY, open_office, petition
from tests.workflows.crowd import crowd
from workflows.escalation.alarm_sweep import due_alarms
from workflows.escalation.rung_effects import sweep
from workflows.models import Alarm, Case, CaseEvent, Clock, Document

log = structlog.get_logger(__name__)

SECONDS = float(os.environ.get("JIANJIAN_CHAOS_SECONDS", "4"))
LONG_AFTER = MONDAY + timedelta(days=365)
BATCH = 20
ADDED = 40
LIVES_S = (0.05, 1.5)
RUNGS = ("remind_1", "remind_2", "urge", "supervise", "warn")
chance = random.Random(20260803)  # noqa: S311  # no secret

# Every rung once: its alarm, its event, its paper, its words, and the clock for the reply.
RUNG = "FROM workflows_caseevent AS event WHERE actor_kind = 'timer'"
SPOKE = f"{RUNG} AND NOT (details ->> 'caught_up')::bool"
PAPERS = "(SELECT count(*) FROM workflows_document WHERE case_event_id = event.id)"
REPLIES = "(SELECT count(*) FROM workflows_clockevent WHERE case_event_id = event.id)"
WORDS = "(SELECT count(*) FROM notifications_notice WHERE dedupe_key = 'event:' || event.id)"
UNSOUND = {
    "not fired": f"FROM workflows_alarm WHERE fires_at <= '{LONG_AFTER}' AND state <> 'fired'",
    "fired without event": "FROM workflows_alarm WHERE state = 'fired' AND case_event_id IS NULL",
    "event without its one alarm": f"""{RUNG} AND 1 <> (
        SELECT count(*) FROM workflows_alarm WHERE case_event_id = event.id)""",
    "paper not once": f"{SPOKE} AND act <> 'remind' AND {PAPERS} <> 1",
    "reply not once": f"{SPOKE} AND act = 'supervise' AND {REPLIES} <> 1",
    "nobody told": f"{SPOKE} AND {WORDS} = 0",
    "spoke though caught up": f"""{RUNG} AND (details ->> 'caught_up')::bool
        AND {PAPERS} + {REPLIES} + {WORDS} > 0""",
    "told twice": """FROM (SELECT FROM notifications_notice
        GROUP BY recipient_id, dedupe_key HAVING count(*) > 1) AS twice""",
    "number left out": """FROM workflows_counter WHERE value <> (
        SELECT count(*) FROM workflows_document WHERE series LIKE '%:' || kind || ':%')
        AND series NOT LIKE 'case:%'""",
}


def _sweep_for_ever() -> None:
    connection.connection = None  # never the one of whoever forked it
    while True:
        sweep(LONG_AFTER, batch=BATCH)


def _started() -> tuple[BaseProcess, float]:
    connection.close()  # a child must not inherit it
    process = multiprocessing.get_context("fork").Process(target=_sweep_for_ever, daemon=True)
    process.start()
    return process, time.monotonic() + chance.uniform(*LIVES_S)


def _one_rung_each(copy: int, alarm: Alarm) -> bool:
    """Every seventh copy is late with its whole ladder; the others have one rung in turn."""
    return copy % 7 == 0 or alarm.rung == RUNGS[copy % len(RUNGS)]


def _chaos(case: Case, sweepers: int) -> Counter[str]:
    """Go on killing and adding for a while; what was done."""
    done: Counter[str] = Counter()
    running = [_started() for _ in range(sweepers)]
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        done["rungs"] += crowd(case, ADDED, wanted=_one_rung_each)
        for n, (process, dies_at) in enumerate(running):
            if time.monotonic() > dies_at:
                process.kill()
                process.join()
                running[n] = _started()
                done["kills"] += 1
        time.sleep(0.05)
    for process, _dies_at in running:
        process.kill()
        process.join()
    return done


def _counts() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for name, rest in UNSOUND.items():
            cursor.execute(f"SELECT count(*) {rest}")
            counts[name] = cursor.fetchone()[0]
    return counts


def _written() -> dict[str, int]:
    return {
        "events": CaseEvent.objects.filter(actor_kind="timer").count(),
        "papers": Document.objects.filter(case_event__actor_kind="timer").count(),
        "notices": Notice.objects.filter(dedupe_key__startswith="event:").count(),
        "replies": Clock.objects.filter(rule__key="supervise_reply").count(),
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sweepers", [2, 4, 8])
def test_whatever_is_killed_every_rung_happens_once(sweepers: int) -> None:
    case = petition(open_office()).case
    own = Alarm.objects.filter(clock__case=case).count()
    done = _chaos(case, sweepers)
    while due_alarms(LONG_AFTER).exists():
        sweep(LONG_AFTER)
    log.info("chaos", sweepers=sweepers, **done, **_written())
    assert _counts() == dict.fromkeys(UNSOUND, 0)
    assert Alarm.objects.filter(state="fired").count() == done["rungs"] + own
