"""What a person may read of the record of rights, and of the proposals that wait."""

from datetime import datetime

from django.db.models import Q, QuerySet

from organizations.models import Person
from workflows.cases import access
from workflows.cases.permissions import (
    CONFIRM_POSTS,
    CONFIRM_RIGHTS,
    KEEP_ACCOUNTS,
    READ_RIGHTS,
    STAND_IN,
)
from workflows.models import Amendment, RightsEvent


def events_for(person: Person, *, at: datetime) -> QuerySet[RightsEvent]:
    """His own, what he did, and for whoever watches over rights those of his region."""
    found = Q(person=person) | Q(actor=person)
    for post in access.posts_with(person, READ_RIGHTS, at=at):
        found |= Q(region__path__startswith=post.region_path)
    events = RightsEvent.objects.filter(found).exclude(step=RightsEvent.Step.FOUND)
    return events.select_related("person", "actor", "region", "amendment")


def readable(person: Person, *, at: datetime) -> Q:
    """The amendments that a person may read: of limits all, of rights those he has a part in."""
    found = ~Q(subject=Amendment.Subject.RIGHTS) | Q(proposed_by=person)
    found |= Q(content__people__contains=[person.pk])
    organs = [post.unit_id for post in access.posts_with(person, CONFIRM_POSTS, at=at)]
    found |= Q(content__organ__in=organs)
    for permission in (KEEP_ACCOUNTS, CONFIRM_RIGHTS, STAND_IN, READ_RIGHTS):
        for post in access.posts_with(person, permission, at=at):
            found |= Q(content__place__startswith=post.region_path)
    return found


def waiting_for(person: Person, *, at: datetime) -> QuerySet[Amendment]:
    """The proposals on rights that wait for a second person, of those he may read."""
    waiting = Amendment.objects.filter(subject=Amendment.Subject.RIGHTS, state="proposed")
    found: QuerySet[Amendment] = waiting.filter(readable(person, at=at))
    return found.select_related("proposed_by").order_by("-pk")
