"""What a reader of the whole may have counted to him: nothing of a case that excludes him."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import Person, Role, Unit
from workflows.cases import access
from workflows.models import Case, CaseExclusion
from workflows.states import Kind

CHECKERS: Final = frozenset({Role.MONITOR, Role.ADMIN})
"""Who reads the nightly checks."""

PLANNERS: Final = frozenset({Role.MONITOR, Role.ADMIN, Role.BUREAU_HEAD})
"""Who may ask what another limit would have done."""


WATCHERS: Final = frozenset(
    {
        Role.MONITOR,
        Role.BUREAU_HEAD,
        Role.COORDINATOR,
        Role.LEADER,
        Role.UNIT_HEAD,
        Role.CLUE_HEAD,
    }
)
"""Who watches over others' work."""


def may_watch(person: Person, *, at: datetime) -> bool:
    """Whether a post of the person's is one of those that watch over others' work."""
    return any(post.role in WATCHERS for post in access.posts_of(person, at=at))


def has_post(person: Person, roles: Collection[str], *, at: datetime) -> bool:
    return any(post.role in roles for post in access.posts_of(person, at=at))


def units_below(person: Person, roles: Collection[str], *, at: datetime) -> QuerySet[Unit]:
    """The units of the regions that the person's posts with these roles oversee."""
    within = Q(pk__in=[])
    for post in access.posts_of(person, at=at):
        if post.role in roles:
            within |= Q(region__path__startswith=post.region_path)
    return Unit.objects.filter(within)


def countable_petitions(person: Person, roles: Collection[str], *, at: datetime) -> QuerySet[Case]:
    """Petitions held there, to be counted and not named; those that exclude him are not there."""
    posts = access.posts_of(person, at=at)
    excluding = CaseExclusion.objects.filter(case=OuterRef("pk")).filter(
        Q(person=person) | Q(unit_id__in={post.unit_id for post in posts})
    )
    held = Case.objects.filter(
        kind=Kind.PETITION, holding_unit__in=units_below(person, roles, at=at)
    )
    return held.filter(~Exists(excluding))


def seen(person: Person, *, at: datetime) -> QuerySet[Case]:
    """Every case that the person may see and open."""
    petitions = access.cases_for(person, at=at)
    return petitions | access.cases_for(person, at=at, kind=Kind.TIP_OFF)
