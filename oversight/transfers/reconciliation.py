"""Comparing, day by day, what units sent with what the others have of it (M3)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from oversight.models import PairCount, Reconciliation, TransferDifference
from oversight.reports import as_of_queries
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent, TransferEntry
from workflows.states import OPEN

SIGN_WITHIN: Final = timedelta(days=3)
"""This office's own figure: a matter not signed for by then is listed. No limit hangs on it."""

SENDING_ACTS: Final = tuple(
    sorted({act.name for acts in ACTS.values() for act in acts.values() if act.sends})
)
Kind = TransferDifference.Kind


class Found(NamedTuple):
    """One difference before it is kept; units and the case by their ids."""

    kind: str
    sender: int
    receiver: int
    case: int
    since: datetime


def reconcile(at: datetime) -> Reconciliation:
    """Compare all books as they stand, and keep the counts and every difference."""
    lines = TransferEntry.objects.filter(at__lte=at)
    with transaction.atomic():
        kept = Reconciliation.objects.create(
            at=at,
            sent=lines.filter(book=TransferEntry.Book.OUT).count(),
            received=lines.filter(book=TransferEntry.Book.IN).count(),
        )
        PairCount.objects.bulk_create(_pairs(kept, lines))
        TransferDifference.objects.bulk_create(
            TransferDifference(
                reconciliation=kept,
                kind=each.kind,
                sender_id=each.sender,
                receiver_id=each.receiver,
                case_id=each.case,
                since=each.since,
            )
            for each in differences(at)
        )
    return kept


def differences(at: datetime) -> Iterator[Found]:
    """Every difference as of now; four queries."""
    late = unsigned().filter(to_sign_for__at__lte=at - SIGN_WITHIN)
    yield from _found(Kind.UNSIGNED, late, "to_sign_for__unit", "to_sign_for__other", "pk",
                      "to_sign_for__at")  # fmt: skip
    yield from _found(Kind.ONLY_SENT, lost(), "unit", "other", "case", "at")
    yield from _found(Kind.ONLY_RECEIVED, unsent(), "other", "unit", "case", "at")
    yield from _found(Kind.UNENTERED, unentered(), "by", "to", "case", "at")


def _found(kind: str, rows: QuerySet[Any], *columns: str) -> Iterator[Found]:
    for row in rows.order_by("pk").values_list(*columns):
        yield Found(kind, *row)


def unsigned() -> QuerySet[Case]:
    """Open cases, petitions and tip-offs alike, that whoever has them did not sign for."""
    return Case.objects.filter(to_sign_for__isnull=False, status__in=OPEN)


def lost() -> QuerySet[TransferEntry]:
    """Sent, answered by nobody, and no case waits to be signed for because of it."""
    waiting = Case.objects.filter(to_sign_for=OuterRef("pk"))
    sent = TransferEntry.objects.filter(book=TransferEntry.Book.OUT, answered_by__isnull=True)
    return sent.filter(~Exists(waiting))


def unsent() -> QuerySet[TransferEntry]:
    """Received, as the receiver says, from a unit whose book knows nothing of it."""
    return TransferEntry.objects.filter(book=TransferEntry.Book.IN, answers__isnull=True)


def unentered() -> QuerySet[CaseEvent]:
    """Acts that sent a case and left no line: `by` and `to` are the units' ids."""
    line = TransferEntry.objects.filter(event=OuterRef("pk"), book=TransferEntry.Book.OUT)
    sent = CaseEvent.objects.filter(~Exists(line), act__in=SENDING_ACTS)
    units = {"by": F("actor_unit"), "to": as_of_queries.detail_id("unit")}
    at_intake = F("case__intake_unit")
    return sent.annotate(
        **{
            name: Coalesce(found, at_intake, output_field=BigIntegerField())
            for name, found in units.items()
        }
    )


def _pairs(kept: Reconciliation, lines: QuerySet[TransferEntry]) -> Iterator[PairCount]:
    out, into = TransferEntry.Book.OUT, TransferEntry.Book.IN
    sent = _counted(lines.filter(book=out), "unit", "other")
    received = _counted(lines.filter(book=into), "other", "unit")
    waiting = _counted(unsigned(), "to_sign_for__unit", "to_sign_for__other")
    for sender, receiver in sorted({*sent, *received, *waiting}):
        pair = (sender, receiver)
        yield PairCount(
            reconciliation=kept,
            sender_id=sender,
            receiver_id=receiver,
            sent=sent[pair],
            received=received[pair],
            unsigned=waiting[pair],
        )


def _counted(rows: QuerySet[Any], sender: str, receiver: str) -> Counter[tuple[int, int]]:
    found: Iterable[tuple[int, int, int]] = (
        rows.order_by().values_list(sender, receiver).annotate(n=Count("pk"))
    )
    return Counter({(one, other): n for one, other, n in found})
