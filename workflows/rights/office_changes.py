"""A change of one row of who is who, as plain values: what it was, and what it becomes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from organizations.models import Person, Post, Tenure, Unit
from workflows.models import CloseRelative, RightsEvent

Subject = RightsEvent.Subject
Values = Mapping[str, Any]

MODELS: Final[Mapping[str, type[Model]]] = {
    Subject.ACCOUNT: Person,
    Subject.POST: Post,
    Subject.TENURE: Tenure,
    Subject.UNIT: Unit,
    Subject.RELATIVE: CloseRelative,
}
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    Subject.ACCOUNT: ("username", "name", "email", "phone", "region", "is_active", "is_staff"),
    Subject.POST: ("unit", "title", "rank", "roles", "quota"),
    Subject.TENURE: ("person", "post", "since", "until"),
    Subject.UNIT: (
        *("code", "name", "short_name", "kind", "region", "parent", "address", "telephone"),
        *("reception_hours", "closed_on", "successor"),
    ),
    Subject.RELATIVE: ("person", "relative"),
}
"""What of each row is on record. Passwords are not, see `RightsEvent.Subject.PASSWORD`, nor who
reviews a unit: that is a version of its own (ADR 0035)."""


def with_snapshot(subject: str) -> QuerySet[Any]:
    """The rows of a subject, each with `snapshot`: its values as the record has them."""
    told = JSONObject(**{name: F(name) for name in FIELDS[subject]})
    rows: QuerySet[Any] = MODELS[subject]._default_manager.annotate(snapshot=told)
    return rows


def off_record(subject: str) -> QuerySet[Any]:
    """The rows that are not as the newest event on them says: changed past the record."""
    known = RightsEvent.objects.filter(subject=subject, row=OuterRef("pk"), becomes__isnull=False)
    newest = Subquery(known.order_by("-pk").values("becomes")[:1])
    rows = with_snapshot(subject).annotate(entered=newest)
    found: QuerySet[Any] = rows.filter(Q(entered=None) | ~Q(entered=F("snapshot")))
    return found


def snapshot(subject: str, row: int) -> dict[str, Any]:
    """One row as the record has it."""
    found: dict[str, Any] = with_snapshot(subject).values_list("snapshot", flat=True).get(pk=row)
    return found


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """One row to be made (`row` None) or changed; `values` are what changes, `was` how it stands.

    Rows of other tables are named by their ids, instants as ISO 8601.
    """

    subject: str
    row: int | None
    values: Values
    was: Values

    @classmethod
    def of(cls, subject: str, row: int | None, values: Values) -> Self:
        """The change from how the row stands now; what stays as it is is left out."""
        was = snapshot(subject, row) if row else {}
        changed = {k: v for k, v in values.items() if not row or was[k] != v}
        return cls(subject, row, changed, was)

    @classmethod
    def from_json(cls, content: Values) -> Self:
        return cls(content["subject"], content["row"], content["values"], content["was"])

    def as_json(self) -> dict[str, Any]:
        return {
            "subject": self.subject,
            "row": self.row,
            "values": dict(self.values),
            "was": dict(self.was),
        }

    @property
    def becomes(self) -> dict[str, Any]:
        return {**self.was, **self.values}

    @property
    def both(self) -> tuple[Values, ...]:
        """How it was, if it was there, and how it becomes."""
        return (self.was, self.becomes) if self.was else (self.becomes,)

    def touches(self, *names: str) -> bool:
        """Whether one of these values changes."""
        return any(name in self.values for name in names)

    def ids(self, name: str) -> set[int]:
        """The ids that a value has before and after, empty ones left out."""
        return {each[name] for each in self.both if each.get(name)}


def accounts_within(paths: Collection[str]) -> Q:
    """The accounts that regions with these paths keep: by their own, or else by a post.

    One with neither has no right anywhere: whoever keeps any region may take it in.
    """
    nowhere = Q(region=None) & ~Q(pk__in=Tenure.objects.values("person"))
    found = nowhere if paths else Q(pk__in=[])
    for path in paths:
        seated = Tenure.objects.filter(post__unit__region__path__startswith=path)
        found |= Q(region__path__startswith=path)
        found |= Q(region=None, pk__in=seated.values("person"))
    return found
