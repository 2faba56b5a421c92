"""包案: cases under leaders, how many are finished, and by which post, unit and region.

Finished are 办结 and 终结, a matter finished for the time being among them. A matter that was
refused, led elsewhere, withdrawn or linked has ended without being finished: it stays among
those led and is counted apart. A person appears by his post alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models import (
    Case as Choice,
)
from django.utils.translation import pgettext, pgettext_lazy

from organizations.models import Role, Tenure
from oversight.reports import as_of_queries
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.scope import ReportScope
from workflows.models import Recusal
from workflows.states import FINISHED, OPEN

TITLE: Final = pgettext_lazy("report", "Cases under leaders")

APPOINT: Final = "appoint_leader"
LEADING: Final = (APPOINT, "pass_leadership")
COUNTED: Final = ("led", "finished", "in_hand", "ended_otherwise")
Groups = dict[tuple[int, int], Counter[str]]
"""Counts by the ids of the leader and of the unit that held the cases."""


def leaders(asked: ReportScope) -> Report:
    """The report. Three queries, whatever the number of cases."""
    groups = _counted(led(asked))
    totals = _totals(groups)
    return Report(
        kind="leaders",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts=totals,
        figures=[finished_rate(totals)],
        tables=[_by_leader(groups, asked), *_by_place(groups)],
        labels=labels(),
        notes=[
            pgettext(
                "report", "A period chooses the cases by the day on which a leader was appointed."
            )
        ],
    )


def labels() -> dict[str, str]:
    """What the rate is made from, in words."""
    return {
        "led": pgettext("report", "under leaders"),
        "finished": pgettext("report", "finished"),
        "in_hand": pgettext("report", "in hand"),
        "ended_otherwise": pgettext("report", "ended otherwise"),
    }


def led(asked: ReportScope) -> QuerySet[Any]:
    """Cases put under a leader by then: `leader_then`, `since_on`, `status_then`, `holder_then`."""
    cases = as_of_queries.cases_as_of(asked.cases, at=asked.at).filter(_was_led(asked.at))
    period = as_of_queries.in_period("since_on", since=asked.since, until=asked.until)
    found: QuerySet[Any] = with_leader(cases, at=asked.at).filter(period)
    return found


def with_leader(cases: QuerySet[Any], *, at: datetime) -> QuerySet[Any]:
    """The cases with `since_on` and `leader_then`: a person's id, null once he is recused.

    Few cases are led and few leaders recused, so that is asked before when and who.
    """
    named = as_of_queries.events_of("pk", at=at).filter(act__in=LEADING).order_by("-pk")
    person = Subquery(
        named.values(person=as_of_queries.detail_id("leader"))[:1], output_field=BigIntegerField()
    )
    recused = Recusal.objects.filter(case=OuterRef("pk"), decided__at__lte=at)
    is_recused = Q(Exists(recused)) & Q(Exists(recused.filter(person=OuterRef("named_then"))))
    found: QuerySet[Any] = cases.annotate(
        since_on=Choice(When(_was_led(at), then=as_of_queries.first_event_date((APPOINT,), at=at))),
        named_then=Choice(When(_was_led(at), then=person)),
        leader_then=Choice(When(is_recused, then=None), default=F("named_then")),
    )
    return found


def _was_led(at: datetime) -> Exists:
    return as_of_queries.event_happened(*LEADING, at=at)


def _counted(led: QuerySet[Any]) -> Groups:
    """The counts of `COUNTED` by leader and unit; none where he is recused. One query."""
    groups: Groups = defaultdict(Counter)
    rows = led.order_by().values("leader_then", "holder_then", "status_then")
    for row in rows.annotate(n=Count("pk")):
        if row["leader_then"] is not None:
            counts = {"led": row["n"], standing(row["status_then"]): row["n"]}
            groups[row["leader_then"], row["holder_then"]].update(counts)
    return groups


def standing(status: str | None) -> str:
    """How a case of this status stands, by the names of `COUNTED`."""
    if status in FINISHED:
        return "finished"
    return "in_hand" if status in OPEN else "ended_otherwise"


def headline(asked: ReportScope) -> Figure:
    """The rate finished without the tables. One query."""
    return finished_rate(_totals(_counted(led(asked))))


def _totals(groups: Groups) -> Counter[str]:
    found = Counter(dict.fromkeys(COUNTED, 0))
    for counts in groups.values():
        found.update(counts)
    return found


def finished_rate(totals: Mapping[str, int]) -> Figure:
    """The share finished of the cases under leaders, from the counts of `COUNTED`."""
    return Figure(
        name="finished_rate",
        label=pgettext("report", "Rate of leaders' cases finished"),
        formula="finished / cases under leaders",
        numerator=totals["finished"],
        denominator=totals["led"],
        parts=dict(totals),
    )


def _by_leader(groups: Groups, asked: ReportScope) -> Table:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for (leader, _unit), found in groups.items():
        counts[leader].update(found)
    posts = posts_of(counts, at=asked.at)
    rows = [
        {"post": posts.get(pk, pgettext("report", "Post unknown"))} | _row(c)
        for pk, c in counts.items()
    ]
    rows.sort(key=lambda row: (-row["led"], row["post"]))
    return Table(
        "by_leader",
        pgettext("report", "By leader"),
        _columns("post", pgettext("report", "Post")),
        rows,
    )


def posts_of(people: Iterable[int], *, at: datetime) -> dict[int, str]:
    """The leading post each person held then, or the last one held before."""
    tenures = Tenure.objects.filter(
        person__in=list(people), post__roles__contains=[Role.LEADER], since__lte=at
    ).select_related("post__unit")
    return {tenure.person_id: str(tenure.post) for tenure in tenures.order_by("since", "pk")}


def _by_place(groups: Groups) -> list[Table]:
    units: dict[int, Counter[str]] = defaultdict(Counter)
    for (_leader, holder), found in groups.items():
        units[holder].update(found)
    known = units_by_id(set(units))
    regions: dict[str, Counter[str]] = defaultdict(Counter)
    for pk, unit in known.items():
        regions[unit.region.name] += units[pk]
    by_unit = [{"unit": str(u), "code": u.code} | _row(units[pk]) for pk, u in known.items()]
    by_region = [{"region": name} | _row(counts) for name, counts in regions.items()]
    return [
        Table(
            BY_UNIT,
            pgettext("report", "By unit"),
            _columns("unit", pgettext("report", "Unit")),
            by_unit,
        ),
        Table(
            "by_region",
            pgettext("report", "By region"),
            _columns("region", pgettext("report", "Region")),
            by_region,
        ),
    ]


def _row(counts: Counter[str]) -> dict[str, Any]:
    return {name: counts[name] for name in COUNTED} | {
        "rate": percent(counts["finished"], counts["led"])
    }


def _columns(key: str, heading: str) -> list[ReportColumn]:
    return [
        ReportColumn(key, heading, amount=False),
        ReportColumn("led", pgettext("report", "Under leaders")),
        ReportColumn("finished", pgettext("report", "Finished")),
        ReportColumn("in_hand", pgettext("report", "In hand")),
        ReportColumn("ended_otherwise", pgettext("report", "Ended otherwise")),
        ReportColumn("rate", pgettext("report", "Rate")),
    ]
