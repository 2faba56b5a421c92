"""Cases as they stood at an instant, from their events; never from what they are today."""

from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import (
    Case as Choice,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, TruncDate

from organizations.models import Unit
from workflows.cases.machines import SENT_DOWN
from workflows.counting.work_calendar import SHANGHAI
from workflows.models import Case, CaseEvent
from workflows.states import OPEN, UNANSWERED

SENDING = SENT_DOWN
MOVING = (*SENDING, "uphold_objection", "forward_down", "assign_down")


def events_of(case: str, *, at: datetime) -> QuerySet[CaseEvent]:
    """Events up to an instant, of the case that `case` names in the outer query."""
    return CaseEvent.objects.filter(case=OuterRef(case), at__lte=at)


def detail_id(detail: str) -> Any:
    """The id of the unit or person that an event's details name."""
    return Cast(KeyTextTransform("id", KeyTransform(detail, "details")), BigIntegerField())


def moved_to() -> Any:
    """The id of the unit that an event of MOVING brought the case to."""
    return Coalesce(detail_id("unit"), F("actor_unit_id"), output_field=BigIntegerField())


def cases_as_of(cases: QuerySet[Case], *, at: datetime) -> QuerySet[Any]:
    """The cases registered by then, with `status_then` and `holder_then` (a unit's id)."""
    past = events_of("pk", at=at)
    return cases.filter(registered_at__lte=at).annotate(
        status_then=Subquery(past.order_by("-pk").values("target")[:1]),
        holder_then=holder_as_of(at=at),
    )


def holder_as_of(*, at: datetime, case: str = "pk") -> Any:
    """Who held the case: today's holder unless the envelope has moved since.

    `case` leads to it from the rows asked for.
    """
    moves = CaseEvent.objects.filter(case=OuterRef(case), act__in=MOVING)
    own = "" if case == "pk" else f"{case}__"
    before = moves.filter(at__lte=at).order_by("-pk")
    return Choice(
        When(
            Exists(moves.filter(at__gt=at)),
            # An upheld objection names no unit: the case went back to whoever agreed to it.
            then=Coalesce(Subquery(before.values(unit=moved_to())[:1]), F(f"{own}intake_unit_id")),
        ),
        default=F(f"{own}holding_unit_id"),
        output_field=BigIntegerField(),
    )


def cases_under_unit(cases: QuerySet[Case], unit: Unit, *, at: datetime) -> QuerySet[Case]:
    """Cases that the unit or one below it had taken in, or held then."""
    below = Unit.objects.filter(path__startswith=unit.path).values("pk")
    return cases.filter(
        Q(pk__in=cases.annotate(_holder=holder_as_of(at=at)).filter(_holder__in=below).values("pk"))
        | Q(intake_unit__in=below)
    )


def event_happened(act: str, *acts: str, at: datetime) -> Exists:
    """Whether one of the acts had been performed on the case."""
    return Exists(events_of("pk", at=at).filter(act__in=(act, *acts)))


def is_linked(*, at: datetime) -> Exists:
    """Whether a case had been joined to an earlier one, and not taken apart again."""
    undone = events_of("case", at=at).filter(act="unlink_repeat", pk__gt=OuterRef("pk"))
    return Exists(events_of("pk", at=at).filter(~Exists(undone), act="link_repeat"))


def ratings(cases: QuerySet[Case], *, at: datetime) -> QuerySet[CaseEvent]:
    """The first rating of each case of the answer that stood then.

    What was said of an earlier answer fell with it.
    """
    fell = events_of("case", at=at).filter(target__in=UNANSWERED, pk__gt=OuterRef("pk"))
    standing = CaseEvent.objects.filter(~Exists(fell), act="rate", at__lte=at)
    return _first_of_each_case(standing).filter(case__in=cases.filter(registered_at__lte=at))


def first_events(acts: tuple[str, ...], *, at: datetime) -> QuerySet[CaseEvent]:
    """The first of these acts on each case."""
    return _first_of_each_case(CaseEvent.objects.filter(act__in=acts, at__lte=at))


def _first_of_each_case(events: QuerySet[CaseEvent]) -> QuerySet[CaseEvent]:
    return events.filter(~Exists(events.filter(case=OuterRef("case"), pk__lt=OuterRef("pk"))))


def first_event_date(acts: tuple[str, ...], *, at: datetime) -> Any:
    """The legal date of the first of these acts on the case, null before it."""
    found = events_of("pk", at=at).filter(act__in=acts).order_by("pk").values("at")[:1]
    return TruncDate(Subquery(found), tzinfo=SHANGHAI)


def ended_on(*, at: datetime) -> Any:
    """The legal date on which a case ended; of one entered as finished before, its own day."""
    ends = events_of("pk", at=at).exclude(Q(target__in=OPEN) | Q(target=F("source")))
    own = Cast(KeyTextTransform("finished_on", "details"), DateField())
    day = Coalesce(own, TruncDate("at", tzinfo=SHANGHAI))
    return Subquery(ends.order_by("-pk").values(day=day)[:1])


def registered_on() -> Any:
    return TruncDate("registered_at", tzinfo=SHANGHAI)


def days_after(name: str, days: int) -> Any:
    """The date `days` calendar days after the one annotated as `name`."""
    return ExpressionWrapper(F(name) + Value(days), output_field=DateField())


def in_period(name: str, *, since: Any, until: Any) -> Q:
    """Whether the date annotated as `name` lies in a period; None leaves an end open.

    One condition, as the date may be costly to find.
    """
    if since and until:
        return Q(**{f"{name}__range": (since, until)})
    found = Q()
    if since:
        found &= Q(**{f"{name}__gte": since})
    if until:
        found &= Q(**{f"{name}__lte": until})
    return found


def is_so(condition: Q) -> Any:
    """A condition as a fact to group by: found once a row, however many counts ask for it."""
    return Choice(When(condition, then=Value(value=True)), default=Value(value=False))
