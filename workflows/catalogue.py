"""Bringing the tables that the code declares into the database: rules and legal moves."""

from dataclasses import asdict
from typing import Any

from workflows.clocks.catalogue import rules
from workflows.machines import LegalMoves
from workflows.models import ClockRule, LegalMove


def load(**_signal: Any) -> None:
    """Add what is missing; a rule's version once written is never changed. After each migrate."""
    known = set(ClockRule.objects.values_list("key", "version"))
    ClockRule.objects.bulk_create(
        ClockRule(**asdict(rule)) for rule in rules() if (rule.key, rule.version) not in known
    )
    LegalMove.objects.exclude(pk__in=_current()).delete()
    LegalMove.objects.bulk_create(
        (LegalMove(kind=k, source=s, target=t) for k, s, t in LegalMoves.PAIRS),
        ignore_conflicts=True,
    )


def _current() -> list[int]:
    rows = LegalMove.objects.values_list("pk", "kind", "source", "target")
    return [pk for pk, *pair in rows if tuple(pair) in LegalMoves.PAIRS]
