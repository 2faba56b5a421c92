"""接访 and 下访: how many came, with how many matters, and what became of them.

件次 are matters, 批次 visits or trips, 人次 people. The organ is that of the post that received.
A matter settled without a case is finished on its own day, one with a case when the case is.
Satisfied is who said so when told the answer (满意 and 基本满意), of all who were told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from django.db.models import Count, F, Q, QuerySet, Subquery, Sum
from django.utils.translation import pgettext, pgettext_lazy

from organizations.models import UnitKind
from oversight.reports import as_of_queries
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.scope import ReportScope
from petitions.models import Visit, VisitMatter
from petitions.models.reception import ReceptionKind
from workflows.states import FINISHED, Rating

TITLE: Final = pgettext_lazy("report", "Receiving and visiting")

PARTY: Final = (ReceptionKind.RECEPTION, UnitKind.PARTY_COMMITTEE)
DISCIPLINE: Final = (ReceptionKind.RECEPTION, UnitKind.DISCIPLINE_COMMISSION)
DOWN: Final = (ReceptionKind.GOING_DOWN, UnitKind.DISCIPLINE_COMMISSION)
SATISFIED: Final = (Rating.SATISFIED, Rating.FAIRLY)
COUNTED: Final = (
    "days",
    "cadres",
    "visits",
    "people",
    "matters",
    "in_scope",
    "finished",
    "in_hand",
    "fed_back",
    "satisfied",
    "disciplined",
)
SHOWN: Final = ("visits", "people", "matters", "in_scope", "finished", "fed_back", "satisfied")
"""The columns of the tables, before the two rates."""
Group: TypeAlias = tuple[str, str]
Rows: TypeAlias = Any
"""What an aggregating queryset yields: a mapping of counts for each group."""


def receptions(asked: ReportScope) -> Report:
    """The report. Four queries; a period chooses days by their date."""
    groups, units = _counted(asked)
    return Report(
        kind="receptions",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts=_totals(groups.values()),
        figures=list(_figures(groups)),
        tables=[_by_organ(groups), _by_unit(units)],
        labels=_labels(),
        notes=[
            pgettext("report", "A period chooses receptions and trips by their day."),
            pgettext("report", "The organ is that of the post that received."),
        ],
    )


def _counted(asked: ReportScope) -> tuple[dict[Group, Counter[str]], dict[int, Counter[str]]]:
    """All counts by kind and organ, and by the unit of the post that received."""
    groups: dict[Group, Counter[str]] = defaultdict(Counter)
    units: dict[int, Counter[str]] = defaultdict(Counter)
    for row in (*_days(asked), *_visits(asked), *_matters(asked)):
        kind, organ, unit = (row.pop(key) for key in ("of_kind", "organ", "receiving"))
        if organ == UnitKind.DISCIPLINE_SECTION:
            organ = UnitKind.DISCIPLINE_COMMISSION
        found = Counter({name: count or 0 for name, count in row.items()})
        groups[kind, organ].update(found)
        units[unit].update(found)
    for counts in (*groups.values(), *units.values()):
        counts["in_hand"] = counts["matters"] - counts["finished"]
    return groups, units


def _grouped(rows: QuerySet[Any], day: str = "") -> Rows:
    """Rows by kind, organ and unit of the reception day that the prefix `day` leads to."""
    return rows.order_by().values(
        of_kind=F(f"{day}kind"),
        organ=F(f"{day}post__unit__kind"),
        receiving=F(f"{day}post__unit"),
    )


def _days(asked: ReportScope) -> Rows:
    """Days and trips that have been held."""
    held = asked.days.filter(_period(asked, "on"), on__lte=asked.last_day)
    return _grouped(held).annotate(days=Count("pk"), cadres=Sum("cadre_count"))


def _visits(asked: ReportScope) -> Rows:
    return _grouped(_came(asked), "day__").annotate(visits=Count("pk"), people=Sum("people_count"))


def _came(asked: ReportScope) -> QuerySet[Visit]:
    return asked.visits.filter(_period(asked, "day__on"), arrived_at__lte=asked.at)


def _matters(asked: ReportScope) -> Rows:
    """Matters with what had become of them by then."""
    latest = as_of_queries.events_of("case", at=asked.at).order_by("-pk").values("target")[:1]
    last = asked.last_day
    matters = VisitMatter.objects.filter(visit__in=_came(asked)).alias(
        case_then=Subquery(latest),
        is_done=Q(finished_on__lte=last) | Q(case_then__in=FINISHED),
        is_told=Q(fed_back_on__lte=last),
        is_inside=Q(in_scope=True),
        is_content=Q(rating__in=SATISFIED),
        is_disciplined=Q(disciplined_on__lte=last),
    )
    return _grouped(matters, "visit__day__").annotate(
        matters=Count("pk"),
        in_scope=Count("pk", filter=Q(is_inside=True)),
        finished=Count("pk", filter=Q(is_done=True)),
        finished_in_scope=Count("pk", filter=Q(is_done=True, is_inside=True)),
        fed_back=Count("pk", filter=Q(is_told=True)),
        satisfied=Count("pk", filter=Q(is_told=True, is_content=True)),
        disciplined=Sum("disciplined_count", filter=Q(is_disciplined=True)),
    )


def _period(asked: ReportScope, name: str) -> Q:
    return as_of_queries.in_period(name, since=asked.since, until=asked.until)


def _totals(groups: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found = Counter(dict.fromkeys(COUNTED, 0))
    for counts in groups:
        found.update({name: counts[name] for name in COUNTED})
    return dict(found)


def _figures(groups: Mapping[Group, Counter[str]]) -> Iterator[Figure]:
    party, discipline, down = (groups[each] for each in (PARTY, DISCIPLINE, DOWN))
    received = ("matters", "visits", "people")
    yield _rate(
        "party_satisfaction_rate",
        pgettext("report", "Party committees receiving: satisfied"),
        "satisfied / fed back",
        party,
        ("satisfied", "fed_back", *received, "finished"),
    )
    yield _rate(
        "party_finished_rate",
        pgettext("report", "Party committees receiving: finished"),
        "finished / matters",
        party,
        ("finished", "matters", "visits", "people", "in_hand"),
    )
    yield _rate(
        "discipline_finished_rate",
        pgettext("report", "Discipline organs receiving: finished of those within the scope"),
        "finished within the scope / within the scope",
        discipline,
        ("finished_in_scope", "in_scope", *received, "disciplined"),
    )
    yield _rate(
        "going_down_solved_rate",
        pgettext("report", "Discipline organs going down: solved"),
        "finished / matters",
        down,
        ("finished", "matters", "days", "cadres", "visits", "people", "in_hand"),
    )


def _rate(
    name: str, label: str, formula: str, counts: Counter[str], parts: tuple[str, ...]
) -> Figure:
    """A share of the first of the parts in the second."""
    return Figure(
        name=name,
        label=label,
        formula=formula,
        numerator=counts[parts[0]],
        denominator=counts[parts[1]],
        parts={part: counts[part] for part in parts},
    )


def _by_organ(groups: Mapping[Group, Counter[str]]) -> Table:
    kinds, organs = dict(ReceptionKind.choices), dict(UnitKind.choices)
    rows = [
        {"organ": f"{kinds[kind]} · {organs[organ]}"} | _row(groups[kind, organ])
        for kind in kinds
        for organ in organs
        if groups[kind, organ]["days"]
    ]
    columns = [
        ReportColumn("organ", pgettext("report", "Organ"), amount=False),
        *_columns(),
    ]
    return Table("by_organ", pgettext("report", "By organ"), columns, rows)


def _by_unit(units: Mapping[int, Counter[str]]) -> Table:
    known = units_by_id(set(units))
    rows = [{"unit": str(unit), "code": unit.code} | _row(units[pk]) for pk, unit in known.items()]
    columns = [ReportColumn("unit", pgettext("report", "Unit"), amount=False), *_columns()]
    return Table(BY_UNIT, pgettext("report", "By unit"), columns, rows)


def _row(counts: Counter[str]) -> dict[str, Any]:
    shares = {
        "finished_rate": percent(counts["finished"], counts["matters"]),
        "satisfied_rate": percent(counts["satisfied"], counts["fed_back"]),
    }
    return {name: counts[name] for name in COUNTED} | shares


def _columns() -> list[ReportColumn]:
    shares = [
        ReportColumn("finished_rate", pgettext("report", "Rate of matters finished")),
        ReportColumn("satisfied_rate", pgettext("report", "Rate satisfied")),
    ]
    labels = _labels()
    return [*(ReportColumn(name, labels[name]) for name in SHOWN), *shares]


def _labels() -> dict[str, str]:
    return {
        "days": pgettext("report", "days and trips"),
        "cadres": pgettext("report", "cadres (人次)"),
        "visits": pgettext("report", "visits (批次)"),
        "people": pgettext("report", "visitors (人次)"),
        "matters": pgettext("report", "matters (件次)"),
        "in_scope": pgettext("report", "within the scope"),
        "finished": pgettext("report", "finished"),
        "finished_in_scope": pgettext("report", "finished within the scope"),
        "in_hand": pgettext("report", "in hand"),
        "fed_back": pgettext("report", "fed back"),
        "satisfied": pgettext("report", "satisfied"),
        "disciplined": pgettext("report", "people disciplined"),
    }
