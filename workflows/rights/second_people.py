"""Who confirms a change: the head of the organ, or the security administrator (三员分立)."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import QuerySet

from organizations.destinations import DISCIPLINE
from organizations.models import Person, Role, Trait, Unit, UnitKind
from organizations.selectors import discipline_organ, holders, region_prefixes
from workflows.cases import access
from workflows.cases.permissions import CONFIRM_POSTS, CONFIRM_RIGHTS, STAND_IN
from workflows.models import Amendment
from workflows.rights.change_places import people_concerned, region_of
from workflows.rights.guarded_rights import guarded_posts, keys
from workflows.rights.office_changes import OfficeChange, Subject


def second_people(
    change: OfficeChange, *, without: Collection[int], at: datetime
) -> QuerySet[Person]:
    """Everybody who may confirm it: the first of these groups in which somebody is.

    Never whom it concerns, nor those `without`, as whoever proposes it.
    """
    aside = people_concerned(change, at=at) | set(without)
    for group in _groups(change, at):
        found = group.exclude(pk__in=aside)
        if found.exists():
            return found.order_by("pk")
    return Person.objects.none()


def may_confirm(amendment: Amendment, person: Person, *, at: datetime) -> bool:
    change = OfficeChange.from_json(amendment.content)
    who = second_people(change, without=[amendment.proposed_by_id], at=at)
    return who.filter(pk=person.pk).exists()


def _groups(change: OfficeChange, at: datetime) -> Iterator[QuerySet[Person]]:
    """Heads of the organ, security administrators over the region, auditors over it."""
    if organ := organ_of(change, at=at):
        yield heads(organ, at=at)
    paths = region_prefixes(region_of(change, at=at))
    for permission in (CONFIRM_RIGHTS, STAND_IN):
        yield access.who_holds(permission, at=at, post__unit__region__path__in=paths)


def heads(organ: Unit, *, at: datetime) -> QuerySet[Person]:
    """Those who head an organ: of a discipline organ the heads who sit there as such."""
    discipline = organ.kind in DISCIPLINE
    roles = [
        role.value
        for role in access.roles_with(CONFIRM_POSTS)
        if bool(role.traits & Trait.DISCIPLINE) == discipline
    ]
    return holders(roles=roles, unit_ids=[organ.pk], at=at)


def organ_of(change: OfficeChange, *, at: datetime) -> Unit | None:
    """The organ whose head confirms; None where it is the security administrator's to confirm.

    A key is no organ's own, and an account that has no guarded post is nobody's.
    """
    guarded = guarded_posts(change, at=at)
    if any(keys() & roles for roles, _unit in guarded):
        return None
    organs = [_confirming_organ(roles, unit) for roles, unit in guarded]
    organs += map(commission, _discipline_units(change))
    return next(iter(organs), None)


def _confirming_organ(roles: Collection[str], unit: Unit) -> Unit | None:
    """The unit's own head confirms; rights of a discipline organ are its head's wherever given."""
    discipline = {str(role) for role in Role.that(Trait.DISCIPLINE)}
    if unit.kind in DISCIPLINE or discipline & set(roles):
        return commission(unit)
    return unit


def _discipline_units(change: OfficeChange) -> list[Unit]:
    if change.subject != Subject.UNIT or change.row is None:
        return []
    units = Unit.objects.select_related("region")
    return list(units.filter(pk=change.row, kind__in=DISCIPLINE))


def commission(unit: Unit) -> Unit | None:
    """The discipline commission itself, or the one that a unit belongs to or lies under."""
    return unit if unit.kind == UnitKind.DISCIPLINE_COMMISSION else discipline_organ(unit)
