"""参评率 and 满意率, from the petitioners alone, for the bureau and the unit apart."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count, F, IntegerField, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports import as_of_queries
from oversight.reports.compliance import DeadlineOutcomes, count_outcomes
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.scope import ReportScope
from workflows.states import Rating

TITLE: Final = pgettext_lazy("report", "Satisfaction of the public")

SIDES: Final = ("bureau", "unit")
RATINGS: Final = {
    "satisfied": Rating.SATISFIED,
    "fairly": Rating.FAIRLY,
    "dissatisfied": Rating.DISSATISFIED,
}


def satisfaction(asked: ReportScope) -> Report:
    """The report. Four queries; a period chooses evaluations by the day they were given."""
    rows = list(_counted(asked))
    return Report(
        kind="satisfaction",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={},
        figures=_figures(rows, count_outcomes(asked, "evaluate_window")),
        tables=[_table(rows)],
        labels=labels(),
        notes=[
            pgettext(
                "report", "Participation: a period chooses the evaluation windows that end in it."
            )
        ],
    )


def headline(asked: ReportScope) -> list[Figure]:
    """Participation and satisfaction without the units. Two queries or so."""
    return _figures(list(_counted(asked)), count_outcomes(asked, "evaluate_window"))


def labels() -> dict[str, str]:
    """What the figures are made from, in words."""
    return {
        "rated": pgettext("report", "evaluated"),
        "lapsed": pgettext("report", "window over, not evaluated"),
        "open": pgettext("report", "window still open"),
        "satisfied": pgettext("report", "satisfied"),
        "fairly": pgettext("report", "fairly satisfied"),
        "dissatisfied": pgettext("report", "dissatisfied"),
    }


def _figures(rows: list[dict[str, Any]], windows: DeadlineOutcomes) -> list[Figure]:
    keys = [f"{side}_{name}" for side in SIDES for name in RATINGS]
    totals = {key: sum(row[key] for row in rows) for key in keys}
    return [_participation(totals, windows), *(_satisfied(side, totals) for side in SIDES)]


def _counted(asked: ReportScope) -> QuerySet[Any]:
    given = as_of_queries.events_of("pk", at=asked.at).filter(act="rate").order_by("pk")
    value = {side: KeyTextTransform(f"{side}_rating", "details") for side in SIDES}
    rated = as_of_queries.cases_as_of(asked.cases, at=asked.at).annotate(
        rated_on=as_of_queries.first_event_date(("rate",), at=asked.at),
        **{
            side: Subquery(given.values(v=Cast(text, IntegerField()))[:1])
            for side, text in value.items()
        },
    )
    period = as_of_queries.in_period("rated_on", since=asked.since, until=asked.until)
    found: QuerySet[Any] = (
        rated.filter(period, rated_on__isnull=False)
        .order_by()
        .values(answers=F("holder_then"))
        .annotate(
            **{
                f"{side}_{name}": Count("pk", filter=Q(**{side: rating.value}))
                for side in SIDES
                for name, rating in RATINGS.items()
            }
        )
    )
    return found


def _participation(totals: Mapping[str, int], windows: DeadlineOutcomes) -> Figure:
    """A window that ended because the matter was decided above counts neither way."""
    rated, counts = sum(totals[f"unit_{name}"] for name in RATINGS), windows.total()
    lapsed = counts["missed"]
    return Figure(
        name="participation_rate",
        label=pgettext("report", "Participation"),
        formula="evaluated / (evaluated + window over, not evaluated)",
        numerator=rated,
        denominator=rated + lapsed,
        parts={"rated": rated, "lapsed": lapsed, "open": counts["not_due"]},
    )


def _satisfied(side: str, totals: Mapping[str, int]) -> Figure:
    parts = {name: totals[f"{side}_{name}"] for name in RATINGS}
    labels = {
        "bureau": pgettext("report", "Satisfied with the petition bureau"),
        "unit": pgettext("report", "Satisfied with the responsible unit"),
    }
    return Figure(
        name=f"satisfaction_rate_{side}",
        label=labels[side],
        formula="(satisfied + fairly satisfied) / evaluated",
        numerator=parts["satisfied"] + parts["fairly"],
        denominator=sum(parts.values()),
        parts=parts,
    )


def _table(rows: list[dict[str, Any]]) -> Table:
    units = units_by_id({row["answers"] for row in rows})
    counts = {row["answers"]: row for row in rows}
    found = [
        {"unit": str(unit), "code": unit.code, **_row(counts[pk])} for pk, unit in units.items()
    ]
    columns = [
        ReportColumn("unit", pgettext("report", "Unit"), amount=False),
        ReportColumn("satisfied", pgettext("report", "Satisfied")),
        ReportColumn("fairly", pgettext("report", "Fairly satisfied")),
        ReportColumn("dissatisfied", pgettext("report", "Dissatisfied")),
        ReportColumn("rate", pgettext("report", "Rate")),
    ]
    return Table(BY_UNIT, pgettext("report", "Responsible units"), columns, found)


def _row(counts: Mapping[str, int]) -> dict[str, Any]:
    found = {name: counts[f"unit_{name}"] for name in RATINGS}
    return found | {"rate": percent(found["satisfied"] + found["fairly"], sum(found.values()))}
