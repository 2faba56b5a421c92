"""Reports, nightly checks and the export, beside SQL that reads the same tables once.

`sql_s` is the time of two aggregates: all limits with their events, and all cases with theirs, by
unit. The reports take turns with them; each is the least of its rounds. `ratios` are to `sql_s`.
"""

import io
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

from demo import volume
from oversight import integrity
from oversight.reports.registry import BUILT, build
from oversight.reports.scope import unrestricted_scope
from petitions.ledger_format.sheet_writer import write_csv
from petitions.ledgers import ledger_export
from workflows.models import Case

ONCE = (
    """SELECT clock.unit_id, rule_id, event.kind, count(*), min("on"), max(at)
    FROM workflows_clock AS clock JOIN workflows_clockevent AS event ON event.clock_id = clock.id
    JOIN workflows_caseevent AS act ON act.id = event.case_event_id GROUP BY 1, 2, 3""",
    """SELECT holding_unit_id, status, act, count(*), min(at), max(at)
    FROM workflows_case AS envelope JOIN workflows_caseevent AS event
    ON event.case_id = envelope.id GROUP BY 1, 2, 3""",
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=10_000, help="to load; 0: those there are")
    parser.add_argument("--rounds", type=int, default=3)


def run(args: Namespace) -> dict[str, Any]:
    if args.cases:
        volume.load(args.cases, seed=1, at=timezone.now())
    work: dict[str, Callable[[], object]] = {"sql": _read_once}
    work |= {kind: _reporting(kind) for kind in BUILT}
    work |= {"export.csv": _exported, "check_integrity": lambda: integrity.run(timezone.now())}
    least = dict.fromkeys(work, float("inf"))
    for _round in range(args.rounds):
        for name, done in work.items():
            began = time.perf_counter()
            done()
            least[name] = min(least[name], time.perf_counter() - began)
    sql = least.pop("sql")
    return {
        "cases": Case.objects.count(),
        "sql_s": round(sql, 3),
        "seconds": {name: round(took, 2) for name, took in least.items()},
        "ratios": {name: round(took / sql, 1) for name, took in least.items()},
        "ratio": round(max(least[kind] for kind in BUILT) / sql, 1),
    }


def _read_once() -> None:
    with connection.cursor() as cursor:
        for statement in ONCE:
            cursor.execute(statement)
            cursor.fetchall()


def _reporting(kind: str) -> Callable[[], object]:
    return lambda: build(
        kind, unrestricted_scope(at=timezone.now(), since=None, until=None, unit=None)
    )


def _exported() -> int:
    cases = ledger_export.chosen("", at=timezone.now())
    rows = ledger_export.rows(cases)
    return write_csv(io.BytesIO(), title="", columns=ledger_export.EXPORTED, rows=rows)
