"""A million clocks that run, some of them with a due rung: written by the database itself."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from benchmarks._office import County
from workflows.counting.ladder import ladder_for
from workflows.models import ClockRule, Ladder
from workflows.states import Status

RULE, OTHER_RULE = "handle", "transfer_notice"
BEGINNING = datetime(2026, 9, 1, 1, tzinfo=UTC)
# Due rungs lie this far apart on average, as after an outage of some weeks.
OUTAGE = timedelta(days=28)

# Case n has clocks 2n-1 (`handle`) and 2n (`transfer_notice`). The first `due` cases each have one
# due rung: the rungs of the ladder in turn, spread evenly over the outage in the order of cases.
CASES = """
    INSERT INTO workflows_case (id, kind, number, status, intake_unit_id, sender_unit_id,
        holding_unit_id, received_on, registered_at, petition_class, route, sealed, simple,
        category, outcome, returns, interim, source)
    SELECT n, 'petition', 'B-' || n, %(status)s, place.bureau, place.bureau, place.department,
        %(began)s::date - (n %% 20)::int, %(began)s, '', '', false, false, '', '', 0, false, ''
    FROM generate_series(1, %(cases)s) AS n
    JOIN bench_place AS place ON place.seat = n %% %(places)s
"""
LETTERS = """
    INSERT INTO petitions_petition (case_id, channel, purpose, content_class, content_note,
        region_id, subject, text, complained_text, people_count, key_case, remarks,
        external_number, source_cells)
    SELECT n, 'letter', 'resolution', 'other', '', unit.region_id,
        '反映第' || n || '件养老保险待遇发放不到位', '正文', '', 1, false, '', '', '{}'
    FROM generate_series(1, %(due)s) AS n JOIN workflows_case AS held ON held.id = n
    JOIN organizations_unit AS unit ON unit.id = held.intake_unit_id
"""
EVENTS = """
    INSERT INTO workflows_caseevent (id, case_id, act, actor_kind, at, recorded_at, source, target,
        details)
    SELECT n, n, 'accept', 'importer', %(began)s, %(began)s, 'forwarded', %(status)s, '{}'
    FROM generate_series(1, %(cases)s) AS n
"""
CLOCKS = """
    INSERT INTO workflows_clock (id, case_id, rule_id, unit_id, state, started_on, due_on, due_at,
        provisional, calendar_version, term)
    SELECT k, held.id, CASE WHEN k %% 2 = 1 THEN %(rule)s ELSE %(other_rule)s END,
        held.holding_unit_id, 'running', due_on - 60, due_on, due_on + interval '16 hours', false,
        '', 0
    FROM generate_series(1, 2 * %(cases)s) AS k
    JOIN workflows_case AS held ON held.id = (k + 1) / 2,
    LATERAL (SELECT (%(began)s::timestamptz + %(outage)s * least(held.id, %(due)s) / %(due)s)::date
        + (10 - (held.id + held.id / %(places)s) %% 5 * 5)::int AS due_on) AS day
"""
BEGINNINGS = """
    INSERT INTO workflows_clockevent (clock_id, kind, "on", days, reason, document, case_event_id)
    SELECT id, 'start', started_on, 0, '', '', case_id FROM workflows_clock
"""
# Every clock has a rung ahead; the odd clocks of the first cases have one that is due as well.
AHEAD = """
    INSERT INTO workflows_alarm (clock_id, ladder_id, rung, term, fires_at, state)
    SELECT id, %(ladder)s, 'later', 0, %(began)s::timestamptz + interval '1 year', 'pending'
    FROM workflows_clock
"""
DUE = """
    INSERT INTO workflows_alarm (clock_id, ladder_id, rung, term, fires_at, state)
    SELECT 2 * n - 1, %(ladder)s, (%(rungs)s::text[])[(n + n / %(places)s) %% 5 + 1], 0,
        %(began)s::timestamptz + %(outage)s * n / %(due)s, 'pending'
    FROM generate_series(1, %(due)s) AS n
"""
COUNTED_ON = ("case", "caseevent", "clock")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was written: `due` rungs fall due evenly between `BEGINNING` and its outage's end."""

    due: int

    def due_at(self, count: int) -> datetime:
        """The instant at which the first `count` rungs are due, and no more."""
        return BEGINNING + OUTAGE * count / self.due


def write(places: list[County], *, clocks: int, due: int) -> Waiting:
    """`clocks` running clocks on half as many cases; seconds rather than hours."""
    values = _values(clocks=clocks, due=due)
    pairs = [(county.bureau.pk, unit.pk) for county in places for unit in county.departments]
    with transaction.atomic(), connection.cursor() as cursor:
        # Sound by construction; the foreign keys need not be asked seven million times.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("CREATE TEMP TABLE bench_place (seat int, bureau bigint, department bigint)")
        cursor.executemany(
            "INSERT INTO bench_place VALUES (%s, %s, %s)",
            [(n, *pair) for n, pair in enumerate(pairs)],
        )
        for statement in (CASES, LETTERS, EVENTS, CLOCKS, BEGINNINGS, AHEAD, DUE):
            cursor.execute(statement, values | {"places": len(pairs)})
        for table in COUNTED_ON:
            name = f"workflows_{table}"
            cursor.execute(f"SELECT setval(%s, max(id)) FROM {name}", [f"{name}_id_seq"])  # noqa: S608  # our own tables
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Waiting(due)


def _values(*, clocks: int, due: int) -> dict[str, Any]:
    rules = {key: ClockRule.objects.in_force(key, BEGINNING.date()) for key in (RULE, OTHER_RULE)}
    return {
        "cases": clocks // 2,
        "due": due,
        "status": Status.INVESTIGATING,
        "began": BEGINNING,
        "outage": OUTAGE,
        "rule": rules[RULE].pk,
        "other_rule": rules[OTHER_RULE].pk,
        "ladder": Ladder.objects.in_force().get(rule_key=RULE).pk,
        "rungs": [rung.key for rung in ladder_for(RULE)],
    }
