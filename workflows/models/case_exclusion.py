"""Who must never learn of a case: the rows, and the one predicate over them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import Person, Role, Tenure, Unit
from organizations.selectors import HeldPost
from workflows.models.case import Case

DESK: Final = Role.CLUE_OFFICER
"""Who sits at the desk that a tip-off is held at."""


class CaseExclusionQuerySet(models.QuerySet["CaseExclusion"]):
    def against(
        self, people: Iterable[object] | OuterRef, units: Iterable[object] | OuterRef
    ) -> Self:
        """Those that name one of the people, or a unit that they sit in.

        Ids, or where the outer query has one.
        """
        return self.filter(_is("person", people) | _is("unit", units))

    def keeping_out(self, person_id: int, posts: Collection[HeldPost]) -> Self:
        """Those that keep a case from a person with these posts: by name, unit, or desk."""
        named = Q(person=person_id) | Q(unit__in={post.unit_id for post in posts})
        return self.filter(named | (Q(desk__isnull=False) & ~Q(desk__in=_desks(posts))))

    def of_unit(self, unit: Unit) -> Self:
        """The rows that keep a case from a unit as a whole."""
        return self.filter(unit=unit)

    def people(self, *, at: datetime) -> QuerySet[Person]:
        """Everybody whom these rows shut out: named, with a post in a named unit at `at`, or
        at no desk that a case is held at.
        """
        named = self.filter(person__isnull=False)
        units = self.filter(unit__isnull=False)
        held = self.filter(desk__isnull=False)
        seated = Tenure.objects.at(at).filter(post__unit__in=units.values("unit"))
        at_desk = _at_desks(held.values("desk"), at)
        return Person.objects.filter(
            Q(pk__in=named.values("person"))
            | Q(pk__in=seated.values("person"))
            | (Q(Exists(held)) & ~Q(pk__in=at_desk.values("person")))
        )

    def of_names(self, people: Collection[int], units: Collection[int]) -> Self:
        """Those that these people and units have because of a name, and not of a recusal."""
        named = self.filter(reason__in=("named", "relative"))
        return named.filter(Q(person__in=people) | Q(unit__in=units))


def _is(field: str, value: Iterable[object] | OuterRef) -> Q:
    return Q(**{field: value}) if isinstance(value, OuterRef) else Q(**{f"{field}__in": value})


def _desks(posts: Collection[HeldPost]) -> set[int]:
    return {post.unit_id for post in posts if post.role == DESK}


def _at_desks(desks: Any, at: datetime) -> QuerySet[Tenure]:
    return Tenure.objects.at(at).filter(post__unit__in=desks, post__roles__contains=[DESK])


class CaseExclusion(models.Model):
    """A person or unit that must never learn of the case (条例 30③; 规则 47).

    A row with a `desk` holds the case there: until the names on it are resolved, everybody is shut
    out but the officers for letters of that unit.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True)
    desk = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()

    objects = CaseExclusionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="exclusion_of_one",
                condition=Q(person__isnull=False, unit__isnull=True, desk__isnull=True)
                | Q(person__isnull=True, unit__isnull=False, desk__isnull=True)
                | Q(person__isnull=True, unit__isnull=True, desk__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "person", "unit", "desk"],
                name="exclusion_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ✗ {self.person_id or self.unit_id or f'all but {self.desk_id}'}"

    def names(self, person_id: int, units: Collection[int]) -> bool:
        """Whether it is about a person, or a unit of these that he sits in."""
        return self.person_id == person_id or self.unit_id in units

    def keeps_out(self, person_id: int, posts: Collection[HeldPost]) -> bool:
        """Whether it shuts out a person with these posts."""
        if self.desk_id:
            return self.desk_id not in _desks(posts)
        return self.names(person_id, {post.unit_id for post in posts})


def is_held(case: Case) -> bool:
    """Whether its names are not resolved yet, so that nobody but a desk may see it."""
    return any(row.desk_id for row in case.exclusions.all())


def shut_out_of(case: Case, people: Iterable[int], *, at: datetime) -> set[int]:
    """The ids of those of the people who must not learn of the case.

    By the rows that were read with the case: without any, no statement.
    """
    rows, asked = list(case.exclusions.all()), set(people)
    units = {row.unit_id for row in rows if row.unit_id}
    held = Tenure.objects.at(at).filter(person__in=asked, post__unit__in=units)
    seated = set(held.values_list("person_id", flat=True)) if units else set()
    return (
        seated
        | {row.person_id for row in rows if row.person_id in asked}
        | _away([row.desk_id for row in rows if row.desk_id], asked, at)
    )


def _away(desks: Collection[int], asked: set[int], at: datetime) -> set[int]:
    """Those of the people who sit at none of the desks that a case is held at."""
    if not desks:
        return set()
    there = _at_desks(desks, at).filter(person__in=asked)
    return asked - set(there.values_list("person_id", flat=True))


def people_at_desks(held: Iterable[tuple[int, int]], *, at: datetime) -> dict[int, set[int]]:
    """Case id → who sits at its desk, for (case, desk) of cases that are held; one query."""
    desks = dict(held)
    seats = _at_desks(set(desks.values()), at).values_list("post__unit_id", "person_id")
    there = list(seats) if desks else []
    return {case: {p for unit, p in there if unit == desk} for case, desk in desks.items()}
