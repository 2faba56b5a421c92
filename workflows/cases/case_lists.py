"""A reader's list of cases: which ranges of the scopes it is, and by what they are narrowed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import product
from typing import Any, Final, Self

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from organizations.bulk_lookup import Among, as_array
from organizations.models import Person, Region
from organizations.prepared_statements import PreparedQuery
from workflows.acts.act import Relation
from workflows.cases import access
from workflows.cases.access import READERS
from workflows.cases.index_bands import Band
from workflows.cases.index_ranges import COUNTED, Count, Order, Page, Phase, Place, Ranges
from workflows.models import Case, CaseScope
from workflows.states import OPEN, Kind

NEWEST: Final = Phase("registered_at", descending=True)
_LIMITED: Final = Q(due_on__isnull=False)
_UNLIMITED: Final = Phase("registered_at", descending=True, where=Q(due_on__isnull=True))
BY_NEWEST: Final[Order] = (NEWEST,)
BY_LIMIT: Final[Order] = (Phase("due_on", where=_LIMITED), _UNLIMITED)
ORDERS: Final[dict[str, Order]] = {
    "-registered": BY_NEWEST,
    "registered": (NEWEST.turned(),),
    "-received": (Phase("received_on", descending=True),),
    "received": (Phase("received_on"),),
    "due": BY_LIMIT,
    "-due": (Phase("due_on", descending=True, where=_LIMITED), _UNLIMITED),
}
APART: Final = 8
"""Up to so many statuses are each a range of their own."""


@dataclass(frozen=True, slots=True)
class CaseList:
    """The cases in some scopes that no exclusion hides, narrowed step by step.

    Conditions are on `CaseScope`; `of_case` makes one of a condition on the envelope or letter.
    """

    scopes: tuple[str, ...]
    shut_out: Q
    statuses: tuple[str, ...] = ()
    narrow: Q = field(default_factory=Q)
    among: frozenset[int] | None = None
    """The only cases that can be meant, where they are few."""
    window: int = COUNTED
    late_on: date | None = None
    """Only cases a duty of which was over its last day by then."""

    @classmethod
    def of(
        cls,
        person: Person,
        *,
        at: datetime,
        permission: str = access.SEE,
        kind: str = Kind.PETITION,
    ) -> Self:
        """The list of what `access.cases_for` finds."""
        scopes = access.scopes_for(person, at=at, permission=permission, kind=kind)
        seal = of_case(Q(sealed=False)) if permission in access.OPENED_BY_LETTER else Q()
        return cls(scopes, access.not_shut_out(person, at=at, case="case_id"), narrow=seal)

    @classmethod
    def unrestricted(cls, kind: str = Kind.PETITION) -> Self:
        """Every case of a kind, for whoever runs the system: those of the outermost regions."""
        codes = Region.objects.filter(parent=None).values_list("code", flat=True)
        return cls(tuple(access.scope(kind, Relation.REGION, code) for code in codes), Q())

    def through(self, *scopes: str) -> Self:
        """Those of the cases in one of these too, which lead the way from now on."""
        return replace(self, scopes=scopes, narrow=self.narrow & within(self.scopes))

    def with_status(self, statuses: Iterable[str]) -> Self:
        wanted = set(statuses)
        kept = tuple(s for s in self.statuses if s in wanted) if self.statuses else tuple(wanted)
        return replace(self, statuses=kept or ("",))

    def where(self, condition: Q) -> Self:
        return replace(self, narrow=self.narrow & condition)

    def late(self, today: date) -> Self:
        """Those overdue: a running duty was over before `today`."""
        return replace(self, late_on=today)

    def in_time(self, today: date) -> Self:
        """Those that are not."""
        return self.where(Q(due_on__isnull=True) | Q(due_on__gte=today))

    def only(self, ids: Collection[int]) -> Self:
        """Those with the ids, of which there are few."""
        among = frozenset(ids)
        return replace(self, among=among if self.among is None else self.among & among)

    def looking_through(self, window: int) -> Self:
        """With no more than so many rows read for one page."""
        return replace(self, window=window)

    def page(
        self, order: Order, size: int, *, after: Place | None = None, before: Place | None = None
    ) -> Page:
        return self.ranges(order).page(size, after=after, before=before)

    def ranges(self, order: Order) -> Ranges:
        """As many conditions as the index of an order answers in the ranges, others beside them."""
        is_plain = self.among is None and not self.narrow
        return _plain_ranges(self, order) if is_plain else self._ranges(order)

    def _ranges(self, order: Order) -> Ranges:
        rows = self._rows()
        if self.among is not None:
            rows = rows.filter(self.narrow, self._conditions())
            return Ranges(CaseScope, [self._in_scopes(rows)], order, "case_id")
        indexed, apart, beside = self._by_status(order[0])
        if self.late_on and order[0].key == "due_on":
            indexed &= Q(due_on__lt=self.late_on)
        elif self.late_on:
            beside &= Q(due_on__lt=self.late_on)
        part = self._in_scopes(rows.filter(indexed), apart)
        return Ranges(CaseScope, [part], order, "case_id", self.narrow & beside, self.window)

    def _in_scopes(self, rows: QuerySet[CaseScope], statuses: Sequence[str] = ()) -> Band:
        """A range for each scope; for each of the statuses within it, if there are any."""
        if statuses:
            return Band.of(rows, ("scope", "status"), product(self.scopes, statuses))
        return Band.of(rows, ("scope",), zip(self.scopes))

    def count(self) -> Count:
        """How many cases, counted as far as `window`."""
        return self.ranges(BY_LIMIT[:1] if self.late_on else BY_NEWEST).count()

    def cases(self) -> QuerySet[Case]:
        """All of them, for what reads them all."""
        return Case.objects.filter(pk__in=self.rows().values("case_id"))

    def found(self, ids: Collection[int], *related: str) -> list[Case]:
        """The cases with the ids, in their order."""
        cases = {case.pk: case for case in _by_ids(related)(as_array(ids))} if ids else {}
        return [cases[pk] for pk in ids if pk in cases]

    def rows(self) -> QuerySet[CaseScope]:
        """A row for each of the cases and scopes that meet, for what counts them all."""
        return self._rows().filter(self.narrow, self._conditions(), scope__in=self.scopes)

    def _rows(self) -> QuerySet[CaseScope]:
        return CaseScope.objects.filter(self.shut_out)

    def _conditions(self) -> Q:
        found = Q() if self.among is None else Q(case_id__in=self.among)
        found &= Q(status__in=self.statuses) if self.statuses else Q()
        return found & Q(due_on__lt=self.late_on) if self.late_on else found

    def _by_status(self, first: Phase) -> tuple[Q, tuple[str, ...], Q]:
        """What the index answers of the condition on the status, with the statuses of which each
        is a range of its own; and what it can't answer.
        """
        wanted = set(self.statuses)
        if wanted and first.key == NEWEST.key:
            if len(wanted) <= APART:
                return Q(), self.statuses, Q()
            if wanted <= set(OPEN):
                # In the words of the partial index, or the planner doesn't know it again.
                rest = Q(status__in=self.statuses) if wanted != set(OPEN) else Q()
                return Q(status__in=OPEN), (), rest
        return Q(), (), Q(status__in=self.statuses) if wanted else Q()


@lru_cache(READERS)
def _plain_ranges(cases: CaseList, order: Order) -> Ranges:
    return cases._ranges(order)


def within(scopes: Iterable[str]) -> Q:
    """The condition on rows that belong to a case, that it is in one of these scopes."""
    return _met(CaseScope.objects.filter(scope__in=tuple(scopes)))


def within_sight(cases: CaseList) -> Q:
    """The condition on rows that belong to a case, that it is on this list."""
    return _met(cases.rows())


def of_case(condition: Q) -> Q:
    """The condition on rows that belong to a case, that the case meets one."""
    cases = Case.objects.filter(condition, pk=OuterRef("case_id")).order_by()
    return _found(cases.values("pk"))


def _met(rows: QuerySet[CaseScope]) -> Q:
    return _found(rows.filter(case=OuterRef("case_id")).values("scope"))


def _found(rows: QuerySet[Any, Any]) -> Q:
    """That there is such a row, looked up for each row of a list alone.

    In place of a join or EXISTS, for which the planner may read a whole table at once.
    """
    found = rows[:1]
    return Q(IsNull(Subquery(found), False))  # noqa: FBT003  # as the lookup has it


def received(since: date | None, until: date | None) -> Q:
    conditions: dict[str, Any] = {"received_on__gte": since, "received_on__lte": until}
    return Q(**{name: day for name, day in conditions.items() if day})


@cache
def _by_ids(related: tuple[str, ...]) -> PreparedQuery[Case]:
    def rows(ids: str) -> QuerySet[Case]:
        return Case.objects.select_related(*related).filter(Among("pk", ids)).order_by()

    return PreparedQuery(rows, str)
