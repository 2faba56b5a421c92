"""Units by how they kept their limits; with few limits a rate says little, so the count stands by.

Sorted by the share of replies on time, then by what is overdue. The last three are named.
"""

from collections import Counter
from typing import Any, Final

from django.utils.translation import pgettext

from organizations.models import Unit
from oversight.asked import Asked
from oversight.figures import Column, Report, Table, percent
from oversight.limits import Kept, kept
from oversight.reports.words import BY_UNIT, TIMELY, rate, units_by_id

RULES: Final = ("transfer_notice", "direct_notice", "handle", "simple_handle")
LAST: Final = 3
DUE: Final = ("timely", "late", "missed")


def league(asked: Asked) -> Report:
    """The report. Six queries at most."""
    found = kept(asked, *RULES)
    rows = _ranked(found)
    return Report(
        kind="league",
        title=pgettext("report", "Units by how they kept their limits"),
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


def _ranked(found: Kept) -> list[dict[str, Any]]:
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


def _columns() -> list[Column]:
    return [
        Column("place", pgettext("report", "Place")),
        Column("unit", pgettext("report", "Unit"), amount=False),
        Column("due", pgettext("report", "Limits that ended")),
        Column("timely", pgettext("report", "In time")),
        Column("late", pgettext("report", "Late")),
        Column("missed", pgettext("report", "Limit passed, not yet done")),
        Column("rate", pgettext("report", "Rate")),
    ]
