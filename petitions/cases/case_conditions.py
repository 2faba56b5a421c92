"""What a list of cases can be narrowed by: one meaning for the page, the interface and exports."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from organizations.models import Person, Region, Unit
from petitions.letters import bigram_search
from petitions.letters.bigram_search import Scopes
from workflows.acts.act import Relation
from workflows.cases.access import scope
from workflows.cases.case_lists import CaseList, of_case, received
from workflows.states import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseConditions:
    """Conditions on envelopes and letters; None, and an empty word, narrow nothing.

    What stands in letters (`q`, channel, content, place) finds only letters that may be opened;
    `q` finds every envelope by the beginning of its number.
    """

    kind: str = Kind.PETITION
    status: Collection[str] | None = None
    unit: int | None = None
    leader: int | None = None
    petition_class: str = ""
    channel: str = ""
    content_class: str = ""
    region: Region | None = None
    since: date | None = None
    until: date | None = None
    overdue: bool | None = None
    q: str = ""

    def narrow(self, found: CaseList, *, readable: Scopes, today: date) -> CaseList:
        """Those of the cases that meet all; the letters in the scopes `readable` may be opened."""
        for relation, whose in ((Relation.HOLDER, self.unit), (Relation.LEADS, self.leader)):
            if whose is not None:
                found = found.through(scope(self.kind, relation, whose))
        if self.status is not None:
            found = found.with_status(self.status)
        if self.petition_class:
            found = found.where(of_case(Q(petition_class=self.petition_class)))
        if self.overdue is not None:
            found = found.late(today) if self.overdue else found.in_time(today)
        found = found.where(received(self.since, self.until))
        return self._by_letters(found, readable)

    def _by_letters(self, found: CaseList, readable: Scopes) -> CaseList:
        plain = {"letter__channel": self.channel, "letter__content_class": self.content_class}
        conditions = Q(**{field: value for field, value in plain.items() if value})
        if self.region:
            conditions &= Q(letter__region__in=_within(self.region))
        if conditions:
            found = found.where(bigram_search.opened_by(readable, conditions))
        if self.q:
            found = bigram_search.among(found, self.q, readable=readable, numbers=not conditions)
        return found


def unit_coded(code: str) -> int:
    """The id of a unit; 0, which no unit has, for an unknown code."""
    return Unit.objects.filter(code=code).values_list("pk", flat=True).first() or 0


def person_named(username: str) -> int:
    """The id of a person; 0, which nobody has, for an unknown account."""
    return Person.objects.filter(username=username).values_list("pk", flat=True).first() or 0


def region_coded(code: str) -> Region:
    """Raises ValueError for an unknown code."""
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise ValueError(_("No region has this code or name."))
    return found


def _within(region: Region) -> QuerySet[Region, int]:
    return Region.objects.filter(path__startswith=region.path).values_list("pk", flat=True)
