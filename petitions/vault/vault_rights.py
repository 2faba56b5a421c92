"""Who may ask for an identity and who may let it be opened; `access` decides on the case.

Intake and handling ask, the head decides, and no account does both on one request (C7, C25).
"""

from datetime import datetime

from django.db.models import QuerySet

from organizations.models import Person
from workflows.acts.actors import Actor
from workflows.cases import access
from workflows.cases.permissions import ASK_IDENTITY, DECIDE_IDENTITY, MEET_REPEATS
from workflows.models import Case
from workflows.states import Kind


def has_part(person: Person, *, at: datetime) -> bool:
    """Whether a post of the person's has to do with the vault at all."""
    return any(
        access.holds(person, permission, kind=Kind.TIP_OFF, at=at)
        for permission in (ASK_IDENTITY, DECIDE_IDENTITY)
    )


def units_headed(person: Person, *, at: datetime) -> set[int]:
    """The ids of the units in which the person lets identities be opened."""
    posts = access.posts_with(person, DECIDE_IDENTITY, kind=Kind.TIP_OFF, at=at)
    return {post.unit_id for post in posts}


def may_ask(person: Person, case: Case, *, at: datetime) -> bool:
    return access.may(Actor.of(person), ASK_IDENTITY, case, at=at)


def may_decide(person: Person, case: Case, *, at: datetime) -> bool:
    return access.may(Actor.of(person), DECIDE_IDENTITY, case, at=at)


def may_meet_repeats(person: Person, case: Case, *, at: datetime) -> bool:
    """Only intake puts a reporter's clues together, never the handling section (规则 14)."""
    return access.may(Actor.of(person), MEET_REPEATS, case, at=at)


def readable(person: Person, *, at: datetime) -> QuerySet[Case]:
    """The clues whose letters the person may open."""
    return access.cases_for(person, at=at, permission=access.READ_LETTER, kind=Kind.TIP_OFF)


def heads(case: Case, *, at: datetime) -> QuerySet[Person]:
    """Who answers for the case where it is held; nobody whom it excludes."""
    return access.who_may(DECIDE_IDENTITY, case, at=at).order_by("pk")
