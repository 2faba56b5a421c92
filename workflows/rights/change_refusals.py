"""What nobody may change: his own rights, the past, another region, two keys in one hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from organizations.models import Person, Post, Region, Tenure, Unit
from organizations.selectors import posts_of
from workflows.cases import access
from workflows.cases.permissions import KEEP_ACCOUNTS
from workflows.rights.change_places import people_concerned
from workflows.rights.guarded_rights import OF_UNIT, may_join
from workflows.rights.office_changes import OfficeChange, Subject, accounts_within


def administered(person: Person, *, at: datetime) -> list[str]:
    """The paths of the regions whose accounts, units and posts a person keeps."""
    return [post.region_path for post in access.posts_with(person, KEEP_ACCOUNTS, at=at)]


def refusal_of(change: OfficeChange, *, by: Person, at: datetime) -> str:
    """Why this person may not ask for the change; '' if he may."""
    if not _is_within(change, administered(by, at=at)):
        return _("It is kept by the administrators of another region.")
    if by.pk in people_concerned(change, at=at) or _moves_own_unit(change, by, at):
        return _("Nobody changes his own account, posts or rights.")
    return unlawful(change, at=at)


def unlawful(change: OfficeChange, *, at: datetime) -> str:
    """Why nobody may carry the change out; '' if it is lawful."""
    if any(_is_past(change.values.get(name), at) for name in ("since", "until")):
        return _("Posts are given and ended from now on, never back-dated.")
    if any(not may_join(roles) for roles in _joined(change, at)):
        return _(
            "System administrator, security administrator and auditor are three people, and none "
            "of them has a post with rights over tip-offs."
        )
    return ""


def _is_within(change: OfficeChange, paths: list[str]) -> bool:
    """Whether all that is touched is kept in these regions."""
    people = _people_named(change)
    known = Person.objects.filter(accounts_within(paths), pk__in=people)
    places = [any(place.startswith(path) for path in paths) for place in _places(change)]
    return bool(paths) and all(places) and known.count() == len(people)


def _people_named(change: OfficeChange) -> set[int]:
    """The accounts that whoever asks has to keep: a relative may be kept elsewhere."""
    match change.subject:
        case Subject.ACCOUNT:
            return {change.row} if change.row else set()
        case Subject.TENURE | Subject.RELATIVE:
            return change.ids("person")
    return set()


def _places(change: OfficeChange) -> Iterator[str]:
    """The paths of the regions in which something changes."""
    units = Unit.objects.none()
    match change.subject:
        case Subject.TENURE:
            units = Unit.objects.filter(posts__in=change.ids("post"))
        case Subject.POST:
            units = Unit.objects.filter(pk__in=change.ids("unit"))
    yield from units.values_list("region__path", flat=True)
    if change.subject == Subject.UNIT or not change.row:
        regions = Region.objects.filter(pk__in=change.ids("region"))
        yield from regions.values_list("path", flat=True)


def _moves_own_unit(change: OfficeChange, by: Person, at: datetime) -> bool:
    sits = {post.unit_id for post in posts_of(by, at=at)}
    return change.subject == Subject.UNIT and change.row in sits and change.touches(*OF_UNIT)


def _is_past(instant: Any, at: datetime) -> bool:
    """A minute that was picked on a form and has begun is now."""
    given = parse_datetime(instant) if instant else None
    return given is not None and given < at.replace(second=0, microsecond=0)


def _joined(change: OfficeChange, at: datetime) -> Iterator[set[str]]:
    """The roles that somebody would have together: of the post itself, and of each who holds it."""
    if change.subject not in (Subject.TENURE, Subject.POST):
        return
    if change.subject == Subject.TENURE and change.row:
        return  # it ends
    posts = Post.objects.filter(pk__in=change.ids("post"))
    roles = {role for post in posts for role in post.roles} | set(change.becomes.get("roles", ()))
    yield roles
    for person in people_concerned(change, at=at):
        others = Tenure.objects.filter(person=person).exclude(until__lte=at)
        others = others.exclude(post__in=change.ids("post")).exclude(post=change.row or 0)
        yield roles.union(*others.values_list("post__roles", flat=True))
