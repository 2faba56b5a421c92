"""整改措施: problems found, mended, going on and long-term, by who found them and who answers.

Each measure is one problem with what is done about it. Mended is what was verified and struck
off; long-term measures stand apart and never count as mended. What ended with its case, because
that was withdrawn or led elsewhere, counts among none of them and is told by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from django.db.models import Count, QuerySet
from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports import as_of_queries
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.scope import ReportScope
from workflows.models import Measure, MeasureState, ProblemSource

TITLE: Final = pgettext_lazy("report", "Measures")

COUNTED: Final = ("problems", "mended", "going_on", "long_term", "ended")
AS: Final[Mapping[str, str]] = {
    MeasureState.GOING_ON: "going_on",
    MeasureState.REPORTED: "going_on",
    MeasureState.STRUCK_OFF: "mended",
    MeasureState.LONG_TERM: "long_term",
    MeasureState.ENDED: "ended",
}
FORMULA: Final = "mended / problems"
Check: TypeAlias = tuple[str, str]


def measures(asked: ReportScope) -> Report:
    """The report. Two queries; a period chooses measures by the day they were set."""
    checks: dict[Check, Counter[str]] = defaultdict(Counter)
    units: dict[int, Counter[str]] = defaultdict(Counter)
    for source, name, unit, state, n in _counted(asked):
        found = _counts(state, n)
        checks[source, name].update(found)
        units[unit].update(found)
    totals = _sum(checks.values())
    return Report(
        kind="measures",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts=totals,
        figures=[_rate("mended_rate", pgettext("report", "Mended"), totals), *_by_source(checks)],
        tables=[_by_check(checks), _by_unit(units)],
        labels=_labels(),
        notes=[
            pgettext("report", "A period chooses measures by the day they were set."),
            pgettext("report", "Mended is what was struck off; long-term is never counted so."),
        ],
    )


def _counted(asked: ReportScope) -> Iterable[Any]:
    """(source, check, unit, state, how many) as they stood then."""
    found: QuerySet[Any] = Measure.objects.filter(
        as_of_queries.in_period("since_on", since=asked.since, until=asked.until),
        case__in=asked.cases.order_by().values("pk"),
    ).standing(asked.at)
    rows: Iterable[Any] = (
        found.order_by()
        .values_list("source", "source_name", "unit", "state_then")
        .annotate(Count("pk"))
    )
    return rows


def _counts(state: str, n: int) -> Counter[str]:
    kind = AS[state]
    return Counter({kind: n} if kind == "ended" else {kind: n, "problems": n})


def _sum(found: Iterable[Mapping[str, int]]) -> dict[str, int]:
    totals = Counter(dict.fromkeys(COUNTED, 0))
    for counts in found:
        totals.update(counts)
    return dict(totals)


def _by_source(checks: Mapping[Check, Counter[str]]) -> Iterable[Figure]:
    """A rate for each source that found anything, in the order of the sources."""
    for source in ProblemSource:
        totals = _sum(counts for (of, _name), counts in checks.items() if of == source)
        if any(totals.values()):
            yield _rate(f"{source.value}_mended_rate", str(source.label), totals)


def _rate(name: str, label: str, counts: Mapping[str, int]) -> Figure:
    return Figure(
        name=name,
        label=label,
        formula=FORMULA,
        numerator=counts["mended"],
        denominator=counts["problems"],
        parts=dict(counts),
    )


def _by_check(checks: Mapping[Check, Counter[str]]) -> Table:
    rows = [
        {"source": str(ProblemSource(source).label), "check": name} | _row(counts)
        for (source, name), counts in sorted(checks.items())
    ]
    columns = [
        ReportColumn("source", pgettext("report", "Who found it"), amount=False),
        ReportColumn("check", pgettext("report", "Check"), amount=False),
        *_columns(),
    ]
    return Table("by_check", pgettext("report", "By check"), columns, rows)


def _by_unit(units: Mapping[int, Counter[str]]) -> Table:
    known = units_by_id(set(units))
    rows = [{"unit": str(unit), "code": unit.code} | _row(units[pk]) for pk, unit in known.items()]
    columns = [ReportColumn("unit", pgettext("report", "Unit"), amount=False), *_columns()]
    return Table(BY_UNIT, pgettext("report", "By unit"), columns, rows)


def _row(counts: Mapping[str, int]) -> dict[str, Any]:
    found = _sum([counts])
    return found | {"rate": percent(found["mended"], found["problems"])}


def _columns() -> list[ReportColumn]:
    labels = _labels()
    shown = [ReportColumn(name, labels[name]) for name in COUNTED]
    return [*shown, ReportColumn("rate", pgettext("report", "Rate mended"))]


def _labels() -> dict[str, str]:
    return {
        "problems": pgettext("report", "problems"),
        "mended": pgettext("report", "mended"),
        "going_on": pgettext("report", "going on"),
        "long_term": pgettext("report", "long-term"),
        "ended": pgettext("report", "ended with the case"),
    }
