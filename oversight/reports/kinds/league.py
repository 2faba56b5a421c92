"""Units by how they kept their limits; with few limits a rate says little, so the count stands by.

Sorted by the share of replies on time, then by what is overdue. The last three are named.
"""

from collections import Counter
from typing import Any, Final

from django.utils.translation import pgettext, pgettext_lazy

from organizations.models import Unit
from oversight.reports.compliance import DeadlineOutcomes, count_outcomes
from oversight.reports.definition import Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, TIMELY, rate, units_by_id
from oversight.reports.scope import ReportScope

TITLE: Final = pgettext_lazy("report", "Units by how they kept their limits")

RULES: Final = ("transfer_notice", "direct_notice", "handle", "simple_handle")
LAST: Final = 3
DUE: Final = ("timely", "late", "missed")


def league(asked: ReportScope) -> Report:
    """The report. Six queries at most."""
    found = count_outcomes(asked, *RULES)
    rows = _ranked(found)
    return Report(
        kind="league",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={"units": len(rows)},
        figures=[
            rate(
                "limits_kept_rate",
                pgettext("report", "Limits kept, all units"),
                "met ≤ limit / (timely + late + missed)",
                found.total(),
                *DUE,
            )
        ],
        tables=[
            Table(BY_UNIT, pgettext("report", "By unit"), _columns(), rows),
            Table(
                "last",
                pgettext("report", "The last three"),
                _columns(),
                rows[-LAST:] if len(rows) > LAST else [],
            ),
        ],
        labels=TIMELY | {"units": pgettext("report", "units")},
        notes=[
            pgettext(
                "report", "Limits of written notice and of handling, by the unit whose they are."
            )
        ],
    )


def _ranked(found: DeadlineOutcomes) -> list[dict[str, Any]]:
    units = units_by_id(set(found.by_unit))
    rows = [_row(unit, found.by_unit[pk]) for pk, unit in units.items()]
    judged = [row for row in rows if row["rate"] is not None]
    judged.sort(key=lambda row: (-row["rate"], row["missed"], row["code"]))
    return [{"place": n, **row} for n, row in enumerate(judged, start=1)]


def _row(unit: Unit, counts: Counter[str]) -> dict[str, Any]:
    due = sum(counts[part] for part in DUE)
    return {
        "unit": str(unit),
        "code": unit.code,
        **{part: counts[part] for part in DUE},
        "due": due,
        "rate": percent(counts["timely"], due),
    }


def _columns() -> list[ReportColumn]:
    return [
        ReportColumn("place", pgettext("report", "Place")),
        ReportColumn("unit", pgettext("report", "Unit"), amount=False),
        ReportColumn("due", pgettext("report", "Limits that ended")),
        ReportColumn("timely", pgettext("report", "In time")),
        ReportColumn("late", pgettext("report", "Late")),
        ReportColumn("missed", pgettext("report", "Limit passed, not yet done")),
        ReportColumn("rate", pgettext("report", "Rate")),
    ]
