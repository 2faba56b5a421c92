"""移交台账: each ledger that inspectors handed over, and what became of its rows."""

from collections import Counter
from typing import Final

from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports.definition import Figure, Report, ReportColumn, Table
from oversight.reports.scope import ReportScope
from petitions.handovers.selectors import Totals, totals
from petitions.models.handover import HandoverBatch

TITLE: Final = pgettext_lazy("report", "Ledgers handed over")

COUNTED: Final = tuple(Totals().as_counts())


def handovers(asked: ReportScope) -> Report:
    """The report. Three queries; a period chooses the ledgers by the day they were taken in."""
    rows = _rows(asked)
    sums = Counter(dict.fromkeys(COUNTED, 0))
    for row in rows:
        sums.update({name: row[name] for name in COUNTED})
    labels = _labels()
    columns = [
        ReportColumn("source", pgettext("report", "Handed over by"), amount=False),
        ReportColumn("taken_in_on", pgettext("report", "Taken in on"), amount=False),
        *(ReportColumn(name, labels[name]) for name in COUNTED),
    ]
    return Report(
        kind="handovers",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts=sums | {"ledgers": len(rows)},
        figures=_figures(sums),
        tables=[Table("ledgers", pgettext("report", "By ledger"), columns, rows)],
        labels=labels | {"ledgers": pgettext("report", "ledgers")},
    )


def _rows(asked: ReportScope) -> list[dict[str, str | int]]:
    found = totals(asked.cases, at=asked.at)
    batches = HandoverBatch.objects.filter(pk__in=found, made_at__lte=asked.at)
    if asked.since:
        batches = batches.filter(made_at__date__gte=asked.since)
    if asked.until:
        batches = batches.filter(made_at__date__lte=asked.until)
    return [
        {"source": batch.source, "taken_in_on": f"{batch.made_at:%Y-%m-%d}"}
        | found[batch.pk].as_counts()
        for batch in batches.order_by("made_at", "pk")
    ]


def _figures(sums: Counter[str]) -> list[Figure]:
    return [
        Figure(
            name="sorted_rate",
            label=pgettext("report", "Rate sorted"),
            formula="sorted / rows",
            numerator=sums["sorted"],
            denominator=sums["rows"],
            parts={name: sums[name] for name in ("sorted", "unsorted")},
        ),
        Figure(
            name="handover_finished_rate",
            label=pgettext("report", "Rate finished"),
            formula="finished / rows",
            numerator=sums["finished"],
            denominator=sums["rows"],
            parts={name: sums[name] for name in ("finished", "settled", "filed", "passed_down")},
        ),
    ]


def _labels() -> dict[str, str]:
    return {
        "rows": pgettext("report", "rows"),
        "sorted": pgettext("report", "sorted"),
        "unsorted": pgettext("report", "not sorted yet"),
        "checked": pgettext("report", "checked at one's own level"),
        "settled": pgettext("report", "settled after checking"),
        "filed": pgettext("report", "transferred for filing"),
        "in_hand": pgettext("report", "in hand at one's own level"),
        "passed_down": pgettext("report", "passed down"),
        "otherwise": pgettext("report", "ended otherwise"),
        "finished": pgettext("report", "finished"),
    }
