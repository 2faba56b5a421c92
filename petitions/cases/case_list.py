"""The ledger of petition matters: which rows a reader gets, in which order, how much of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from organizations.models import Person, Region
from petitions.clocks.nearest_limits import Limit, nearest_limits
from petitions.letters import bigram_search
from petitions.letters.bigram_search import Scopes
from petitions.letters.letter_selectors import readable
from petitions.models import Petition, Petitioner
from workflows.acts.act import Relation
from workflows.cases import access, case_lists
from workflows.cases.access import READ_LETTER
from workflows.cases.case_lists import CaseList, of_case
from workflows.models import Case
from workflows.states import FINISHED, OPEN, Kind, Status

PER_PAGE = 25
ORDERS = case_lists.ORDERS
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


def filtered(person: Person, wanted: Mapping[str, Any], *, at: datetime, today: date) -> CaseList:
    """The reader's cases narrowed by a valid `LedgerFilter`'s cleaned data.

    What stands in letters (words, channel, content, place) finds only letters that the reader may
    open; the case number finds every envelope.
    """
    found = CaseList.of(person, at=at)
    for name, relation in (("unit", Relation.HOLDER), ("leader", Relation.LEADS)):
        if wanted.get(name):
            found = found.through(access.scope(Kind.PETITION, relation, wanted[name]))
    if status := wanted.get("status"):
        found = found.with_status(STATUS_GROUPS.get(status, (status,)))
    if wanted.get("petition_class"):
        found = found.where(of_case(Q(petition_class=wanted["petition_class"])))
    if wanted.get("overdue"):
        found = found.late(today)
    found = found.where(case_lists.received(wanted.get("since"), wanted.get("until")))
    return _by_letters(found, wanted, access.scopes_for(person, at=at, permission=READ_LETTER))


def _by_letters(found: CaseList, wanted: Mapping[str, Any], readable: Scopes) -> CaseList:
    """Narrowed by what stands in letters."""
    conditions = Q()
    for name in ("channel", "content_class"):
        if wanted.get(name):
            conditions &= Q(**{f"letter__{name}": wanted[name]})
    if region := wanted.get("region"):
        within = Region.objects.filter(path__startswith=region.path).values("pk")
        conditions &= Q(letter__region__in=within)
    if conditions:
        found = found.where(bigram_search.opened_by(readable, conditions))
    if words := wanted.get("q"):
        found = bigram_search.among(found, words, readable=readable, numbers=not conditions)
    return found


def rows(cases: Collection[Case], person: Person, *, at: datetime, today: date) -> list[CaseRow]:
    """The lines of a page: limits, and the letters that this person may open; two queries."""
    ids = [case.pk for case in cases]
    limits = nearest_limits(ids, today=today)
    people = Petitioner.objects.filter(petition=OuterRef("pk")).order_by("pk").values("name")
    open_to = Petition.objects.filter(case_id__in=ids, case__in=readable(person, at=at))
    letters = {
        letter.case_id: letter
        for letter in open_to.select_related("region").annotate(names=ArraySubquery(people))
    }
    return [
        CaseRow(case, limits.get(case.pk), letters.get(case.pk), _first_name(letters.get(case.pk)))
        for case in cases
    ]


def _first_name(letter: Any) -> str:
    """The first petitioner's name, with 等 if there are several."""
    names = letter.names if letter else []
    return f"{names[0]}等" if len(names) > 1 else "".join(names)
