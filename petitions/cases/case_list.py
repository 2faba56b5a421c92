"""The ledger of petition matters: which rows a reader gets, in which order, how much of each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from organizations.models import Person
from petitions.clocks.nearest_limits import Limit, duty_due, nearest_limits
from petitions.letters import bigram_search
from petitions.letters.letter_selectors import readable
from petitions.models import Petition, Petitioner
from workflows.cases import access
from workflows.models import Case
from workflows.states import FINISHED, OPEN, Status

PER_PAGE = 25
ORDERS: Mapping[str, tuple[Any, ...]] = {
    "-registered": ("-registered_at", "-pk"),
    "registered": ("registered_at", "pk"),
    "-received": ("-received_on", "-pk"),
    "received": ("received_on", "pk"),
    "due": (F("due").asc(nulls_last=True), "-registered_at", "-pk"),
    "-due": (F("due").desc(nulls_last=True), "-registered_at", "-pk"),
}
DEFAULT_ORDER = "-registered"
STATUS_GROUPS: Mapping[str, tuple[Status, ...]] = {
    "open": OPEN,
    "over": tuple(s for s in Status if s not in (*OPEN, Status.NEW)),
    "finished": FINISHED,
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line; `letter` is None where the reader may see the envelope only."""

    case: Case
    limit: Limit | None
    letter: Petition | None
    petitioner: str


def filtered(
    person: Person, wanted: Mapping[str, Any], *, at: datetime, today: date
) -> QuerySet[Case]:
    """The reader's cases narrowed by a valid `LedgerFilter`'s cleaned data.

    What stands in letters (words, channel, content, place) finds only letters that the reader may
    open; the case number finds every envelope.
    """
    cases = access.cases_for(person, at=at).filter(_envelope(wanted))
    if wanted.get("overdue"):
        cases = cases.overdue(at)
    letters = _letters(wanted)
    if letters is not None:
        inside = Q(pk__in=readable(person, at=at).filter(pk__in=letters.values("case_id")))
        words = wanted.get("q")
        by_number = (
            Q(number__icontains=words) if words and _text_search_alone(wanted) else Q(pk__in=[])
        )
        cases = cases.filter(inside | by_number)
    return cases


def _envelope(wanted: Mapping[str, Any]) -> Q:
    """The conditions that the envelope itself answers."""
    conditions = Q()
    status = wanted.get("status")
    if status:
        conditions &= Q(status__in=STATUS_GROUPS.get(status, (status,)))
    for field, lookup in (
        ("unit", "holding_unit_id"),
        ("leader", "leader_id"),
        ("petition_class", "petition_class"),
        ("since", "received_on__gte"),
        ("until", "received_on__lte"),
    ):
        if wanted.get(field):
            conditions &= Q(**{lookup: wanted[field]})
    return conditions


def _text_search_alone(wanted: Mapping[str, Any]) -> bool:
    return not any(wanted.get(name) for name in ("channel", "content_class", "region"))


def _letters(wanted: Mapping[str, Any]) -> QuerySet[Petition] | None:
    """The letters that the conditions on letters leave; None if there are no such conditions."""
    conditions = Q()
    for field in ("channel", "content_class"):
        if wanted.get(field):
            conditions &= Q(**{field: wanted[field]})
    if wanted.get("region"):
        conditions &= Q(region__path__startswith=wanted["region"].path)
    words = wanted.get("q")
    if not (conditions or words):
        return None
    letters = Petition.objects.filter(conditions)
    return bigram_search.matching(letters, words).order_by() if words else letters


def page_of(cases: QuerySet[Case], order: str, number: str | None) -> Page[Case]:
    """One page of the cases in the given order."""
    if order.endswith("due"):
        cases = cases.annotate(due=duty_due())
    keys = ORDERS.get(order, ORDERS[DEFAULT_ORDER])
    ordered = cases.select_related("holding_unit", "intake_unit", "leader").order_by(*keys)
    return Paginator(ordered, PER_PAGE).get_page(number)


def rows(cases: Collection[Case], person: Person, *, at: datetime, today: date) -> list[CaseRow]:
    """The lines of a page: limits, and the letters that this person may open; three queries."""
    ids = [case.pk for case in cases]
    limits = nearest_limits(ids, today=today)
    letters = {
        letter.case_id: letter
        for letter in Petition.objects.filter(
            case_id__in=ids, case__in=readable(person, at=at)
        ).select_related("region")
    }
    names = _first_names(letters.values())
    return [
        CaseRow(case, limits.get(case.pk), letters.get(case.pk), names.get(case.pk, ""))
        for case in cases
    ]


def _first_names(letters: Iterable[Petition]) -> dict[int, str]:
    """Case id → the first petitioner's name, with 等 if there are several."""
    names: dict[int, list[str]] = {}
    people = Petitioner.objects.filter(petition__in=[letter.pk for letter in letters])
    for case_id, name in people.order_by("pk").values_list("petition__case_id", "name"):
        names.setdefault(case_id, []).append(name)
    return {pk: f"{told[0]}等" if len(told) > 1 else told[0] for pk, told in names.items()}
