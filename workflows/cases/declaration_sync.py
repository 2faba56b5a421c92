"""Bringing what the code declares into the database: rules, ladders and legal moves."""

import tomllib
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from workflows.cases.machines import LegalMoves
from workflows.counting.ladder import ladder_for, rung_as_row
from workflows.counting.rule_catalogue import rules
from workflows.models import ClockRule, Ladder, LegalMove, RetentionRule

RETENTION: Final = Path(__file__).parent.parent / "data" / "retention_rules.toml"


def load(**signal: Any) -> None:
    """Add what is missing; a version once written is never changed. After each migrate forward."""
    if any(backwards for _migration, backwards in signal.get("plan", ())):
        return
    _load_rules()
    _load_ladders()
    _load_moves()
    _load_retention()


def _load_rules() -> None:
    """A shipped rule is known by its key and date: the office's own versions count on between.

    The law before the first version is version 0 everywhere; clocks of its time run under it.
    """
    latest = Counter(ClockRule.objects.exclude(version=0).values_list("key", flat=True))
    rows = ClockRule.objects.filter(amendment=None)
    shipped = set(rows.values_list("key", "effective_from"))
    missing = [rule for rule in rules() if (rule.key, rule.effective_from) not in shipped]
    for rule in missing:
        latest[rule.key] += bool(rule.version)
        version = latest[rule.key] if rule.version else 0
        ClockRule.objects.create(**asdict(replace(rule, version=version)))


def _load_retention() -> None:
    known = set(RetentionRule.objects.values_list("key", "version"))
    rows = tomllib.loads(RETENTION.read_text(encoding="utf-8"))["retention"]
    shipped = [RetentionRule(**{"version": 1} | row) for row in rows]
    missing = [rule for rule in shipped if (rule.key, rule.version) not in known]
    RetentionRule.objects.bulk_create(missing)


def _load_ladders() -> None:
    """A ladder that the office has amended stays as it is, whatever is shipped later."""
    known = {row.rule_key: row for row in Ladder.objects.in_force().filter(unit=None)}
    for key in dict.fromkeys(rule.key for rule in rules()):
        rungs = [rung_as_row(rung) for rung in ladder_for(key)]
        latest = known.get(key)
        if latest is None or (latest.amendment_id is None and latest.rungs != rungs):
            version = latest.version + 1 if latest else 1
            Ladder.objects.create(rule_key=key, version=version, rungs=rungs)


def _load_moves() -> None:
    LegalMove.objects.exclude(pk__in=_current()).delete()
    LegalMove.objects.bulk_create(
        (LegalMove(kind=k, source=s, target=t) for k, s, t in LegalMoves.PAIRS),
        ignore_conflicts=True,
    )


def _current() -> list[int]:
    rows = LegalMove.objects.values_list("pk", "kind", "source", "target")
    return [pk for pk, *pair in rows if tuple(pair) in LegalMoves.PAIRS]
