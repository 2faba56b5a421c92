"""The ledger of petition matters: which rows a reader gets, in which order, how much of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from organizations.bulk_lookup import Among, as_array
from organizations.models import Person
from organizations.prepared_statements import PreparedQuery
from petitions.cases.case_conditions import CaseConditions
from petitions.clocks.nearest_limits import Limit, nearest_limits
from petitions.models import Channel, Petition, Petitioner
from workflows.cases import access, case_lists
from workflows.cases.access import READ_LETTER
from workflows.cases.case_lists import CaseList
from workflows.models import Case
from workflows.states import FINISHED, OPEN, Status

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

    @property
    def channel(self) -> str:
        """In words; `get_channel_display` would translate all of them to find the one."""
        return str(Channel(self.letter.channel).label) if self.letter else ""


def filtered(person: Person, wanted: Mapping[str, Any], *, at: datetime, today: date) -> CaseList:
    """The reader's cases narrowed by a valid `LedgerFilter`'s cleaned data."""
    given = {name: value for name, value in wanted.items() if value}
    if status := given.get("status"):
        given["status"] = statuses_named(status)
    readable = access.scopes_for(person, at=at, permission=READ_LETTER)
    found = CaseList.of(person, at=at)
    return CaseConditions(**given).narrow(found, readable=readable, today=today)


def statuses_named(named: str) -> tuple[str, ...]:
    """The statuses of a group, or the one of that name."""
    return STATUS_GROUPS.get(named, (named,))


def rows(cases: Collection[Case], person: Person, *, at: datetime, today: date) -> list[CaseRow]:
    """The lines of a page: limits, and the letters that this person may open; two queries."""
    ids = [case.pk for case in cases]
    if not ids:
        return []
    limits = nearest_limits(ids, today=today)
    scopes = access.scopes_for(person, at=at, permission=access.READ_LETTER)
    open_to = _letters_of(scopes, access.not_shut_out(person, at=at))
    letters = {letter.case_id: letter for letter in open_to(as_array(ids))} if scopes else {}
    return [
        CaseRow(case, limits.get(case.pk), letters.get(case.pk), _first_name(letters.get(case.pk)))
        for case in cases
    ]


@lru_cache(access.READERS)
def _letters_of(scopes: tuple[str, ...], shown: Q) -> PreparedQuery[Petition]:
    """What asks for the letters among those of some cases that may be opened."""
    people = Petitioner.objects.filter(petition=OuterRef("pk")).order_by("pk").values("name")
    readable = access.cases_within(scopes, shown, permission=access.READ_LETTER)

    def letters(cases: str) -> QuerySet[Petition]:
        found = Petition.objects.filter(Among("case", cases), case__in=readable)
        return found.select_related("region").annotate(names=ArraySubquery(people))

    return PreparedQuery(letters, str)


def _first_name(letter: Any) -> str:
    """The first petitioner's name, with 等 if there are several."""
    names = letter.names if letter else []
    return f"{names[0]}等" if len(names) > 1 else "".join(names)
