"""Carrying a change out: each by the service that checks what the office asks of such a row."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from organizations import services
from organizations.models import Person, Post, Region, Tenure, Unit
from workflows.acts.act_refusals import Refused
from workflows.models import Amendment, CloseRelative
from workflows.rights.office_changes import OfficeChange, Subject, off_record, snapshot
from workflows.rights.rights_record import record_change

STRUCTURE: Final = ("parent", "closed_on", "successor")
"""What of a unit has a service of its own."""


@transaction.atomic
def carry_out(
    change: OfficeChange, *, by: Person, at: datetime, why: str = "",
    amendment: Amendment | None = None,
) -> int:  # fmt: skip
    """Make or change the row, and write it down; its id. Whoever calls has asked the rules.

    Raises `Refused` where the row was changed since, and for what an office does not allow.
    """
    if change.row and snapshot(change.subject, change.row) != change.was:
        raise Refused(_("It was changed in the meantime. Propose it anew."))
    try:
        row = _WRITERS[change.subject](change, at)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    for each, pk in ((change, row), *_following(change, row)):
        record_change(each, pk, by=by, at=at, why=why, amendment=amendment)
    return row


def _following(change: OfficeChange, row: int) -> Iterator[tuple[OfficeChange, int]]:
    """The rows that a change brought along: posts that ended, units that got another successor."""
    tenures: QuerySet[Any] = Tenure.objects.none()
    units: QuerySet[Any] = Unit.objects.none()
    if change.subject == Subject.ACCOUNT and change.touches("is_active"):
        tenures = off_record(Subject.TENURE).filter(person=row)
    if change.subject == Subject.UNIT and change.values.get("closed_on"):
        tenures = off_record(Subject.TENURE).filter(post__unit=row)
        units = off_record(Subject.UNIT).filter(successor=change.values["successor"])
    for subject, rows in ((Subject.TENURE, tenures), (Subject.UNIT, units.exclude(pk=row))):
        for each in rows:
            yield OfficeChange(subject, each.pk, each.snapshot, each.entered or {}), each.pk


def effective_from(change: OfficeChange, at: datetime) -> OfficeChange:
    """The change with what waited for its second person taking effect now, not in the past."""
    late = {k: v for k, v in change.values.items() if k in ("since", "until") and _late(v, at)}
    values = {**change.values, **dict.fromkeys(late, at.isoformat())}
    return OfficeChange(change.subject, change.row, values, change.was)


def _late(value: Any, at: datetime) -> bool:
    given = parse_datetime(value) if value else None
    return given is not None and given < at


def _tenure(change: OfficeChange, at: datetime) -> int:
    change = effective_from(change, at)
    until = parse_datetime(change.values.get("until") or "")
    if change.row:
        tenure = Tenure.objects.select_for_update().get(pk=change.row)
        if until is None:
            raise ValidationError(
                _("A tenure that ends is not taken up again: give the post anew.")
            )
        return services.end_tenure(tenure=tenure, until=until).pk
    tenure = services.appoint(
        person=Person.objects.get(pk=change.values["person"]),
        post=Post.objects.get(pk=change.values["post"]),
        since=parse_datetime(change.values.get("since") or "") or at,
    )
    return services.end_tenure(tenure=tenure, until=until).pk if until else tenure.pk


def _account(change: OfficeChange, at: datetime) -> int:
    values = _columns(change.values, "region")
    if not change.row:
        return services.open_account(**values).pk
    person = Person.objects.select_for_update().get(pk=change.row)
    if values.pop("is_active", True) is False:
        services.deactivate(person=person, at=at)
    elif change.touches("is_active"):
        values["is_active"] = True
    _save(person, values)
    if change.touches("name"):
        services.compare_names([person.name])
    return person.pk


def _post(change: OfficeChange, _at: datetime) -> int:
    if not change.row:
        unit = Unit.objects.get(pk=change.values["unit"])
        return services.create_post(**{**change.values, "unit": unit}).pk
    post = Post.objects.select_for_update().get(pk=change.row)
    _save(post, _columns(change.values, "unit"))
    return post.pk


def _unit(change: OfficeChange, at: datetime) -> int:
    values = dict(change.values)
    moved = {name: values.pop(name) for name in STRUCTURE if name in values}
    superior = Unit.objects.filter(pk=moved.get("parent") or 0).first()
    if not change.row:
        region = Region.objects.get(pk=values.pop("region"))
        return services.create_unit(region=region, parent=superior, **values).pk
    unit = Unit.objects.select_for_update().get(pk=change.row)
    _save(unit, _columns(values, "region"))
    if "parent" in moved:
        services.move_unit(unit=unit, parent=superior)
    if moved.get("closed_on"):
        successor = Unit.objects.get(pk=moved["successor"])
        on = date.fromisoformat(moved["closed_on"])
        services.close_unit(unit=unit, on=on, successor=successor, at=at)
    return unit.pk


def _relative(change: OfficeChange, _at: datetime) -> int:
    values = _columns(change.values, "person", "relative")
    row = CloseRelative.objects.get(pk=change.row) if change.row else CloseRelative()
    _save(row, values)
    services.compare_names([row.person.name, row.relative.name])
    return row.pk


def _columns(values: Mapping[str, Any], *references: str) -> dict[str, Any]:
    """The values by the names of their columns."""
    return {f"{k}_id" if k in references else k: v for k, v in values.items()}


def _save(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=["password"])
    row.save()


_WRITERS: Final[Mapping[str, Callable[[OfficeChange, datetime], int]]] = {
    Subject.TENURE: _tenure,
    Subject.ACCOUNT: _account,
    Subject.POST: _post,
    Subject.UNIT: _unit,
    Subject.RELATIVE: _relative,
}
