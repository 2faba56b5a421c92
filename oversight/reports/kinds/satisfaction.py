"""参评率 and 满意率, from the petitioners alone, for the bureau and the unit apart.

How sure it is that a rating was the petitioner's stands beside it; one that he denied in a
call-back counts neither way.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports import as_of_queries
from oversight.reports.compliance import DeadlineOutcomes, count_outcomes
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.scope import ReportScope
from workflows.counting.work_calendar import SHANGHAI
from workflows.states import Assurance, Rating

TITLE: Final = pgettext_lazy("report", "Satisfaction of the public")

WINDOW: Final = "evaluate_window"
SIDES: Final = ("bureau", "unit")
DENIED: Final = "denied"
ASSURANCES: Final = (*Assurance.values, DENIED)
RATINGS: Final = {
    "satisfied": Rating.SATISFIED,
    "fairly": Rating.FAIRLY,
    "dissatisfied": Rating.DISSATISFIED,
}
NAMES: Final[Mapping[int, str]] = {rating.value: name for name, rating in RATINGS.items()}


@dataclass(frozen=True, slots=True)
class Ratings:
    """How many ratings there are of each assurance, and what each unit's say of the two sides.

    Of a unit there are counts such as `bureau_satisfied`, without the ratings that were denied.
    """

    assurance: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(ASSURANCES, 0)))
    by_unit: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def satisfaction(asked: ReportScope) -> Report:
    """The report. Five queries; a period chooses evaluations by the day they were given."""
    given = _counted(asked)
    return Report(
        kind="satisfaction",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={},
        figures=[
            *_figures(given, count_outcomes(asked, WINDOW)),
            _assured(given.assurance),
        ],
        tables=[_table(given), _assurance_table(given.assurance)],
        labels=labels(),
        notes=[
            pgettext(
                "report", "Participation: a period chooses the evaluation windows that end in it."
            ),
            pgettext("report", "A rating that the petitioner denied in a call-back isn't counted."),
        ],
    )


def headline(asked: ReportScope, limits: Mapping[str, DeadlineOutcomes]) -> list[Figure]:
    """Participation and satisfaction without the units. One query.

    `limits` are the outcomes of `WINDOW` at least.
    """
    return _figures(_counted(asked), limits[WINDOW])


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


def _figures(given: Ratings, windows: DeadlineOutcomes) -> list[Figure]:
    totals: Counter[str] = Counter()
    for counts in given.by_unit.values():
        totals.update(counts)
    return [_participation(totals, windows), *(_satisfied(side, totals) for side in SIDES)]


def _counted(asked: ReportScope) -> Ratings:
    """The ratings of the period that stood then; one query."""
    found = Ratings()
    facts = ("answers", *SIDES, "own", "called_back")
    for row in _rated(asked).order_by().values(*facts).annotate(ratings=Count("pk")):
        assurance = _assurance(row["own"], row["called_back"])
        found.assurance[assurance] += row["ratings"]
        if assurance != DENIED:
            said = {f"{side}_{NAMES[row[side]]}" for side in SIDES if row[side] in NAMES}
            found.by_unit[row["answers"]].update(dict.fromkeys(said, row["ratings"]))
    return found


def _rated(asked: ReportScope) -> QuerySet[Any]:
    """The first rating of each case that stood then, with who `answers` and what it says."""
    called = as_of_queries.events_of("case", at=asked.at).filter(
        act="confirm_rating", pk__gt=OuterRef("pk")
    )
    ratings = as_of_queries.ratings(asked.cases, at=asked.at).annotate(
        rated_on=TruncDate("at", tzinfo=SHANGHAI)
    )
    period = as_of_queries.in_period("rated_on", since=asked.since, until=asked.until)
    found: QuerySet[Any] = ratings.filter(period).annotate(
        answers=as_of_queries.holder_as_of(at=asked.at, case="case"),
        own=KeyTextTransform("assurance", "details"),
        called_back=Subquery(
            called.order_by("-pk").values(v=KeyTextTransform("result", "details"))[:1]
        ),
        **{
            side: Cast(KeyTextTransform(f"{side}_rating", "details"), IntegerField())
            for side in SIDES
        },
    )
    return found


def _assurance(own: str | None, called_back: str | None) -> str:
    """How sure a rating is; one given before that was noted had the code alone."""
    if called_back is None:
        return own or Assurance.CODE.value
    return DENIED if called_back == DENIED else Assurance.CALLED_BACK.value


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


def _table(given: Ratings) -> Table:
    found = [
        {"unit": str(unit), "code": unit.code, **_row(given.by_unit[pk])}
        for pk, unit in units_by_id(set(given.by_unit)).items()
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
