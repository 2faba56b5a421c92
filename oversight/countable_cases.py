"""What a reader of the whole may have counted to him: nothing of a case that excludes him."""

from datetime import datetime

from django.db.models import QuerySet

from organizations.models import Person
from workflows.cases import access
from workflows.models import Case
from workflows.states import Kind


def countable_petitions(person: Person, permission: str, *, at: datetime) -> QuerySet[Case]:
    """Petitions within a page's reach, to be counted and not named; none that excludes him."""
    return Case.objects.filter(
        access.not_shut_out(person, at=at),
        kind=Kind.PETITION,
        holding_unit__in=access.units_within(person, permission, at=at),
    )


def seen(person: Person, *, at: datetime) -> QuerySet[Case]:
    """Every case that the person may see and open."""
    petitions = access.cases_for(person, at=at)
    return petitions | access.cases_for(person, at=at, kind=Kind.TIP_OFF)
