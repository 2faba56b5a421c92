"""Reading ledgers handed over: whose they are, their rows, and what became of these."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import BigIntegerField, Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from organizations.models import Person, Unit
from petitions.models import Petition
from petitions.models.handover import HandoverBatch
from workflows.cases import access
from workflows.cases.machines import SENT_DOWN
from workflows.models import Case, CaseEvent
from workflows.states import FINISHED, Kind, Status

HERE: Final = ("accept", "settle_checked", "record_finished", "route_discipline")


def batches_for(person: Person, *, at: datetime) -> QuerySet[HandoverBatch]:
    """The ledgers of the units where a post of the person's sends matters on."""
    sending = access.posts_with(person, "forward", kind=Kind.PETITION, at=at)
    units = {post.unit_id for post in sending}
    return HandoverBatch.objects.filter(unit__in=units).select_related("unit", "made_by")


def rows_of(batch: HandoverBatch, person: Person, *, at: datetime) -> QuerySet[Case]:
    """The rows that this person may know of, in the order of the ledger."""
    cases = access.cases_for(person, at=at).filter(letter__batch=batch)
    return cases.select_related("holding_unit", "letter__region").order_by("pk")


@dataclass(frozen=True, slots=True)
class Totals:
    """One ledger's rows. `checked` at one's own level are settled, filed or in hand there."""

    rows: int = 0
    unsorted: int = 0
    settled: int = 0
    filed: int = 0
    in_hand: int = 0
    passed_down: int = 0
    otherwise: int = 0
    finished: int = 0

    @property
    def checked(self) -> int:
        return self.settled + self.filed + self.in_hand

    @property
    def sorted(self) -> int:
        return self.rows - self.unsorted

    def as_counts(self) -> dict[str, int]:
        names = ("rows", "sorted", "unsorted", "checked", "settled", "filed", "in_hand",
                 "passed_down", "otherwise", "finished")  # fmt: skip
        return {name: getattr(self, name) for name in names}


def totals(cases: QuerySet[Case], *, at: datetime) -> dict[int, Totals]:
    """Ledger id → what had become of these of its rows by an instant; two queries."""
    rows = list(_state_counts(cases, at))
    places = dict(
        Unit.objects.filter(
            pk__in={pk for row in rows for pk in (row["to"], row["intake_unit"]) if pk}
        ).values_list("pk", "region__path")
    )
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        found = counted[row["letter__batch"]]
        for name in ("rows", *_named(row, places)):
            found[name] += row["n"]
    return {batch: Totals(**counts) for batch, counts in counted.items()}


def _state_counts(cases: QuerySet[Case], at: datetime) -> QuerySet[Any]:
    """Counts by how a row was sorted, to which unit, and how it stands."""
    past = CaseEvent.objects.filter(case=OuterRef("pk"), at__lte=at)
    sorting = past.filter(source=Status.REGISTERED).exclude(target=Status.REGISTERED).order_by("pk")
    unit = Cast(KeyTextTransform("id", KeyTransform("unit", "details")), BigIntegerField())
    letters = Petition.objects.filter(batch__isnull=False)
    found: QuerySet[Any] = (
        cases.filter(letter__in=letters.values("pk"), registered_at__lte=at)
        .order_by()
        .annotate(
            how=Subquery(sorting.values("act")[:1]),
            to=Subquery(sorting.values(to=unit)[:1]),
            stands=Subquery(past.order_by("-pk").values("target")[:1]),
            to_organ=Exists(past.filter(act="route_discipline")),
        )
        .values("letter__batch", "intake_unit", "how", "to", "stands", "to_organ")
        .annotate(n=Count("pk"))
    )
    return found


def _named(row: dict[str, Any], places: dict[int, str]) -> list[str]:
    """Under which names a group of rows is counted."""
    how, over = row["how"], row["to_organ"] or row["stands"] in FINISHED
    ended = ["finished"] if over else []
    if how is None:
        return ["unsorted"]
    if how in SENT_DOWN and places.get(row["to"]) != places.get(row["intake_unit"]):
        return ["passed_down", *ended]
    if how not in (*SENT_DOWN, *HERE):
        return ["otherwise"]
    if row["to_organ"]:
        return ["filed", *ended]
    return ["settled" if over else "in_hand", *ended]
