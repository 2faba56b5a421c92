"""Reading measures: which ones, how near their limits are, and who may read what they say."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from organizations.models import Person
from petitions.clocks.nearest_limits import SOON, Limit
from workflows.acts.act_refusals import Forbidden, NotFound
from workflows.cases import access
from workflows.counting.due_date import Light, days_left
from workflows.models import UNDER_LIMIT, Evidence, Measure, MeasureState
from workflows.states import Kind

RELATED: Final = ("case", "leader", "unit", "doer")
OVERDUE: Final = "overdue"
STATES: Final = (*MeasureState.choices, (OVERDUE, pgettext_lazy("measures", "Overdue")))


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure in a list; `says` is whether this reader may read its words."""

    measure: Measure
    limit: Limit | None
    says: bool


def measures_for(person: Person, *, at: datetime) -> QuerySet[Measure]:
    """The measures of the cases that the person may see, each with its `due_on`."""
    cases = access.cases_for(person, at=at).order_by().values("pk")
    return Measure.objects.filter(case__in=cases).with_limits()


def readable(person: Person, cases: Collection[int], *, at: datetime) -> set[int]:
    """The ids of those cases whose measures this person may read."""
    may_read = access.cases_for(person, at=at, permission=access.READ_MEASURES)
    return set(may_read.filter(pk__in=cases).order_by().values_list("pk", flat=True))


def evidence_for(person: Person, pk: int, *, at: datetime) -> Evidence:
    """A file that proves what was done. Raises `NotFound`, or `Forbidden` for a reader of less."""
    found = Evidence.objects.select_related("step__measure").filter(pk=pk).first()
    case = found.step.measure.case_id if found else 0
    if found is None or not access.cases_for(person, at=at).filter(pk=case).exists():
        raise NotFound
    if not readable(person, [case], at=at):
        raise Forbidden(_("The measures of this case are closed to your post."))
    return found


def narrowed(measures: QuerySet[Measure], asked: dict[str, Any], *, today: date) -> Any:
    """By `unit` and `leader` (ids), `state`, and the days `since` and `until` of the limit."""
    state = asked.get("state")
    conditions = {
        "unit": Q(unit=asked.get("unit")),
        "leader": Q(leader=asked.get("leader")),
        "state": late(today) if state == OVERDUE else Q(state=state),
        "since": Q(limit_on__gte=asked.get("since")),
        "until": Q(limit_on__lte=asked.get("until")),
    }
    for name, condition in conditions.items():
        if asked.get(name):
            measures = measures.filter(condition)
    nearest = F("due_on").asc(nulls_last=True)
    return measures.select_related(*RELATED).order_by(nearest, "-pk")


def late(today: date) -> Q:
    """Needs `with_limits`."""
    return Q(state__in=UNDER_LIMIT, due_on__lt=today)


def limit_of(measure: Any, today: date) -> Limit | None:
    """The light of a measure from `with_limits`: overdue, within a week, or on the way."""
    if measure.due_on is None or measure.state not in UNDER_LIMIT:
        return None
    check = measure.state == MeasureState.REPORTED
    return Limit(
        name=_("Verification") if check else _("To be done"),
        due_on=measure.due_on,
        days=days_left(measure.due_on, today),
        light=light_of(measure.due_on, today),
        provisional=False,
    )


def light_of(due_on: date, today: date) -> Light:
    if due_on < today:
        return Light.OVERDUE
    return Light.YELLOW if due_on <= today + SOON else Light.GREEN


def rows(
    measures: Iterable[Measure], person: Person, *, at: datetime, today: date
) -> list[MeasureRow]:
    """Measures from `narrowed` as this person may see them; one query more."""
    found = list(measures)
    open_to = readable(person, {measure.case_id for measure in found}, at=at)
    return [MeasureRow(each, limit_of(each, today), each.case_id in open_to) for each in found]


def may_look(person: Person, *, at: datetime) -> bool:
    """Whether a post of the person's is one that sees petitions."""
    return access.holds(person, access.SEE, kind=Kind.PETITION, at=at)
