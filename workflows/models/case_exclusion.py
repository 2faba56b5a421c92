"""Who must never learn of a case: the rows, and the one predicate over them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, QuerySet

from organizations.models import Person, Tenure, Unit
from workflows.models.case import Case


class CaseExclusionQuerySet(models.QuerySet["CaseExclusion"]):
    def against(
        self, people: Iterable[object] | OuterRef, units: Iterable[object] | OuterRef
    ) -> Self:
        """Those that name one of the people, or a unit that they sit in.

        Ids, or where the outer query has one.
        """
        return self.filter(_is("person", people) | _is("unit", units))

    def people(self, *, at: datetime) -> QuerySet[Person]:
        """Everybody whom these rows shut out: named, or with a post in a named unit at `at`."""
        named = self.filter(person__isnull=False)
        units = self.filter(unit__isnull=False)
        seated = Tenure.objects.at(at).filter(post__unit__in=units.values("unit"))
        return Person.objects.filter(
            Q(pk__in=named.values("person")) | Q(pk__in=seated.values("person"))
        )


def _is(field: str, value: Iterable[object] | OuterRef) -> Q:
    return Q(**{field: value}) if isinstance(value, OuterRef) else Q(**{f"{field}__in": value})


class CaseExclusion(models.Model):
    """A person or unit that must never learn of the case (条例 30③; 规则 47)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True)
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()

    objects = CaseExclusionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="exclusion_of_one",
                condition=Q(person__isnull=True) ^ Q(unit__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["case", "person", "unit"], name="exclusion_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ✗ {self.person_id or self.unit_id}"

    def names(self, person_id: int, units: Collection[int]) -> bool:
        """Whether it shuts out a person who sits in these units."""
        return self.person_id == person_id or self.unit_id in units


def shut_out_of(case: Case, people: Iterable[int], *, at: datetime) -> set[int]:
    """The ids of those of the people who must not learn of the case.

    By the rows that were read with the case: without any, no statement.
    """
    rows, asked = list(case.exclusions.all()), set(people)
    units = {row.unit_id for row in rows if row.unit_id}
    held = Tenure.objects.at(at).filter(person__in=asked, post__unit__in=units)
    seated = set(held.values_list("person_id", flat=True)) if units else set()
    return seated | {row.person_id for row in rows if row.person_id in asked}
