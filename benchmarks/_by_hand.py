"""The rows of a sweep, written by batched SQL as a careful hand would write them.

It decides nothing: whom a rung speaks to and how long its paper is, is told beforehand.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from workflows.counting.ladder import ladder_for
from workflows.models import Clock

BATCH = 500

CLAIM = """
    CREATE TEMP TABLE bench_batch ON COMMIT DROP AS
    WITH due AS (
        SELECT id, clock_id, rung FROM workflows_alarm
        WHERE state = 'pending' AND fires_at <= %(at)s
        ORDER BY fires_at, id LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
    )
    SELECT due.id AS alarm, due.rung, clock.id AS clock, clock.unit_id AS unit, held.id AS held,
        held.number, held.status, held.intake_unit_id AS issuer, clock.due_on,
        nextval('workflows_caseevent_id_seq') AS event
    FROM due JOIN workflows_clock AS clock ON clock.id = due.clock_id
    JOIN workflows_case AS held ON held.id = clock.case_id
    FOR NO KEY UPDATE OF held SKIP LOCKED
"""
WRITES = (
    """INSERT INTO workflows_caseevent (id, case_id, act, actor_kind, at, recorded_at, source,
        target, details)
    SELECT event, held, act, 'timer', %(at)s, now(), status, status, jsonb_build_object(
        'rule', 'handle', 'clock', '办结', 'rung', rung, 'due_on', due_on, 'caught_up', false)
    FROM bench_batch JOIN bench_rung USING (rung)""",
    """UPDATE workflows_alarm SET state = 'fired', fired_at = %(at)s, case_event_id = event
    FROM bench_batch WHERE id = alarm""",
    """WITH told AS (
        INSERT INTO notifications_notice (id, recipient_id, kind, subject, body, url, dedupe_key,
            created_at)
        SELECT gen_random_uuid(), person, 'case', number || ': ' || act, note, '/cases/' || number,
            'event:' || event, %(at)s
        FROM bench_batch JOIN bench_rung USING (rung) JOIN bench_listener USING (unit, rung)
        ON CONFLICT DO NOTHING RETURNING id
    )
    INSERT INTO notifications_delivery (notice_id, channel, state, attempts, next_try_at, error)
    SELECT id, 'email', 'waiting', 0, %(at)s, '' FROM told""",
    """INSERT INTO workflows_counter (series, value)
    SELECT issuer || paper, count(*) FROM bench_batch JOIN bench_rung USING (rung)
    WHERE paper IS NOT NULL GROUP BY issuer, paper ORDER BY 1
    ON CONFLICT (series) DO UPDATE SET value = workflows_counter.value + EXCLUDED.value""",
    """INSERT INTO workflows_document (case_id, case_event_id, kind, number, title, issuer_id,
        addressee, issued_on, body, sha256)
    SELECT held, event, paper, '第' || event || '号', '催办通知', issuer, '县人力资源和社会保障局',
        %(at)s::date, text, encode(sha256(text::bytea), 'hex')
    FROM bench_batch JOIN bench_rung USING (rung), LATERAL (SELECT body || event AS text) AS filled
    WHERE paper IS NOT NULL""",
    """WITH opened AS (
        INSERT INTO workflows_clock (case_id, rule_id, unit_id, state, started_on, due_on, due_at,
            provisional, calendar_version, term)
        SELECT held, %(reply_rule)s, unit, 'running', %(at)s::date, %(at)s::date + 30,
            %(at)s::timestamptz + interval '30 days', false, %(version)s, 0
        FROM bench_batch WHERE rung = 'supervise' RETURNING id, case_id, started_on, due_at
    ), begun AS (
        INSERT INTO workflows_clockevent (clock_id, kind, "on", days, reason, document,
            case_event_id)
        SELECT id, 'start', started_on, 0, '', '', event
        FROM opened JOIN bench_batch ON held = case_id
    )
    INSERT INTO workflows_alarm (clock_id, ladder_id, rung, term, fires_at, state)
    SELECT id, %(reply_ladder)s, rung, 0, due_at + n * interval '1 day', 'pending'
    FROM opened, unnest(%(reply_rungs)s::text[]) WITH ORDINALITY AS step (rung, n)""",
)
# The role that each addressee of the ladder has in a county of `_office`.
ROLES: Mapping[str, str] = {
    "holder": "unit_officer",
    "unit_head": "unit_head",
    "sender": "officer",
    "supervisor": "bureau_head",
    "discipline": "monitor",
}
WORDINGS = (
    """CREATE TEMP TABLE bench_listener AS
    SELECT DISTINCT unit.id AS unit, asked.rung, tenure.person_id AS person
    FROM organizations_unit AS unit
    JOIN organizations_unit AS near ON near.region_id = unit.region_id
    JOIN organizations_post AS post ON post.unit_id = near.id
    JOIN organizations_tenure AS tenure ON tenure.post_id = post.id
    JOIN bench_asked AS asked ON asked.role = ANY (post.roles)
        AND (near.id = unit.id OR asked.role NOT IN ('unit_officer', 'unit_head'))
    WHERE unit.kind = 'department'""",
    "ALTER TABLE bench_rung ADD body text, ADD note text",
    "UPDATE bench_rung SET note = (SELECT body FROM notifications_notice LIMIT 1)",
    """UPDATE bench_rung SET body =
        (SELECT min(body) FROM workflows_document WHERE kind = bench_rung.paper)""",
    "ANALYZE bench_rung",
    "ANALYZE bench_listener",
)


def sweep(at: datetime, facts: Mapping[str, Any]) -> int:
    """Write everything that is due, batch after batch; the number of rungs."""
    done = 0
    while count := _one_batch({"at": at, "batch": BATCH, **facts}):
        done += count
    return done


def _one_batch(values: Mapping[str, Any]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        count = int(cursor.rowcount)
        if count:
            for statement in WRITES:
                cursor.execute(statement, values)
    return count


def prepare() -> dict[str, Any]:
    """Tell it beforehand whom each rung speaks to and what is written; after our own first rungs.

    Returns the facts that `sweep` asks for.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_rung (rung text, act text, paper text)")
        cursor.execute("CREATE TEMP TABLE bench_asked (rung text, role text)")
        for rung in ladder_for("handle"):
            row = [rung.key, rung.act, rung.document]
            cursor.execute("INSERT INTO bench_rung VALUES (%s, %s, %s)", row)
            asked = [(rung.key, ROLES[to]) for to in rung.addressees if to in ROLES]
            cursor.executemany("INSERT INTO bench_asked VALUES (%s, %s)", asked)
        for statement in WORDINGS:
            cursor.execute(statement)
    return _reply_facts()


def _reply_facts() -> dict[str, Any]:
    clock = Clock.objects.filter(rule__key="supervise_reply").select_related("rule").latest("pk")
    alarm = clock.alarms.latest("pk")
    return {
        "reply_rule": clock.rule_id,
        "version": clock.calendar_version,
        "reply_ladder": alarm.ladder_id,
        "reply_rungs": [rung.key for rung in alarm.ladder.steps],
    }
