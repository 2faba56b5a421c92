"""Reading the timetable, what a day amounted to, and the promises that fall due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from organizations.models import Person, Post, Tenure, Unit
from petitions.clocks.nearest_limits import SOON, Limit
from petitions.models.reception import DISCIPLINE_ORGANS, Promise, ReceptionDay, VisitMatter
from petitions.receptions import reception_rights
from workflows.cases import access
from workflows.cases.permissions import FOLLOW_PROMISES, HOLD_RECEPTIONS, Extent
from workflows.counting.due_date import days_left, traffic_light

RELATED: Final = ("unit__region", "post__unit")


@dataclass(frozen=True, slots=True)
class Amount:
    """批次, 人次 and 件次 of a day."""

    visits: int = 0
    people: int = 0
    matters: int = 0


def timetable(
    person: Person, kind: str, *, past: bool, at: datetime, today: date
) -> QuerySet[ReceptionDay]:
    """Days of a kind within reach, the nearest to today first; today is still to come."""
    days = reception_rights.days_for(person, at=at).filter(kind=kind)
    days = days.filter(on__lt=today) if past else days.filter(on__gte=today)
    order = ("-on", "-opens", "-pk") if past else ("on", "opens", "pk")
    return days.select_related(*RELATED).order_by(*order)


def amounts(days: Iterable[ReceptionDay], person: Person, *, at: datetime) -> dict[int, Amount]:
    """Day id → what this person may know to have come on it; two queries."""
    visits = (
        reception_rights.visits_for(person, at=at)
        .filter(day__in=[day.pk for day in days])
        .order_by()
    )
    came = visits.values_list("day").annotate(Count("pk"), Sum("people_count"))
    brought = dict(
        VisitMatter.objects.filter(visit__in=visits)
        .order_by()
        .values_list("visit__day")
        .annotate(Count("pk"))
    )
    return {day: Amount(count, people, brought.get(day, 0)) for day, count, people in came}


def published(*, today: date) -> QuerySet[ReceptionDay]:
    """The public timetable: what is published and not over (条例 18①)."""
    days = ReceptionDay.objects.filter(published=True, on__gte=today, unit__closed_on__isnull=True)
    return days.select_related(*RELATED).order_by("unit__region__path", "on", "opens", "pk")


def promise_limit(given: Promise, today: date) -> Limit | None:
    """The light of a promise; None once it is kept."""
    if given.done_on is not None:
        return None
    return Limit(
        name=_("Promise"),
        due_on=given.due_on,
        days=days_left(given.due_on, today),
        light=traffic_light(given.made_on, given.due_on, today),
        provisional=False,
    )


def pressing(person: Person, *, at: datetime, today: date) -> QuerySet[Promise]:
    """What this person promised to follow up and is late with, or has a week left for."""
    own = reception_rights.promises_of(person, at=at).filter(done_on__isnull=True)
    return with_matters(own.filter(due_on__lte=today + SOON))


def with_matters(promises: QuerySet[Promise]) -> QuerySet[Promise]:
    related = promises.select_related("matter__visit__day__post__unit", "matter__case", "follower")
    return related.order_by("due_on", "pk")


def followers(day: ReceptionDay, *, at: datetime) -> QuerySet[Person]:
    """Who can see to a promise made on this day: posts of the region, or of the organ's own."""
    posts = _posts_around(day.unit, FOLLOW_PROMISES)
    held = Tenure.objects.at(at).filter(post__in=posts)
    return Person.objects.filter(pk__in=held.values("person_id")).order_by("pk")


def receiving_posts(units: Iterable[Unit]) -> QuerySet[Post]:
    """The posts that can receive on a day of one of the units, in the order of the tree."""
    posts = Post.objects.none()
    for unit in units:
        posts |= _posts_around(unit, HOLD_RECEPTIONS)
    return posts.select_related("unit").order_by("unit__path", "pk")


def _posts_around(unit: Unit, permission: str) -> QuerySet[Post]:
    """The posts with a permission for a unit's days.

    A discipline organ's days are for its own posts, another's for those at its region's level
    and below.
    """
    if unit.kind in DISCIPLINE_ORGANS:
        place, reach = Q(unit=unit), Extent.UNIT
    else:
        place, reach = Q(unit__region__path__startswith=unit.region.path), Extent.REGION
    roles = [role.value for role in access.roles_with(permission, only=reach)]
    return Post.objects.filter(place, roles__overlap=roles)
