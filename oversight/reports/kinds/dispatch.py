"""月调度: the month's work, of leaders' cases and of all, by leader's post and by unit.

In hand, overdue and under leaders are as they stood at the end of the month, put under, received
and finished what happened in it. A case is overdue by the first of its limits that has passed; one
that has ended can be, by what was left to do. The rate finished is that of `leaders`, over all
cases ever put under one; the closing rate of the month, our own formula, is what was finished of
all that was in hand at some time in it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports import as_of_queries
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.first_duty import Duties, FirstDuty, Whose
from oversight.reports.kinds import leaders
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.report_periods import month_of
from oversight.reports.scope import ReportScope

TITLE: Final = pgettext_lazy("report", "Monthly dispatch")

LISTED: Final = 10
MONTH: Final = ("received", "finished_now", "ended_now", "in_hand", "overdue")
LED: Final = ("led", "finished", "in_hand", "ended_otherwise")
Groups = dict[Whose, Counter[str]]


def dispatch(asked: ReportScope) -> Report:
    """The report. Eight queries; seven more if limits were moved after the as-of instant."""
    asked = month_of(asked)
    cases = _cases_on(asked)
    duties = Duties(cases, asked)
    groups = _counted(cases, duties, asked)
    led = _sum(counts for (leader, _unit), counts in groups.items() if leader)
    return Report(
        kind="dispatch",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts=_counts(led, _sum(groups.values())),
        figures=_figures(led, _sum(groups.values())),
        tables=_Tables(groups, duties, asked).all(),
        labels=_labels(),
        notes=_notes(),
    )


def _cases_on(asked: ReportScope) -> QuerySet[Any]:
    """All cases known by then, with status, holder, leader and end of then."""
    cases = leaders.with_leader(as_of_queries.cases_as_of(asked.cases, at=asked.at), at=asked.at)
    found: QuerySet[Any] = cases.annotate(ended_on=as_of_queries.ended_on(at=asked.at))
    return found


def _counted(cases: QuerySet[Any], duties: Duties, asked: ReportScope) -> Groups:
    """All counts by leader and unit of then. Two queries."""
    groups: Groups = defaultdict(Counter)
    facts = ("leader_then", "holder_then", "status_then")
    for row in cases.order_by().values(*facts, **_of_month(asked)).annotate(n=Count("pk")):
        groups[row["leader_then"], row["holder_then"]].update(_counts_of(row))
    for whose, count in duties.overdue():
        groups[whose]["overdue"] += count
    return groups


def _of_month(asked: ReportScope) -> dict[str, Any]:
    """What happened to a case in the month."""
    days = {"is_received": "received_on", "is_put_under": "since_on", "has_ended": "ended_on"}
    return {
        name: as_of_queries.is_so(
            as_of_queries.in_period(day, since=asked.since, until=asked.until)
        )
        for name, day in days.items()
    }


def _counts_of(row: Mapping[str, Any]) -> dict[str, int]:
    """The counts of a group of cases of which all this is true."""
    standing = leaders.standing(row["status_then"])
    ended = "finished_now" if standing == "finished" else "ended_now"
    counted = {
        "led": True,
        standing: True,
        "received": row["is_received"],
        "put_under": row["is_put_under"],
        ended: row["has_ended"],
    }
    return {name: row["n"] for name, is_counted in counted.items() if is_counted}


def _sum(groups: Iterable[Counter[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for counts in groups:
        found.update(counts)
    return found


def _counts(led: Counter[str], whole: Counter[str]) -> dict[str, int]:
    """Leaders' cases first, then all."""
    return {
        "put_under": led["put_under"],
        "led_finished_now": led["finished_now"],
        "led_in_hand": led["in_hand"],
        "led_overdue": led["overdue"],
    } | {name: whole[name] for name in MONTH}


def _figures(led: Counter[str], whole: Counter[str]) -> list[Figure]:
    return [
        leaders.finished_rate({name: led[name] for name in LED}),
        _closing(
            "led_closing_rate", pgettext("report", "Leaders' cases: closing rate of the month"), led
        ),
        _closing("closing_rate", pgettext("report", "All cases: closing rate of the month"), whole),
    ]


def _closing(name: str, label: str, counts: Counter[str]) -> Figure:
    parts = {part: counts[part] for part in ("finished_now", "ended_now", "in_hand")}
    return Figure(
        name=name,
        label=label,
        formula="finished in the month / (finished + ended otherwise in it + in hand at its end)",
        numerator=parts["finished_now"],
        denominator=sum(parts.values()),
        parts=parts,
    )


class _Tables:
    """The tables; the names of units and posts are asked for once."""

    def __init__(self, groups: Groups, duties: Duties, asked: ReportScope) -> None:
        self.groups = groups
        self.coming = duties.first(LISTED, passed=False)
        self.passed = duties.first(LISTED, passed=True)
        self.units = units_by_id({unit for _leader, unit in groups})
        people = {leader for leader, _unit in groups if leader is not None}
        self.posts = leaders.posts_of(people, at=asked.at)

    def all(self) -> list[Table]:
        return [
            self._by_leader(),
            self._by_unit(),
            self._listed("overdue", pgettext("report", "Overdue the longest"), self.passed),
            self._listed("next", pgettext("report", "Limits that end next"), self.coming),
        ]

    def _by_leader(self) -> Table:
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        for (leader, _unit), found in self.groups.items():
            if leader is not None:
                counts[leader].update(found)
        rows = [{"post": self._post(pk)} | _led_row(found) for pk, found in counts.items()]
        rows.sort(key=lambda row: (-row["overdue"], -row["in_hand"], row["post"]))
        columns = _columns(
            "post", "put_under", "finished_now", "in_hand", "overdue", "led", "finished", "rate"
        )
        return Table("by_leader", pgettext("report", "Leaders' cases by post"), columns, rows)

    def _by_unit(self) -> Table:
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        for (leader, unit), found in self.groups.items():
            counts[unit].update(found)
            if leader is not None:
                counts[unit]["led_in_hand"] += found["in_hand"]
        rows = [
            {"unit": str(unit), "code": unit.code} | _unit_row(counts[pk])
            for pk, unit in self.units.items()
        ]
        columns = _columns("unit", *MONTH, "led_in_hand", "closing_rate")
        title = pgettext("report", "All cases by unit")
        return Table(BY_UNIT, title, columns, [row for row in rows if any(_note_lines(row))])

    def _listed(self, name: str, title: str, duties: Iterable[FirstDuty]) -> Table:
        rows = [
            {
                "number": duty.number,
                "unit": str(self.units[duty.holder]),
                "post": self._post(duty.leader) if duty.leader else None,
                "limit": duty.rule,
                "due_on": duty.due_on.isoformat() if duty.due_on else None,
            }
            for duty in duties
        ]
        return Table(name, title, _columns("number", "unit", "post", "limit", "due_on"), rows)

    def _post(self, leader: int) -> str:
        return self.posts.get(leader, pgettext("report", "Post unknown"))


def _led_row(counts: Counter[str]) -> dict[str, Any]:
    names = ("put_under", "finished_now", "in_hand", "overdue", "led", "finished")
    return {name: counts[name] for name in names} | {
        "rate": percent(counts["finished"], counts["led"])
    }


def _unit_row(counts: Counter[str]) -> dict[str, Any]:
    worked = counts["finished_now"] + counts["ended_now"] + counts["in_hand"]
    return {name: counts[name] for name in (*MONTH, "led_in_hand")} | {
        "closing_rate": percent(counts["finished_now"], worked)
    }


def _note_lines(row: Mapping[str, Any]) -> Iterable[int]:
    """A unit with nothing of the month is left out."""
    return (row[name] for name in MONTH)


def _columns(*keys: str) -> list[ReportColumn]:
    headings = {
        "number": pgettext("report", "Case"),
        "unit": pgettext("report", "Unit"),
        "post": pgettext("report", "Leader's post"),
        "limit": pgettext("report", "Limit"),
        "due_on": pgettext("report", "Last day"),
        "put_under": pgettext("report", "Put under in the month"),
        "received": pgettext("report", "Received in the month"),
        "finished_now": pgettext("report", "Finished in the month"),
        "ended_now": pgettext("report", "Ended otherwise in the month"),
        "in_hand": pgettext("report", "In hand"),
        "overdue": pgettext("report", "Overdue"),
        "led_in_hand": pgettext("report", "In hand under leaders"),
        "led": pgettext("report", "Under leaders"),
        "finished": pgettext("report", "Finished"),
        "rate": pgettext("report", "Rate of leaders' cases finished"),
        "closing_rate": pgettext("report", "Closing rate of the month"),
    }
    words = ("number", "unit", "post", "limit", "due_on")
    return [
        ReportColumn(key, headings[key], amount=key not in words, whole=key in ("number", "due_on"))
        for key in keys
    ]


def _labels() -> dict[str, str]:
    return leaders.labels() | {
        "put_under": pgettext("report", "put under leaders in the month"),
        "led_finished_now": pgettext("report", "leaders' cases finished in the month"),
        "led_in_hand": pgettext("report", "leaders' cases in hand"),
        "led_overdue": pgettext("report", "leaders' cases overdue"),
        "received": pgettext("report", "received in the month"),
        "finished_now": pgettext("report", "finished in the month"),
        "ended_now": pgettext("report", "ended otherwise in the month"),
        "in_hand": pgettext("report", "in hand"),
        "overdue": pgettext("report", "overdue"),
    }


def _notes() -> list[str]:
    return [
        pgettext(
            "report",
            "Without a period, the month of the as-of instant. In hand and overdue are as they "
            "stood at its end.",
        ),
        pgettext(
            "report",
            "A case is overdue by the first of its limits that has passed; one that has ended can "
            "be, by what was left to do.",
        ),
        pgettext(
            "report",
            "The closing rate of the month is our own: finished in it, of all that was in hand at "
            "some time in it.",
        ),
    ]
