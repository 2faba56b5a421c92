"""Who read what of the tip-offs, when and why: for those who watch, never for whom it concerns."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import pgettext_lazy

from organizations.models import Person
from workflows.cases import access
from workflows.cases.permissions import READ_READINGS
from workflows.counting.work_calendar import SHANGHAI
from workflows.models import Case, CaseExclusion, CaseRead
from workflows.states import Kind

NIGHT_BEGINS: Final = time(22)
NIGHT_ENDS: Final = time(6)
"""No post of a discipline organ is on duty then; whoever reads has a reason worth asking for."""

SHOWN: Final = {
    "": pgettext_lazy("readings", "All"),
    "excluded": pgettext_lazy("readings", "By excluded people"),
    "identity": pgettext_lazy("readings", "Identities"),
    "night": pgettext_lazy("readings", "At night"),
    "outside": pgettext_lazy("readings", "From outside"),
    "refused": pgettext_lazy("readings", "Refused"),
}
_AGAINST: Final = CaseExclusion.objects.against(OuterRef("reader"), OuterRef("reader_unit"))
_NAMED: Final = Exists(_AGAINST.filter(case=OuterRef("case")))
NIGHT: Final = Q(at__time__gte=NIGHT_BEGINS) | Q(at__time__lt=NIGHT_ENDS)


def readings_for(person: Person, *, at: datetime) -> QuerySet[CaseRead]:
    """Readings of tip-offs held in the reader's region, none of a case that excludes him."""
    cases = Case.objects.filter(
        access.not_shut_out(person, at=at),
        kind=Kind.TIP_OFF,
        holding_unit__in=access.units_within(person, READ_READINGS, at=at),
    )
    return CaseRead.objects.filter(case__in=cases)


def narrowed(readings: QuerySet[CaseRead], chosen: Mapping[str, Any]) -> QuerySet[CaseRead]:
    """The readings chosen by the form: reader, number, part, days, and one of `SHOWN`."""
    if reader := chosen.get("reader"):
        readings = readings.filter(Q(reader__name__contains=reader) | Q(reader__username=reader))
    if number := chosen.get("number"):
        readings = readings.filter(case__number=number)
    if part := chosen.get("part"):
        readings = readings.filter(part=part)
    if since := chosen.get("since"):
        readings = readings.filter(at__gte=datetime.combine(since, time(), SHANGHAI))
    if until := chosen.get("until"):
        end = datetime.combine(until, time(), SHANGHAI) + timedelta(days=1)
        readings = readings.filter(at__lt=end)
    return readings


def shown(readings: QuerySet[CaseRead], key: str) -> QuerySet[CaseRead]:
    """One of `SHOWN`, newest first, with `named`: whether the case excludes its reader now."""
    readings = readings.annotate(named=_NAMED)
    chosen = {
        "excluded": Q(named=True),
        "identity": Q(part="identity"),
        "night": NIGHT,
        "outside": from_outside(),
        "refused": Q(refused=True),
    }.get(key, Q())
    related = ("reader", "reader_unit", "case__holding_unit")
    return readings.filter(chosen).select_related(*related).order_by("-at", "-pk")


def from_outside() -> Q:
    """Read by somebody whose unit has no part in the case."""
    parts = Case.objects.filter(pk=OuterRef("case"), parts__unit=OuterRef("reader_unit"))
    return Q(~Exists(parts))
