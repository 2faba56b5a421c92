"""参评率 and 满意率, from the petitioners alone, for the bureau and the unit apart.

How sure it is that a rating was the petitioner's stands beside it; one that he denied in a
call-back counts neither way.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Case as Choice
from django.db.models import (
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports import as_of_queries
from oversight.reports.compliance import DeadlineOutcomes, count_outcomes
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.scope import ReportScope
from workflows.counting.work_calendar import SHANGHAI
from workflows.states import Assurance, Rating

TITLE: Final = pgettext_lazy("report", "Satisfaction of the public")

SIDES: Final = ("bureau", "unit")
DENIED: Final = "denied"
ASSURANCES: Final = (*Assurance.values, DENIED)
RATINGS: Final = {
    "satisfied": Rating.SATISFIED,
    "fairly": Rating.FAIRLY,
    "dissatisfied": Rating.DISSATISFIED,
}


def satisfaction(asked: ReportScope) -> Report:
    """The report. Five queries; a period chooses evaluations by the day they were given."""
    rows, sure = list(_counted(asked)), _by_assurance(asked)
    return Report(
        kind="satisfaction",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={},
        figures=[*_figures(rows, count_outcomes(asked, "evaluate_window")), _assured(sure)],
        tables=[_table(rows), _assurance_table(sure)],
        labels=labels(),
        notes=[
            pgettext(
                "report", "Participation: a period chooses the evaluation windows that end in it."
            ),
            pgettext("report", "A rating that the petitioner denied in a call-back isn't counted."),
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
        **{str(each.value): str(each.label) for each in Assurance},
        DENIED: pgettext("report", "denied in a call-back"),
    }


def _figures(rows: list[dict[str, Any]], windows: DeadlineOutcomes) -> list[Figure]:
    keys = [f"{side}_{name}" for side in SIDES for name in RATINGS]
    totals = {key: sum(row[key] for row in rows) for key in keys}
    return [_participation(totals, windows), *(_satisfied(side, totals) for side in SIDES)]


def _rated(asked: ReportScope) -> QuerySet[Any]:
    """The cases rated in the period, each with `assurance`."""
    given = as_of_queries.ratings_of("pk", at=asked.at)
    events = as_of_queries.events_of("pk", at=asked.at)
    called = events.filter(act="confirm_rating", pk__gt=OuterRef("rating")).order_by("-pk")
    cases = as_of_queries.cases_as_of(asked.cases, at=asked.at)
    rated = cases.annotate(rating=Subquery(given.values("pk")[:1])).annotate(
        rated_on=TruncDate(Subquery(given.values("at")[:1]), tzinfo=SHANGHAI),
        answer=Subquery(called.values(v=KeyTextTransform("result", "details"))[:1]),
        assurance=Choice(
            When(answer=DENIED, then=Value(DENIED)),
            When(answer__isnull=False, then=Value(Assurance.CALLED_BACK.value)),
            default=Coalesce(
                Subquery(given.values(v=KeyTextTransform("assurance", "details"))[:1]),
                Value(Assurance.CODE.value),
                output_field=CharField(),
            ),
            output_field=CharField(),
        ),
    )
    period = as_of_queries.in_period("rated_on", since=asked.since, until=asked.until)
    within: QuerySet[Any, Any] = rated.filter(period, rated_on__isnull=False)
    return within.order_by()


def _by_assurance(asked: ReportScope) -> dict[str, int]:
    """How many ratings there are of each assurance; what was rated before one was noted had the
    code alone."""
    counts = _rated(asked).values("assurance").annotate(ratings=Count("pk"))
    found = {row["assurance"]: row["ratings"] for row in counts}
    return {name: found.get(name, 0) for name in ASSURANCES}


def _counted(asked: ReportScope) -> QuerySet[Any]:
    given = as_of_queries.ratings_of("pk", at=asked.at)
    value = {side: KeyTextTransform(f"{side}_rating", "details") for side in SIDES}
    rated = _rated(asked).annotate(
        **{
            side: Subquery(given.values(v=Cast(text, IntegerField()))[:1])
            for side, text in value.items()
        },
    )
    found: QuerySet[Any] = (
        rated.exclude(assurance=DENIED)
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


def _assured(sure: Mapping[str, int]) -> Figure:
    surer = sure[Assurance.CODE_AND_PHONE] + sure[Assurance.CALLED_BACK]
    return Figure(
        name="assured_rate",
        label=pgettext("report", "Ratings with more than the query code"),
        formula="(query code and telephone + confirmed in a call-back) / all ratings",
        numerator=surer,
        denominator=sum(sure.values()),
        parts=dict(sure),
    )


def _assurance_table(sure: Mapping[str, int]) -> Table:
    named, total = labels(), sum(sure.values())
    rows = [
        {"assurance": named[name], "ratings": n, "share": percent(n, total)}
        for name, n in sure.items()
    ]
    columns = [
        ReportColumn("assurance", pgettext("report", "Assurance"), amount=False),
        ReportColumn("ratings", pgettext("report", "Ratings")),
        ReportColumn("share", pgettext("report", "Share")),
    ]
    return Table("by_assurance", pgettext("report", "How sure the ratings are"), columns, rows)


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
