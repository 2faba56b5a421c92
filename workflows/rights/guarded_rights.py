"""Which rights nobody gives alone, and who never has two of them (三员分立; 规则 4, 47, 52)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Final

from django.db.models import QuerySet

from organizations.destinations import DISCIPLINE
from organizations.models import Post, Role, Tenure, Trait, Unit
from workflows.cases.machines import ACTS
from workflows.cases.permissions import VIEW_GRANTS
from workflows.rights.office_changes import OfficeChange, Subject
from workflows.states import Kind

OF_ACCOUNT: Final = ("email", "region")
"""Where the links go by which an account is entered, and who keeps it."""
OF_HOLDER: Final = ("username", "name", "is_active")
OF_UNIT: Final = ("code", "name", "kind", "region", "parent", "closed_on", "successor")
"""What says whose rights reach where; an address or a telephone does not."""


@cache
def clue_roles() -> frozenset[str]:
    """The roles with any right over tip-offs, as the tables and acts grant them."""
    looks = (
        g.role for (kind, _key), lines in VIEW_GRANTS.items() if kind == Kind.TIP_OFF for g in lines
    )
    acts = (g.role for act in ACTS[Kind.TIP_OFF].values() for g in act.by)
    return frozenset(str(role) for role in (*looks, *acts, *Role.that(Trait.DISCIPLINE)) if role)


@cache
def keys() -> frozenset[str]:
    return frozenset(Role.that(Trait.KEY))


@cache
def guarded_roles() -> frozenset[str]:
    """The roles that make a post a guarded one in any unit."""
    return clue_roles() | keys()


def is_guarded(roles: Iterable[str], unit_kind: str) -> bool:
    """Whether a post with these roles in such a unit is filled and changed by two people alone."""
    return unit_kind in DISCIPLINE or bool(guarded_roles() & set(roles))


def may_join(roles: Collection[str]) -> bool:
    """Whether one person may have all of these: one key at most, and none beside tip-offs."""
    held = keys() & set(roles)
    return len(held) < 2 and not (held and clue_roles() & set(roles))  # noqa: PLR2004


def posts_concerned(change: OfficeChange, *, at: datetime) -> QuerySet[Post]:
    """The posts, as they stand, whose rights a change moves."""
    posts = Post.objects.select_related("unit__region")
    match change.subject:
        case Subject.TENURE:
            return posts.filter(pk__in=change.ids("post"))
        case Subject.POST:
            return posts.filter(pk=change.row or 0)
        case Subject.UNIT:
            return posts.filter(unit=change.row)
        case Subject.ACCOUNT:
            held = Tenure.objects.filter(person=change.row).exclude(until__lte=at)
            return posts.filter(pk__in=held.values("post"))
    return posts.none()


def guarded_posts(change: OfficeChange, *, at: datetime) -> list[tuple[frozenset[str], Unit]]:
    """Roles and unit of each guarded post that is concerned, as it stands and as it becomes."""
    found = [(frozenset(p.roles), p.unit) for p in posts_concerned(change, at=at)]
    if change.subject == Subject.POST:
        unit = Unit.objects.select_related("region").get(pk=change.becomes["unit"])
        found.append((frozenset(change.becomes["roles"]), unit))
    return [(roles, unit) for roles, unit in found if is_guarded(roles, unit.kind)]


def needs_second(change: OfficeChange, *, at: datetime) -> bool:
    """Whether a change waits for a second person."""
    guarded = bool(guarded_posts(change, at=at))
    match change.subject:
        case Subject.TENURE | Subject.POST:
            return guarded
        case Subject.ACCOUNT if change.row:
            return change.touches(*OF_ACCOUNT) or (guarded and change.touches(*OF_HOLDER))
        case Subject.UNIT:
            discipline = any(each["kind"] in DISCIPLINE for each in change.both)
            return (guarded or discipline) and change.touches(*OF_UNIT)
    return False
