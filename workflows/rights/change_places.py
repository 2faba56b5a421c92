"""Whom a change concerns, and in which region it takes place."""

from collections.abc import Iterator
from datetime import datetime

from organizations.models import Region, Tenure, Unit
from workflows.rights.office_changes import OfficeChange, Subject


def people_concerned(change: OfficeChange, *, at: datetime) -> set[int]:
    """Whose rights a change moves; of a unit its people are not, one by one."""
    match change.subject:
        case Subject.ACCOUNT:
            return {change.row} if change.row else set()
        case Subject.TENURE:
            return change.ids("person")
        case Subject.POST:
            held = Tenure.objects.filter(post=change.row).exclude(until__lte=at)
            return set(held.values_list("person_id", flat=True))
        case Subject.RELATIVE:
            return change.ids("person") | change.ids("relative")
    return set()


def region_of(change: OfficeChange, *, at: datetime) -> str:
    """The path of the region in which it takes place: of an account that moves, where it moves."""
    if change.subject == Subject.ACCOUNT and change.becomes.get("region"):
        return Region.objects.get(pk=change.becomes["region"]).path
    if change.subject == Subject.UNIT:
        return Region.objects.get(pk=change.becomes["region"]).path
    return next(iter(_unit_paths(change, at)), "")


def _unit_paths(change: OfficeChange, at: datetime) -> Iterator[str]:
    units = Unit.objects.none()
    match change.subject:
        case Subject.TENURE:
            units = Unit.objects.filter(posts__in=change.ids("post"))
        case Subject.POST:
            units = Unit.objects.filter(pk__in=change.ids("unit"))
        case Subject.ACCOUNT | Subject.RELATIVE:
            people = people_concerned(change, at=at)
            units = Unit.objects.filter(posts__tenures__person__in=people)
            units = units.order_by("-posts__tenures__since")
    yield from units.values_list("region__path", flat=True)
