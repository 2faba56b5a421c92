"""What a check is, and what it found."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from oversight.integrity.deadline_crosscheck import DeadlineDifference, differences
from workflows.counting.work_calendar import legal_date
from workflows.models import Clock
from workflows.naming.name_records import unmatched

NAMED_AT_MOST: Final = 50


class FaultyCase(NamedTuple):
    """One thing that fell through: a case by its number, or what else it is called.

    `detail` are plain values that say more, such as the rule and the two days that differ.
    """

    name: str
    detail: Mapping[str, Any] = {}


class Round:
    """One round of all checks at an instant; what two of them look at is read once."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    @property
    def today(self) -> date:
        return legal_date(self.at)

    @cached_property
    def unmatched(self) -> Collection[int]:
        """The cases that somebody could find from whom they are to be kept."""
        return unmatched(at=self.at)

    @cached_property
    def differences(self) -> Sequence[DeadlineDifference]:
        """Every limit on which the two opinions differ; ended ones too."""
        return tuple(differences(Clock.objects.all(), at=self.at))


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, what it looks for, and how it finds it."""

    name: str
    label: Any
    find: Callable[[Round], Iterable[FaultyCase]]


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What a check found; `count` may exceed the cases named."""

    check: Check
    faults: Sequence[FaultyCase]

    @property
    def ok(self) -> bool:
        return not self.faults

    @property
    def count(self) -> int:
        return len(self.faults)

    @property
    def cases(self) -> list[str]:
        """The first names, each once."""
        return sorted({fault.name for fault in self.faults})[:NAMED_AT_MOST]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.check.name,
            "label": str(self.check.label),
            "ok": self.ok,
            "count": self.count,
            "cases": self.cases,
        }


def named(rows: QuerySet[Any], number: str = "number") -> Iterator[FaultyCase]:
    """The cases that a query found, each once, in order; `number` leads to their numbers."""
    for each in rows.order_by(number).values_list(number, flat=True).distinct():
        yield FaultyCase(each)
