"""Sweeping the ladders of running clocks, beside batched SQL and viewflow's timers.

Both write half of the due rungs each, in turns on one database: alarms, events, notices with
their deliveries, numbered papers, and clocks for the replies with their alarms. `rows_ours` and
`rows_sql` count what each wrote. `peak_mb_…` is the peak memory of this process.
"""

import re
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks import _by_hand, _office, _timers, _waiting
from workflows.escalation import rung_effects

COUNTIES = 40
TABLES = (
    "workflows_caseevent", "workflows_document", "workflows_clock", "workflows_clockevent",
    "workflows_alarm", "notifications_notice", "notifications_delivery",
)  # fmt: skip
PROC = Path("/proc/self")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--clocks", type=int, default=20_000, help="running clocks")
    parser.add_argument("--due", type=int, default=2_000, help="due rungs for each side")
    parser.add_argument("--timers", type=int, default=2_000, help="viewflow's timers; 0: none")


def run(args: Namespace) -> dict[str, Any]:
    places = _office.counties(COUNTIES)
    waiting = _waiting.write(places, clocks=args.clocks, due=2 * args.due)
    ours, by_hand = _Side(rung_effects.sweep), _Side(_swept_by_hand())
    ours.turn(waiting.due_at(args.due // 10))
    early = _peak_mb()
    by_hand.turn(waiting.due_at(6 * args.due // 10))
    ours.turn(waiting.due_at(15 * args.due // 10))
    late = _peak_mb()
    by_hand.turn(waiting.due_at(2 * args.due))
    return {
        "clocks": args.clocks,
        "due": args.due,
        "ours_s": round(ours.seconds, 3),
        "sql_s": round(by_hand.seconds, 3),
        "ours_per_s": round(args.due / ours.seconds),
        "sql_per_s": round(args.due / by_hand.seconds),
        "peak_mb_at_tenth": early,
        "peak_mb_at_end": late,
        "rows_ours": dict(ours.rows),
        "rows_sql": dict(by_hand.rows),
        "viewflow_timers_per_s": round(_timers.rate(args.timers)) if args.timers else None,
    }


class _Side:
    """One of the two, with the time its turns took and the rows they wrote."""

    def __init__(self, sweep: Callable[[datetime], object]) -> None:
        self._sweep = sweep
        self.seconds = 0.0
        self.rows: Counter[str] = Counter()

    def turn(self, at: datetime) -> None:
        """Sweep up to `at`; the counting is not timed."""
        self.rows.subtract(_rows())
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        _forget_peak()
        began = time.perf_counter()
        self._sweep(at)
        self.seconds += time.perf_counter() - began
        self.rows.update(_rows())


def _swept_by_hand() -> Callable[[datetime], object]:
    facts: dict[str, Any] = {}

    def sweep(at: datetime) -> int:
        if not facts:
            facts.update(_by_hand.prepare())
        return _by_hand.sweep(at, facts)

    return sweep


def _rows() -> Counter[str]:
    with connection.cursor() as cursor:
        counts: Counter[str] = Counter()
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own tables
            counts[table] = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM workflows_alarm WHERE state = 'fired'")
        counts["fired"] = cursor.fetchone()[0]
    return counts


def _peak_mb() -> int:
    """The most memory this process had since `_forget_peak`, in MB."""
    found = re.search(r"VmHWM:\s+(\d+)", (PROC / "status").read_text())
    return int(found[1]) // 1024 if found else 0


def _forget_peak() -> None:
    (PROC / "clear_refs").write_text("5")
