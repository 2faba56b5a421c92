"""Who may ask for an identity and who may let it be opened; `access` decides on the case.

Intake and handling ask, the head decides, and no account does both on one request (C7, C25).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from organizations.models import Person, Role
from organizations.selectors import HeldPost, holders
from workflows.acts.actors import Actor
from workflows.cases import access
from workflows.models import Case
from workflows.states import Kind

INTAKE: Final = frozenset({Role.CLUE_OFFICER})
ASKS: Final = frozenset({Role.CLUE_OFFICER, Role.CLUE_HANDLER})
DECIDES: Final = frozenset({Role.CLUE_HEAD})


def has_part(person: Person, *, at: datetime) -> bool:
    """Whether a post of the person's has to do with the vault at all."""
    return bool(posts(person, ASKS | DECIDES, at=at))


def posts(person: Person, roles: Collection[str], *, at: datetime) -> list[HeldPost]:
    """The posts that give the person one of the roles."""
    return [post for post in access.posts_of(person, at=at) if post.role in roles]


def may_ask(person: Person, case: Case, *, at: datetime) -> bool:
    return _has_relation(person, case, ASKS, at)


def may_decide(person: Person, case: Case, *, at: datetime) -> bool:
    return _has_relation(person, case, DECIDES, at)


def may_meet_repeats(person: Person, case: Case, *, at: datetime) -> bool:
    """Only intake puts a reporter's clues together, never the handling section (规则 14)."""
    return _has_relation(person, case, INTAKE, at)


def _has_relation(person: Person, case: Case, roles: Collection[str], at: datetime) -> bool:
    """A post with the role where the case is held, and the letter open to the person."""
    held = any(p.unit_id == case.holding_unit_id for p in posts(person, roles, at=at))
    return held and access.may(Actor.of(person), access.READ_LETTER, case, at=at)


def readable(person: Person, *, at: datetime) -> QuerySet[Case]:
    """The clues whose letters the person may open."""
    return access.cases_for(person, at=at, permission=access.READ_LETTER, kind=Kind.TIP_OFF)


def heads(case: Case, *, at: datetime) -> QuerySet[Person]:
    """Who answers for the case where it is held; nobody whom it excludes."""
    own = holders(roles=DECIDES, unit_ids=[case.holding_unit_id], at=at)
    may = access.who_may(access.READ_LETTER, case, at=at)
    return own.filter(pk__in=may.values("pk"))
