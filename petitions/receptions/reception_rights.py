"""Who may read, receive and plan, from one table; whatever it does not grant is refused.

A discipline organ's days are its own: no other organ reads who came to it. The monitor counts
what is held in his region and reads none of it. A visit with a case that somebody is shut out of
does not exist for them.
"""

import enum
from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import Person, Role
from organizations.selectors import HeldPost
from petitions.models.reception import DISCIPLINE_ORGANS, Promise, ReceptionDay, Visit, VisitMatter
from workflows.cases import access
from workflows.models import CaseExclusion


class Right(enum.Enum):
    COUNT = "count"
    READ = "read"
    RECEIVE = "receive"
    PLAN = "plan"


_KEEPERS = frozenset({Role.REGISTRAR, Role.OFFICER, Role.COORDINATOR, Role.LEADER})
_ORGAN = frozenset({Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD})

OFFICE: Mapping[Right, frozenset[Role]] = {
    Right.COUNT: _KEEPERS,
    Right.READ: _KEEPERS,
    Right.RECEIVE: _KEEPERS,
    Right.PLAN: frozenset({Role.OFFICER, Role.COORDINATOR}),
}
"""Reading reaches over the post's region and all below it, the rest no further than its own."""

DISCIPLINE: Mapping[Right, frozenset[Role]] = {
    Right.COUNT: _ORGAN,
    Right.READ: _ORGAN,
    Right.RECEIVE: _ORGAN,
    Right.PLAN: frozenset({Role.CLUE_OFFICER, Role.CLUE_HEAD}),
}
"""For the days that the post's own discipline organ holds."""

RECEIVERS = (Role.LEADER, Role.CLUE_HEAD)
"""Whose posts receive visitors, wherever the day is held."""

_NOBODY = Q(pk__in=[])
_OF_DISCIPLINE = Q(unit__kind__in=DISCIPLINE_ORGANS)


def has_part(person: Person, *, at: datetime, right: Right = Right.READ) -> bool:
    """Whether a post of the person's has to do with receiving visitors at all."""
    roles = {post.role for post in access.posts_of(person, at=at)}
    return bool(roles & (OFFICE[right] | DISCIPLINE[right]))


def plans(post: HeldPost) -> bool:
    """Whether this role plans days in its unit's name."""
    if post.unit_kind in DISCIPLINE_ORGANS:
        return post.role in DISCIPLINE[Right.PLAN]
    return post.role in OFFICE[Right.PLAN]


def days_for(person: Person, *, at: datetime, right: Right = Right.READ) -> QuerySet[ReceptionDay]:
    """Every day on which the table grants this person the right."""
    posts = access.posts_of(person, at=at)
    return ReceptionDay.objects.filter(
        reduce(or_, (_visible_days(post, right) for post in posts), _NOBODY)
    )


def _visible_days(post: HeldPost, right: Right) -> Q:
    reach = _NOBODY
    if post.role in DISCIPLINE[right]:
        reach |= Q(unit_id=post.unit_id) & _OF_DISCIPLINE
    if post.role in OFFICE[right]:
        how = "startswith" if right in (Right.COUNT, Right.READ) else "exact"
        place = Q(**{f"unit__region__path__{how}": post.region_path})
        reach |= place & ~_OF_DISCIPLINE
    if post.role == Role.MONITOR and right is Right.COUNT:
        reach |= Q(unit__region__path__startswith=post.region_path)
    if post.role in RECEIVERS and right is not Right.PLAN:
        reach |= Q(post_id=post.post_id)
    return reach


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
    hidden = _hidden_from(person, at=at, case="case__visit_matters__visit__matters__promises")
    followed = Q(follower=person) & ~hidden
    return Promise.objects.filter(followed | Q(matter__in=matters_for(person, at=at)))


def _hidden_from(person: Person, *, at: datetime, case: str) -> Exists:
    """Whether a case that `case` leads to, or one opened from it, excludes the person."""
    units = {post.unit_id for post in access.posts_of(person, at=at)}
    opened = case.replace("case__", "case__source_case__", 1)
    here = Q(**{case: OuterRef("pk")}) | Q(**{opened: OuterRef("pk")})
    shut_out = CaseExclusion.objects.filter(Q(person=person) | Q(unit_id__in=units))
    return Exists(shut_out.filter(here))
