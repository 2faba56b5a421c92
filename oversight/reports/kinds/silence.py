"""零报告: units of the scope that received matters and show nothing, or received none at all."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Count, Q
from django.utils.translation import pgettext, pgettext_lazy

from organizations.models import Unit, UnitKind
from oversight.reports import as_of_queries
from oversight.reports.definition import Report, ReportColumn, Table
from oversight.reports.scope import ReportScope
from workflows.cases.machines import FINISHING

TITLE: Final = pgettext_lazy("report", "Units with nothing to report")

EXPECTED: Final = (UnitKind.PETITION_BUREAU, UnitKind.DEPARTMENT, UnitKind.TOWN)
COUNTED: Final = {
    "received": ("register", *as_of_queries.SENDING),
    "accepted": ("accept",),
    "served": ("serve", "settle", "reply_suggestion"),
    "finished": FINISHING,
}


def silence(asked: ReportScope) -> Report:
    """The report. Two queries; `silent` units received nothing, `idle` ones finished nothing."""
    counts = _counts(asked)
    rows = [_row(unit, counts.get(unit.pk, {})) for unit in _units(asked)]
    silent = [row for row in rows if not row["received"]]
    idle = [row for row in rows if row["received"] and not (row["served"] or row["finished"])]
    return Report(
        kind="silence",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={"units": len(rows), "silent": len(silent), "idle": len(idle)},
        figures=[],
        tables=[
            Table("silent", pgettext("report", "Received nothing"), _columns(), silent),
            Table(
                "idle",
                pgettext("report", "Received, but answered and finished nothing"),
                _columns(),
                idle,
            ),
        ],
        labels={
            "units": pgettext("report", "units"),
            "silent": pgettext("report", "received nothing"),
            "idle": pgettext("report", "received, but answered and finished nothing"),
        },
    )


def _units(asked: ReportScope) -> list[Unit]:
    units = Unit.objects.filter(kind__in=EXPECTED).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=asked.today)
    )
    if asked.unit:
        units = units.filter(path__startswith=asked.unit.path)
    elif asked.hides_small:
        units = units.filter(region__in=asked.cases.values("holding_unit__region"))
    return list(units.order_by("path"))


def _counts(asked: ReportScope) -> dict[int, Mapping[str, int]]:
    """Acts in the period by the unit that held the matter then."""
    matters = asked.cases.annotate(holder_then=as_of_queries.holder_as_of(at=asked.at))
    done = asked.period("events__")
    rows: Iterable[Any] = (
        matters.order_by()
        .values("holder_then")
        .annotate(
            **{
                name: Count("events", filter=done & Q(events__act__in=acts))
                for name, acts in COUNTED.items()
            }
        )
    )
    return {row["holder_then"]: row for row in rows}


def _row(unit: Unit, counts: Mapping[str, int]) -> dict[str, Any]:
    return {"unit": str(unit), "code": unit.code} | {n: counts.get(n, 0) for n in COUNTED}


def _columns() -> list[ReportColumn]:
    return [
        ReportColumn("unit", pgettext("report", "Unit"), amount=False),
        ReportColumn("received", pgettext("report", "Received")),
        ReportColumn("accepted", pgettext("report", "Accepted")),
        ReportColumn("served", pgettext("report", "Answered")),
        ReportColumn("finished", pgettext("report", "Finished")),
    ]
