"""Openings as the pages show them: nothing of a clue that the reader may not open."""

from datetime import datetime

from django.db.models import Q, QuerySet

from organizations.models import Person
from petitions.vault import rights
from petitions.vault.models import Opening
from petitions.vault.sealing import ADDRESS, EMAIL, ID_NUMBER, NAME, PHONE, WORKPLACE, label
from workflows.models import CaseRead

ORDER = {name: n for n, name in enumerate((NAME, ID_NUMBER, PHONE, EMAIL, ADDRESS, WORKPLACE))}


def openings_for(person: Person, *, at: datetime) -> QuerySet[Opening]:
    """The person's own requests, and as a head all on the clues held in the unit; newest first."""
    headed = [p.unit_id for p in rights.posts(person, rights.DECIDES, at=at)]
    mine = Q(asked_by=person) | Q(identity__case__holding_unit__in=headed)
    readable = rights.readable(person, at=at)
    shown = Opening.objects.filter(mine, identity__case__in=readable)
    return shown.select_related("identity__case", "asked_by", "decided_by")


def told(values: dict[str, str]) -> list[tuple[str, str]]:
    """Values with their labels, the usual ones first."""
    names = sorted(values, key=lambda name: (ORDER.get(name, len(ORDER)), name))
    return [(label(name), values[name]) for name in names]


def looks(opening: Opening) -> QuerySet[CaseRead]:
    """The readings that this opening allowed, and the attempts it did not."""
    found = CaseRead.objects.filter(case_id=opening.identity.case_id, reference=opening.reference)
    return found.select_related("reader")
