"""The shelf as one reader may see it: what is due, reviewed, held and destroyed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import Person
from workflows.cases import access
from workflows.cases.machines import ACTS
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, CaseEvent, Destruction, Hold, RetentionRule
from workflows.petition.retention_acts import DESTROY
from workflows.retention import retention_periods
from workflows.states import Kind

DUE, REVIEWED, HELD, GONE = "due", "reviewed", "held", "destroyed"
WATCHED_BY: Final = tuple(name for name, act in ACTS[Kind.PETITION].items() if act.outlives_content)


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One case on the shelf, its class and its day; `held` are the holds in force."""

    case: Case
    rule: RetentionRule | None
    due_on: date | None
    held: Sequence[Hold]
    made: Destruction | None


def may_enter(person: Person, *, at: datetime) -> bool:
    return any(access.holds(person, act, kind=kind, at=at) for kind in Kind for act in WATCHED_BY)


def shelf(person: Person, show: str, *, at: datetime) -> QuerySet[Case]:
    """The ended cases of one heading on which one of these acts is the reader's; oldest first."""
    mine = _mine(person, at)
    found = {
        DUE: lambda: retention_periods.due(mine, at=at).exclude(_reviewed()),
        REVIEWED: lambda: retention_periods.due(mine, at=at).filter(_reviewed()),
        HELD: lambda: retention_periods.with_content(mine).filter(
            Exists(retention_periods.holding())
        ),
        GONE: lambda: mine.filter(destroyed_on__isnull=False),
    }[show]()
    return found.select_related("holding_unit").order_by("finished_at", "pk")


def counts(person: Person, *, at: datetime) -> dict[str, int]:
    return {show: shelf(person, show, at=at).count() for show in (DUE, REVIEWED, HELD, GONE)}


def _mine(person: Person, at: datetime) -> QuerySet[Case]:
    return reduce(
        or_,
        (
            access.cases_for(person, at=at, permission=act, kind=kind)
            for kind in Kind
            for act in WATCHED_BY
        ),
    )


def _reviewed() -> Q:
    """The latest review says that the content goes."""
    reviews = CaseEvent.objects.filter(case=OuterRef("pk"), act="review_retention")
    later = CaseEvent.objects.filter(
        case=OuterRef("case"), act="review_retention", pk__gt=OuterRef("pk")
    )
    return Q(Exists(reviews.filter(~Exists(later), details__decision=DESTROY)))


def open_to(person: Person, act: str, cases: Iterable[Case], *, at: datetime) -> set[int]:
    """The ids of those of the cases on which the act is the reader's; two queries."""
    found: set[int] = set()
    for kind in Kind:
        mine = access.cases_for(person, at=at, permission=act, kind=kind)
        found |= set(mine.filter(pk__in=[c.pk for c in cases]).values_list("pk", flat=True))
    return found


def lines(cases: Iterable[Case], *, at: datetime) -> list[ShelfRow]:
    """With the classes, the holds and the destructions; three queries."""
    cases = list(cases)
    rules = retention_periods.rules_on(legal_date(at))
    held: dict[int, list[Hold]] = {}
    for hold in Hold.objects.filter(case__in=cases, lifted__isnull=True).select_related("placed"):
        held.setdefault(hold.case_id, []).append(hold)
    gone = Destruction.objects.filter(case__in=cases).select_related(
        "rule", "reviewed_by", "destroyed_by"
    )
    made = {each.case_id: each for each in gone}
    told = []
    for case in cases:
        rule = made[case.pk].rule if case.pk in made else retention_periods.class_of(case, rules)
        day = made[case.pk].due_on if case.pk in made else retention_periods.due_on(case, rule)
        told.append(ShelfRow(case, rule, day, held.get(case.pk, ()), made.get(case.pk)))
    return told
