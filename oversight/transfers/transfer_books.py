"""The transfer books as one reader may see them: his units' own, or a region's for the monitor."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from organizations.models import Person, Unit
from oversight import countable_cases
from oversight.models import Reconciliation, TransferDifference
from oversight.transfers.reconciliation import unsigned
from workflows.cases import access
from workflows.cases.permissions import READ_TRANSFERS, Extent
from workflows.models import Case, CaseUnit, TransferEntry

OUT, IN = TransferEntry.Book.OUT, TransferEntry.Book.IN


@dataclass(frozen=True, slots=True)
class Exchange:
    """What went between a unit and another: sent and signed for, received, not yet signed for."""

    unit: Unit
    other: Unit
    sent: int
    answered: int
    received: int
    waiting: int

    @property
    def unanswered(self) -> int:
        return self.sent - self.answered


@dataclass(frozen=True, slots=True)
class OpenTask:
    """What one of the reader's units is asked to assist in."""

    part: CaseUnit
    case: Case


class TransferBookReader:
    """Who reads, and when; nothing of a case that he may not know of is listed or counted."""

    def __init__(self, person: Person, at: datetime) -> None:
        self.person, self.at = person, at
        self.cases = countable_cases.seen(person, at=at)
        own = access.posts_with(person, READ_TRANSFERS, at=at, only=Extent.UNIT)
        self.unit_ids = {post.unit_id for post in own}
        self.may_read = access.holds(person, READ_TRANSFERS, at=at)

    def units(self) -> QuerySet[Unit]:
        return access.units_within(self.person, READ_TRANSFERS, at=self.at)

    def to_sign_for(self) -> QuerySet[Case]:
        """What the reader's own units have and did not sign for, the oldest first."""
        waiting = self._waiting().filter(holding_unit__in=self.unit_ids)
        related = waiting.select_related("to_sign_for__unit", "holding_unit")
        return related.order_by("to_sign_for__at", "pk")

    def _waiting(self) -> QuerySet[Case]:
        return unsigned().filter(pk__in=self.cases.values("pk"))

    def tasks(self) -> list[OpenTask]:
        """Where the reader's own units assist and did not report back."""
        parts = CaseUnit.objects.filter(
            unit__in=self.unit_ids,
            part=CaseUnit.Part.ASSISTING,
            finished_at__isnull=True,
            case__in=self.cases.values("pk"),
        )
        found = parts.select_related("unit", "case__holding_unit").order_by("due_on", "pk")
        return [OpenTask(part, part.case) for part in found]

    def exchanges(self) -> list[Exchange]:
        """Unit by unit, in the order of the tree; four queries."""
        mine = TransferEntry.objects.filter(
            unit__in=self.units().values("pk"), case__in=self.cases.values("pk")
        )
        answer = TransferEntry.objects.filter(answers=OuterRef("pk"))
        sent = self._count(mine.filter(book=OUT))
        answered = self._count(mine.filter(Exists(answer), book=OUT))
        received = self._count(mine.filter(book=IN))
        waiting = self._count_waiting()
        pairs = {*sent, *received, *waiting}
        units = Unit.objects.in_bulk({unit for pair in pairs for unit in pair})
        told = [
            Exchange(units[unit], units[other], sent[unit, other], answered[unit, other],
                     received[unit, other], waiting[unit, other])
            for unit, other in pairs
        ]  # fmt: skip
        return sorted(told, key=lambda each: (each.unit.path, each.other.path))

    def _count(self, lines: QuerySet[TransferEntry]) -> Counter[tuple[int, int]]:
        rows = lines.order_by().values_list("unit", "other").annotate(n=Count("pk"))
        return _as_counter(rows)

    def _count_waiting(self) -> Counter[tuple[int, int]]:
        waiting = self._waiting().filter(holding_unit__in=self.units().values("pk")).order_by()
        rows = waiting.values_list("holding_unit", "to_sign_for__unit").annotate(n=Count("pk"))
        return _as_counter(rows)

    def latest(self) -> Reconciliation | None:
        return Reconciliation.objects.first()

    def differences(self, of: Reconciliation | None) -> Sequence[TransferDifference]:
        """Those of one reconciliation that concern a unit of the reader's; one query."""
        if of is None:
            return ()
        units = self.units().values("pk")
        mine = of.differences.filter(Q(sender__in=units) | Q(receiver__in=units))
        known = mine.filter(case__in=self.cases.values("pk"))
        return list(known.select_related("sender", "receiver", "case").order_by("since", "pk"))


def _as_counter(rows: Iterable[tuple[int, int, int]]) -> Counter[tuple[int, int]]:
    return Counter({(unit, other): n for unit, other, n in rows})
