"""Cases under leaders (包案): who leads how many, and how near their limits are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from organizations.leader_quota import quota_of
from organizations.models import Person, Role, Tenure
from petitions.clocks.nearest_limits import SOON
from workflows.cases import access
from workflows.cases.permissions import COMPARE_LEADERS, Extent
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, Clock
from workflows.models.overdue import is_overdue
from workflows.states import OPEN


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """One leader with the cases that the reader may see; `quota` None where the post has none."""

    leader: Person
    posts: tuple[str, ...]
    quota: int | None
    led: int
    finished: int
    overdue: int
    soon: int
    later: int

    @property
    def open(self) -> int:
        return self.led - self.finished

    @property
    def over_quota(self) -> bool:
        return self.quota is not None and self.open > self.quota


def may_look(person: Person, *, at: datetime) -> bool:
    """Whether a post of the person's has to do with cases under leaders."""
    return access.holds(person, COMPARE_LEADERS, at=at)


def led_cases(person: Person, *, at: datetime) -> QuerySet[Case]:
    """The cases under a leader that this person may see; `nearest_on` is their first duty's end."""
    duties = Clock.objects.running_duties().filter(case=OuterRef("pk"))
    nearest = duties.order_by("due_on").values("due_on")[:1]
    cases = access.cases_for(person, at=at).filter(leader__isnull=False)
    return cases.annotate(nearest_on=Subquery(nearest))


def group(name: str, at: datetime) -> Q:
    """One group of led cases by name; an unknown name is all of them."""
    today, is_open = legal_date(at), Q(status__in=OPEN)
    groups = {
        "open": is_open,
        "finished": ~is_open,
        "overdue": Q(is_overdue(at)),
        "soon": is_open & Q(nearest_on__gte=today, nearest_on__lte=today + SOON),
        "later": is_open & (Q(nearest_on__gt=today + SOON) | Q(nearest_on__isnull=True)),
    }
    return groups.get(name, Q())


def leaders(person: Person, *, at: datetime) -> list[LeaderRow]:
    """A row for each leader within reach, the most overdue first. Three queries."""
    counts = {row["leader"]: row for row in _counts(person, at)}
    tenures = list(_tenures(person, counts, at))
    people = {tenure.person_id: tenure.person for tenure in tenures}
    gone = set(counts) - people.keys()
    people |= {p.pk: p for p in Person.objects.filter(pk__in=gone)}
    rows = [
        _row(p, [t for t in tenures if t.person_id == pk], counts.get(pk))
        for pk, p in people.items()
    ]
    return sorted(rows, key=lambda row: (-row.overdue, -row.open, str(row.leader)))


def _counts(person: Person, at: datetime) -> Iterable[Mapping[str, int]]:
    counted: Iterable[Any] = (
        led_cases(person, at=at)
        .order_by()
        .values("leader")
        .annotate(
            led=Count("pk"),
            finished=Count("pk", filter=group("finished", at)),
            overdue=Count("pk", filter=group("overdue", at)),
            soon=Count("pk", filter=group("soon", at)),
            later=Count("pk", filter=group("later", at)),
        )
    )
    return counted


def _tenures(person: Person, known: Iterable[int], at: datetime) -> QuerySet[Tenure]:
    """Leaders' posts: those of the counted leaders, and the idle ones of an overseer's region."""
    within = Q(person__in=list(known))
    for post in access.posts_with(person, COMPARE_LEADERS, at=at, only=Extent.REGION):
        within |= Q(post__unit__region__path__startswith=post.region_path)
    if access.posts_with(person, COMPARE_LEADERS, at=at, only=Extent.POST):
        within |= Q(person=person)
    held = Tenure.objects.at(at).filter(within, post__roles__contains=[Role.LEADER])
    return held.select_related("person", "post__unit").order_by("person_id", "pk")


def _row(leader: Person, tenures: list[Tenure], counts: Mapping[str, int] | None) -> LeaderRow:
    told = counts or {"led": 0, "finished": 0, "overdue": 0, "soon": 0, "later": 0}
    return LeaderRow(
        leader=leader,
        posts=tuple(str(tenure.post) for tenure in tenures),
        quota=quota_of(tenures),
        led=told["led"],
        finished=told["finished"],
        overdue=told["overdue"],
        soon=told["soon"],
        later=told["later"],
    )
