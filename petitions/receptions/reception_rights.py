"""Who may read, receive and plan, from one table; whatever it does not grant is refused.

A discipline organ's days are its own: no other organ reads who came to it. The monitor counts
what is held in his region and reads none of it. A visit with a case that somebody is shut out of
does not exist for them.
"""

import enum
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import Person, Role, Trait
from organizations.selectors import HeldPost
from petitions.models.reception import DISCIPLINE_ORGANS, Promise, ReceptionDay, Visit, VisitMatter
from workflows.cases import access, permissions
from workflows.cases.permissions import Extent, PageGrant
from workflows.models import CaseExclusion


class Right(enum.StrEnum):
    """The permissions of the table that are about visitors."""

    COUNT = permissions.COUNT_RECEPTIONS
    READ = permissions.READ_RECEPTIONS
    RECEIVE = permissions.RECEIVE_VISITORS
    PLAN = permissions.PLAN_RECEPTIONS


_NOBODY = Q(pk__in=[])
_OF_DISCIPLINE = Q(unit__kind__in=DISCIPLINE_ORGANS)


def has_part(person: Person, *, at: datetime, right: Right = Right.READ) -> bool:
    """Whether a post of the person's has to do with receiving visitors at all."""
    return access.holds(person, right, at=at)


def plans(post: HeldPost) -> bool:
    """Whether this role plans days in its unit's name."""
    return post.role in planning_roles(post.unit_kind)


def planning_roles(unit_kind: str) -> frozenset[Role]:
    """The roles that plan the days of a unit of this kind: a discipline organ by its own."""
    reach = Extent.UNIT if unit_kind in DISCIPLINE_ORGANS else Extent.LEVEL
    return access.roles_with(Right.PLAN, only=reach)


def days_for(person: Person, *, at: datetime, right: Right = Right.READ) -> QuerySet[ReceptionDay]:
    """Every day on which the table grants this person the right."""
    posts = access.posts_of(person, at=at)
    lines = permissions.PAGES[right].grants
    reach = (
        _visible_days(line, post) for line in lines for post in posts if post.role == line.role
    )
    return ReceptionDay.objects.filter(reduce(or_, reach, _NOBODY))


def _visible_days(line: PageGrant, post: HeldPost) -> Q:
    if line.relation is Extent.POST:
        return Q(post_id=post.post_id)
    if line.relation is Extent.UNIT:
        return Q(unit_id=post.unit_id) & _OF_DISCIPLINE
    how = "startswith" if line.relation is Extent.REGION else "exact"
    place = Q(**{f"unit__region__path__{how}": post.region_path})
    return place if Trait.DISCIPLINE in line.role.traits else place & ~_OF_DISCIPLINE


def visits_for(person: Person, *, at: datetime, right: Right = Right.READ) -> QuerySet[Visit]:
    """The visits on those days, without any that leads to a case kept from the person."""
    days = days_for(person, at=at, right=right)
    hidden = _hidden_from(person, at=at, case="case__visit_matters__visit")
    return Visit.objects.filter(~hidden, day__in=days)


def matters_for(
    person: Person, *, at: datetime, right: Right = Right.READ
) -> QuerySet[VisitMatter]:
    """The matters of those visits."""
    return VisitMatter.objects.filter(visit__in=visits_for(person, at=at, right=right))


def promises_for(person: Person, *, at: datetime) -> QuerySet[Promise]:
    """What the person follows up, and what was promised on days he may read."""
    of_days = Q(matter__in=matters_for(person, at=at))
    return Promise.objects.filter(_followed_by(person, at) | of_days)


def promises_of(person: Person, *, at: datetime) -> QuerySet[Promise]:
    """What the person follows up."""
    return Promise.objects.filter(_followed_by(person, at))


def _followed_by(person: Person, at: datetime) -> Q:
    """What the person follows up, but for what leads to a case kept from him."""
    hidden = _hidden_from(person, at=at, case="case__visit_matters__visit__matters__promises")
    return Q(~hidden, follower=person)


def _hidden_from(person: Person, *, at: datetime, case: str) -> Exists:
    """Whether a case that `case` leads to, or one opened from it, excludes the person."""
    posts = access.posts_of(person, at=at)
    opened = case.replace("case__", "case__source_case__", 1)
    here = Q(**{case: OuterRef("pk")}) | Q(**{opened: OuterRef("pk")})
    return Exists(CaseExclusion.objects.keeping_out(person.pk, posts).filter(here))
