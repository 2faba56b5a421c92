"""Writing who is who: every change is checked here, and a refusal says why.

All take keyword arguments and raise `ValidationError` with the reason. Times are aware instants.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Protocol

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import (
    Absence,
    Person,
    Post,
    Region,
    Role,
    Tenure,
    Trait,
    Unit,
    UnitKind,
)
from organizations.ports import Port
from ui.numbers import read_number


class UnitClosed(Protocol):
    """What happens to the work of a unit that closes, within the transaction that closes it."""

    def __call__(self, *, unit: Unit, successor: Unit, at: datetime) -> object: ...


class NamesKnown(Protocol):
    """What follows from a name having a bearer: an account, a post or a relative on record."""

    def __call__(self, *, called: Collection[str], at: datetime) -> object: ...


unit_closed: Port[UnitClosed] = Port(
    "organizations.services.unit_closed", "who goes on with the cases of a closed unit"
)
names_known: Port[NamesKnown] = Port(
    "organizations.services.names_known", "who must not learn of a tip-off that names him (规则 47)"
)


def compare_names(names: Collection[str]) -> None:
    """Compare names that have a bearer from now on with those written on tip-offs (规则 47).

    Whoever saves a name, a tenure or a relative calls this in the same transaction. It returns
    nothing: whether a name stands on a tip-off is no business of whoever keeps the accounts.
    """
    names_known.filled(called=names, at=timezone.now())


def create_region(*, code: str, name: str, parent: Region | None = None) -> Region:
    """Add a region the national standard lacks, such as a township or a development zone."""
    if read_number(code) is None:
        raise ValidationError({"code": _("A region's code is made of digits.")})
    path = f"{parent.path if parent else ''}{code}/"
    region = Region(code=code, name=name, parent=parent, path=path)
    region.full_clean()
    region.save()
    return region


@transaction.atomic
def create_unit(  # noqa: PLR0913  # every field of a unit, all by name
    *,
    code: str,
    name: str,
    kind: UnitKind | str,
    region: Region,
    parent: Unit | None = None,
    short_name: str = "",
    line_superior: Unit | None = None,
    is_vertical: bool = False,
    **contact: str,
) -> Unit:
    """Add a unit below `parent`, or at the top; `contact` are its address, telephone and hours.

    `line_superior` is the department above in its line; see `organizations.review_route`.
    """
    if parent is not None and parent.closed_on is not None:
        raise ValidationError({"parent": _("The superior unit has been closed.")})
    unit = Unit(
        code=code,
        name=name,
        kind=kind,
        region=region,
        parent=parent,
        short_name=short_name,
        line_superior=line_superior,
        is_vertical=is_vertical,
        **contact,
    )
    unit.path = f"new:{code}"
    unit.full_clean()
    unit.save()
    unit.path = unit_path(unit)
    unit.save(update_fields=["path"])
    return unit


def unit_path(unit: Unit) -> str:
    """The path of a saved unit below its parent."""
    return f"{unit.parent.path if unit.parent else ''}{unit.pk}/"


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None) -> Unit:
    """Put a unit with everything below it under another superior."""
    if parent is not None and parent.path.startswith(unit.path):
        raise ValidationError({"parent": _("A unit cannot stand below itself.")})
    below = list(Unit.objects.select_for_update().filter(path__startswith=unit.path))
    before = unit.path
    unit.parent = parent
    unit.path = unit_path(unit)
    for moved in below:
        moved.path = unit.path + moved.path.removeprefix(before)
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    Unit.objects.bulk_update(below, ["path"])
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, on: date, successor: Unit, at: datetime) -> Unit:
    """Close a unit; its posts end at `at`, and `successor` answers for it from then on.

    Units closed earlier into this one are answered for by the new successor too, so that one
    step always leads to a unit that works, and it reviews what this one reviewed. The floor above
    moves the cases.
    """
    check_closing(unit, on=on, successor=successor, at=at)
    Tenure.objects.filter(post__unit=unit, until__isnull=True, since__lt=at).update(until=at)
    for place in ("successor", "line_superior", "government"):
        Unit.objects.filter(**{place: unit}).exclude(pk=successor.pk).update(**{place: successor})
    unit.closed_on, unit.successor = on, successor
    unit.save(update_fields=["closed_on", "successor"])
    unit_closed.filled(unit=unit, successor=successor, at=at)
    return unit


def check_closing(unit: Unit, *, on: date, successor: Unit, at: datetime) -> None:
    """Refuse, with the reason, a closing that would leave something behind."""
    if unit.closed_on is not None:
        raise ValidationError(_("The unit has already been closed."))
    if on > timezone.localdate(at):
        raise ValidationError({"on": _("A unit is closed on the day it ends, not in advance.")})
    if successor.pk == unit.pk or successor.closed_on is not None:
        raise ValidationError({"successor": _("The successor must be another unit that is open.")})
    if unit.children.filter(closed_on__isnull=True).exists():
        raise ValidationError(_("Units below it are still open: move or close them first."))


def create_post(
    *, unit: Unit, title: str, roles: Collection[str], rank: str = "", quota: int | None = None
) -> Post:
    """Add a post; `quota` is the number of cases its holder leads at most."""
    unknown = sorted(set(roles) - set(Role.values))
    if unknown:
        raise ValidationError({"roles": _("Unknown roles: %s.") % ", ".join(unknown)})
    if unit.closed_on is not None:
        raise ValidationError({"unit": _("The unit has been closed.")})
    check_keys(roles)
    post = Post(unit=unit, title=title, roles=[str(role) for role in roles], rank=rank, quota=quota)
    post.full_clean()
    post.save()
    return post


def check_keys(roles: Collection[str]) -> None:
    """Refuse two keys of the system in one hand (三员分立)."""
    if len({*Role.that(Trait.KEY)} & {*map(Role, roles)}) > 1:
        raise ValidationError(
            _("System administrator, security administrator and auditor are three people.")
        )


@transaction.atomic
def create_person(  # noqa: PLR0913  # every field of an account, all by name
    *,
    username: str,
    name: str,
    password: str,
    email: str = "",
    phone: str = "",
    is_demonstration: bool = False,
) -> Person:
    """Add an account. A demonstration account alone may have a password that the rules forbid."""
    person = Person(
        username=Person.normalize_username(username),
        name=name,
        email=Person.objects.normalize_email(email),
        phone=phone,
        is_demonstration=is_demonstration,
    )
    if not is_demonstration:
        validate_password(password, person)
    person.set_password(password)
    person.full_clean()
    person.save()
    compare_names([person.name])
    return person


@transaction.atomic
def open_account(**values: Any) -> Person:
    """Add an account that nobody can enter until its person has set a password of his own.

    `values` are those of the columns `username`, `name`, `email`, `phone` and `region_id`.
    """
    person = Person(**values)
    person.username = Person.normalize_username(person.username)
    person.email = Person.objects.normalize_email(person.email)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    compare_names([person.name])
    return person


@transaction.atomic
def rename_person(*, person: Person, name: str) -> Person:
    """Change the name that somebody goes by."""
    person.name = name
    person.full_clean(exclude=["password"])
    person.save(update_fields=["name"])
    compare_names([person.name])
    return person


@transaction.atomic
def deactivate(*, person: Person, at: datetime) -> Person:
    """End somebody's account and every post they hold; the record of what they did stays."""
    Tenure.objects.filter(person=person, until__isnull=True, since__lt=at).update(until=at)
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def appoint(*, person: Person, post: Post, since: datetime) -> Tenure:
    """Give a post to somebody from `since` on, with no end in sight."""
    if not person.is_active:
        raise ValidationError({"person": _("The account has been deactivated.")})
    if post.unit.closed_on is not None:
        raise ValidationError({"post": _("The unit has been closed.")})
    others = Tenure.objects.filter(person=person).exclude(until__lte=since)
    check_keys(
        {*post.roles, *(role for each in others.select_related("post") for role in each.post.roles)}
    )
    tenure = Tenure(person=person, post=post, since=since)
    tenure.full_clean()
    tenure.save()
    compare_names([person.name])
    return tenure


def end_tenure(*, tenure: Tenure, until: datetime) -> Tenure:
    """End a tenure at `until`; from that instant the post's rights are no longer theirs."""
    if tenure.until is not None and tenure.until <= until:
        raise ValidationError(_("The tenure has already ended."))
    tenure.until = until
    tenure.full_clean()
    tenure.save(update_fields=["until"])
    return tenure


def record_absence(
    *,
    person: Person,
    since: datetime,
    until: datetime,
    substitute: Person | None = None,
    reason: str = "",
) -> Absence:
    """Note that somebody is away, and who is told in their place."""
    if substitute is not None and not substitute.is_active:
        raise ValidationError({"substitute": _("The account has been deactivated.")})
    absence = Absence(person=person, since=since, until=until, substitute=substitute, reason=reason)
    absence.full_clean()
    absence.save()
    return absence
