"""重复信访 and 初次信访一次性化解率: how many matters came twice, and how many were solved at once.

Only the names of these indicators are published; the formulas are our own. Counted are
matters, never people: a matter is a repeat because an officer found it to be one, by linking it to
an earlier one or refusing it for that reason, and nobody is listed for having petitioned.

Repeats: linked to an open matter (条例 19③), refused because the same matter was being handled, or
refused for good after its recheck (条例 36③). All others are first matters. Of those answered, one
came back if a review or recheck was asked for or a repeat was linked to it; it was solved at once
if it is finished and did not come back. What the petitioner withdrew is counted in neither.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports import as_of_queries, letter_counts
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.scope import ReportScope
from petitions.models import ContentClass
from workflows.cases.machines import APPEALS
from workflows.states import FINISHED, Status

TITLE: Final = pgettext_lazy("report", "Repeated matters")

ANSWERS: Final = ("serve", "settle", "reply_suggestion")
RECEIVED: Final = ("matters", "linked", "refused")
ENDS: Final = ("solved", "reviewed", "again", "unfinished")
Groups = dict[tuple[int, str], Counter[str]]
"""Counts by the unit that held the matter and the content class of its letter."""


def repeat(asked: ReportScope) -> Report:
    """The report. Three queries, whatever the number of cases."""
    groups = counts_of(asked)
    total = sum(groups.values(), Counter())
    return Report(
        kind="repeat",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={"matters": total["matters"], "repeats": repeats_in(total)}
        | {name: total[name] for name in ("answered", "solved")},
        figures=figures(total),
        tables=[_by_unit(groups), _by_content(groups, asked)],
        labels=labels(),
        notes=[
            pgettext(
                "report",
                "A period chooses the matters received in it; for solving, the matters first "
                "answered in it.",
            ),
            pgettext(
                "report",
                "Our own formulas. A repeat is what an officer linked to an earlier matter or "
                "refused as the same one; matters are counted, never people.",
            ),
            pgettext(
                "report",
                "Solved at once: finished, with no review or recheck asked for and not brought "
                "again, of all first matters answered. Those withdrawn are left out.",
            ),
        ],
    )


def counts_of(asked: ReportScope) -> Groups:
    """All counts by unit and content class. Two queries."""
    groups: Groups = defaultdict(Counter)
    for row in (*_received(asked), *_answered(asked)):
        unit, kind = row.pop("holder_then"), row.pop("content")
        groups[unit, kind].update(row)
    return groups


def headline(asked: ReportScope) -> list[Figure]:
    """The rates alone. Two queries."""
    return figures(sum(counts_of(asked).values(), Counter()))


def repeats_in(counts: Mapping[str, int]) -> int:
    return counts["linked"] + counts["refused"]


def labels() -> dict[str, str]:
    """What the rates are made from, in words."""
    return {
        "matters": pgettext("report", "matters received"),
        "repeats": pgettext("report", "of these repeats"),
        "linked": pgettext("report", "linked to an earlier matter"),
        "refused": pgettext("report", "refused as the same matter"),
        "answered": pgettext("report", "first matters answered"),
        "solved": pgettext("report", "solved at once"),
        "reviewed": pgettext("report", "review or recheck asked for"),
        "again": pgettext("report", "brought again"),
        "unfinished": pgettext("report", "answered, not yet finished"),
    }


def _received(asked: ReportScope) -> Iterable[dict[str, Any]]:
    """The matters received in the period, and which of them are repeats."""
    found: Iterable[dict[str, Any]] = (
        letter_counts.received(asked)
        .annotate(content=letter_counts.content_of(asked), is_refused=_refused_as_same(asked))
        .order_by()
        .values("holder_then", "content")
        .annotate(
            matters=Count("pk"),
            linked=Count("pk", filter=Q(status_then=Status.LINKED)),
            refused=Count("pk", filter=Q(is_refused=True)),
        )
    )
    return found


def _refused_as_same(asked: ReportScope) -> Exists:
    same = Q(act="refuse", details__ground="open") | Q(
        act="refuse_final", details__ground="rechecked"
    )
    return Exists(as_of_queries.events_of("pk", at=asked.at).filter(same))


def _answered(asked: ReportScope) -> Iterator[dict[str, Any]]:
    """The first matters answered in the period, each in one of `ENDS`; what was withdrawn in none.

    Whether a matter is finished and came back is found once for each.
    """
    facts = ("holder_then", "content", "status_then", "is_reviewed", "is_again")
    answers = _first_answers(asked).annotate(content=letter_counts.content_of(asked))
    for row in answers.order_by().values(*facts).annotate(answered=Count("pk")):
        if row["status_then"] != Status.WITHDRAWN:
            whose = {name: row[name] for name in ("holder_then", "content", "answered")}
            yield whose | {_end(row): row["answered"]}


def _end(row: Mapping[str, Any]) -> str:
    """Which of `ENDS` a group of matters came to."""
    if row["is_reviewed"]:
        return "reviewed"
    if row["is_again"]:
        return "again"
    return "solved" if row["status_then"] in FINISHED else "unfinished"


def _first_answers(asked: ReportScope) -> QuerySet[Any]:
    """With `is_reviewed` and `is_again`. Repeats are never answered: they end where they began."""
    linked = asked.known.filter(original=OuterRef("pk")).order_by()
    first = as_of_queries.first_events(ANSWERS, at=asked.at).filter(asked.period())
    found: QuerySet[Any] = (
        as_of_queries.cases_as_of(asked.cases, at=asked.at)
        .filter(pk__in=first.values("case"))
        .annotate(
            is_reviewed=as_of_queries.event_happened(*APPEALS, at=asked.at),
            is_again=Exists(
                linked.filter(as_of_queries.event_happened("link_repeat", at=asked.at))
            ),
        )
    )
    return found


def figures(total: Mapping[str, int]) -> list[Figure]:
    """The rates from the counts of all groups."""
    ends = {name: total[name] for name in ENDS}
    came_back = ends["reviewed"] + ends["again"]
    return [
        Figure(
            name="repeat_rate",
            label=pgettext("report", "Share of repeated matters"),
            formula="(linked + refused as the same) / matters received",
            numerator=repeats_in(total),
            denominator=total["matters"],
            parts={name: total[name] for name in RECEIVED},
        ),
        Figure(
            name="solved_at_once_rate",
            label=pgettext("report", "First matters solved at once"),
            formula="finished and not come back / first matters answered",
            numerator=ends["solved"],
            denominator=sum(ends.values()),
            parts=ends,
        ),
        Figure(
            name="solved_at_once_rate_ended",
            label=pgettext("report", "First matters solved at once, without those still open"),
            formula="finished and not come back / (finished and not come back + come back)",
            numerator=ends["solved"],
            denominator=ends["solved"] + came_back,
            parts=ends,
        ),
    ]


def _by_unit(groups: Groups) -> Table:
    units: dict[int, Counter[str]] = defaultdict(Counter)
    for (unit, _kind), counts in groups.items():
        units[unit].update(counts)
    rows = [
        {"name": str(unit), "code": unit.code} | _row(units[pk])
        for pk, unit in units_by_id(set(units)).items()
    ]
    heading = pgettext("report", "Unit")
    return Table(BY_UNIT, pgettext("report", "By unit"), _columns(heading), rows)


def _by_content(groups: Groups, asked: ReportScope) -> Table:
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for (_unit, kind), counts in groups.items():
        kinds[kind].update(counts)
    letter_counts.hide_few(kinds, letter_counts.ACCUSING["content"], asked)
    rows = letter_counts.rows_of(kinds, ContentClass.choices, _row)
    heading, title = (
        pgettext("report", "Content class"),
        pgettext("report", "By content class"),
    )
    return Table("by_content", title, _columns(heading), rows)


def _row(counts: Counter[str]) -> dict[str, Any]:
    names = ("matters", *RECEIVED[1:], "answered", *ENDS)
    return {name: counts[name] for name in names} | {
        "repeats": repeats_in(counts),
        "repeat_rate": percent(repeats_in(counts), counts["matters"]),
        "solved_rate": percent(counts["solved"], counts["answered"]),
    }


def _columns(heading: str) -> list[ReportColumn]:
    return [
        ReportColumn("name", heading, amount=False),
        ReportColumn("matters", pgettext("report", "Received")),
        ReportColumn("repeats", pgettext("report", "Repeats")),
        ReportColumn("repeat_rate", pgettext("report", "Share of repeats")),
        ReportColumn("answered", pgettext("report", "First matters answered")),
        ReportColumn("solved", pgettext("report", "Solved at once")),
        ReportColumn("reviewed", pgettext("report", "Review or recheck")),
        ReportColumn("again", pgettext("report", "Brought again")),
        ReportColumn("unfinished", pgettext("report", "Not yet finished")),
        ReportColumn("solved_rate", pgettext("report", "Rate solved at once")),
    ]
