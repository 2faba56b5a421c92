"""检举控告: by stage, channel, reporter and way of disposal, and how their limits were kept.

Envelopes alone are counted. Whoever opens no tip-off himself isn't told small counts, nor what
would give them away (rules.md C21).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import F, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports import as_of_queries
from oversight.reports.compliance import PARTS, count_outcomes_by_rule
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, TIMELY, rate, units_by_id
from oversight.reports.scope import ReportScope
from petitions.models import Channel
from workflows.models import ClockRule
from workflows.states import OPEN, TIP_OFF_ONLY, Disposal, Reporter, Status

TITLE: Final = pgettext_lazy("report", "Tip-offs")

RULES: Final = (
    "tip_transfer_out",
    "tip_forward_up",
    "tip_accept_down",
    "tip_realname_notice",
    "clue_opinion",
    "tip_assigned",
    "tip_realname_feedback",
)
DUE: Final = ("timely", "late", "missed")
UNKNOWN: Final = ""
NOT_TOLD: Final = "not_told"
CONCLUSIONS: Final = ("approve_disposal", "conclude")


@dataclass(frozen=True, slots=True)
class Clues:
    """Counts of the tip-offs of the period, each a division of the same whole."""

    stage: Counter[str]
    channel: Counter[str]
    reporter: Counter[str]
    disposal: Counter[str]
    unit: Counter[int]

    @property
    def whole(self) -> int:
        return sum(self.stage.values())


def clues(asked: ReportScope) -> Report:
    """The report. Seven queries; a period chooses tip-offs by their day of receipt."""
    found, left_out = _counted(asked)
    counts = _counts(asked, found)
    if counts is None or not asked.discloses_tip_offs(found.whole, left_out=left_out):
        return _report(asked, {}, [], [])
    limits, names = _limits(asked), _rule_names()
    tables = [
        _divided(asked, "by_stage", pgettext("report", "By stage"), found.stage, _stages()),
        _divided(asked, "by_channel", pgettext("report", "By channel"), found.channel, _channels()),
        _divided(asked, "by_disposal", pgettext("report", "By way of disposal"), found.disposal,
                 _disposals()),
        _divided(asked, BY_UNIT, pgettext("report", "By unit"), found.unit, _units(found)),
        _by_limit(limits, names),
    ]  # fmt: skip
    return _report(asked, counts, list(_figures(asked, found, limits, names)), tables)


def _report(
    asked: ReportScope, counts: Mapping[str, int], figures: list[Figure], tables: list[Table]
) -> Report:
    notes = [pgettext("report", "A period chooses tip-offs by the day they came in.")]
    if not asked.cleared:
        notes.append(
            pgettext(
                "report",
                "Counts under three, and counts from which they could be reckoned, are not told.",
            )
        )
    return Report(
        kind="clues",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts=counts,
        figures=figures,
        tables=tables,
        labels=labels(),
        notes=notes,
    )


def _counted(asked: ReportScope) -> tuple[Clues, int]:
    """The counts, and how many the asker knows of that the unit or period leaves out."""
    period = as_of_queries.in_period("received_on", since=asked.since, until=asked.until)
    rows = list(_stage_counts(asked.tip_offs.filter(period), asked))
    known = asked.known_tip_offs.filter(registered_at__lte=asked.at).count()
    return (
        Clues(
            stage=Counter(row["status_then"] for row in rows),
            channel=Counter(row["channel"] or UNKNOWN for row in rows),
            reporter=Counter(row["reporter_then"] or UNKNOWN for row in rows),
            disposal=Counter(row["disposal_then"] or UNKNOWN for row in rows),
            unit=Counter(row["holder_then"] for row in rows),
        ),
        known - len(rows),
    )


def _stage_counts(tip_offs: QuerySet[Any], asked: ReportScope) -> Iterable[dict[str, Any]]:
    """One row for each, as it stood then."""
    past = as_of_queries.events_of("pk", at=asked.at).order_by("-pk")
    said = past.filter(act__in=("receive", "verify_identity"))
    disposed = past.filter(act__in=CONCLUSIONS, target__in=Disposal.values)
    rows: Iterable[dict[str, Any]] = (
        as_of_queries.cases_as_of(tip_offs, at=asked.at)
        .annotate(
            channel=Coalesce(F("letter__channel"), F("source_case__letter__channel")),
            reporter_then=Subquery(said.values(said=KeyTextTransform("reporter", "details"))[:1]),
            disposal_then=Subquery(disposed.values("target")[:1]),
        )
        .values("status_then", "holder_then", "channel", "reporter_then", "disposal_then")
    )
    return rows


def _counts(asked: ReportScope, found: Clues) -> dict[str, int] | None:
    """The counts that may be told; None where not even the whole may.

    How many are in hand follows from the stages: beside these it would tell more than they do.
    """
    reporters = asked.disclosed_tip_offs(_reporters(found))
    if reporters is None:
        return None
    in_hand = sum(count for status, count in found.stage.items() if status in OPEN)
    halves = {"in_hand": in_hand, "ended": found.whole - in_hand} if asked.cleared else {}
    return {"received": found.whole} | halves | reporters


def _reporters(found: Clues) -> dict[str, int]:
    return {name: found.reporter[name] for name in Reporter.values} | {
        "unsaid": found.reporter[UNKNOWN]
    }


def _limits(asked: ReportScope) -> dict[str, dict[str, int]]:
    """How the limits of each rule were kept, as far as that may be told."""
    found = count_outcomes_by_rule(replace(asked, cases=asked.tip_offs), *RULES)
    parts = {key: outcomes.total() for key, outcomes in found.items()}
    return {
        key: (asked.disclosed_tip_offs(counts) or {})
        if asked.discloses_tip_offs(sum(counts.values()))
        else {}
        for key, counts in parts.items()
    }


def _figures(
    asked: ReportScope,
    found: Clues,
    limits: Mapping[str, Mapping[str, int]],
    names: Mapping[str, str],
) -> Iterator[Figure]:
    reporters = _reporters(found)
    if asked.disclosed_tip_offs(reporters) == reporters:
        yield _share(
            "real_name_share",
            pgettext("report", "Share of real names"),
            "real name / received",
            reporters,
            Reporter.REAL_NAME,
        )
    ways = {way: found.disposal[way] for way in Disposal.values}
    if asked.disclosed_tip_offs(ways) == ways and asked.discloses_tip_offs(sum(ways.values())):
        for way, label in Disposal.choices:
            named = pgettext("report", "Share of %(way)s") % {"way": label}
            yield _share(f"{way}_share", named, f"{way} / disposed of", ways, way)
    for key, parts in limits.items():
        if set(parts) == set(PARTS) and any(parts.values()):
            formula = "met ≤ limit / (timely + late + missed)"
            yield rate(f"{key}_rate", names[key], formula, parts, *DUE)


def _share(name: str, label: str, formula: str, parts: Mapping[str, int], of: str) -> Figure:
    return Figure(name, label, formula, parts[of], sum(parts.values()), parts)


def _divided(
    asked: ReportScope, name: str, heading: str, counts: Counter[Any], names: Mapping[Any, str]
) -> Table:
    """A row for each name that occurs, with its count and share; what isn't told in one row."""
    cells = {key: counts[key] for key in names if counts[key]}
    told, whole = asked.disclosed_tip_offs(cells) or {}, sum(cells.values())
    shown = [(str(key), names[key], told[key]) for key in cells if key in told]
    if rest := whole - sum(told.values()):
        shown.append((NOT_TOLD, pgettext("report", "Too few to tell apart"), rest))
    rows = [
        {"code": code, "name": label, "count": count, "share": percent(count, whole)}
        for code, label, count in shown
    ]
    columns = [
        ReportColumn("name", heading, amount=False),
        ReportColumn("count", pgettext("report", "Tip-offs")),
        ReportColumn("share", pgettext("report", "Share")),
    ]
    return Table(name, heading, columns, rows)


def _by_limit(limits: Mapping[str, Mapping[str, int]], names: Mapping[str, str]) -> Table:
    rows = [
        {"code": key, "name": names[key]} | {part: parts.get(part) for part in PARTS}
        for key, parts in limits.items()
    ]
    columns = [
        ReportColumn("name", pgettext("report", "Limit"), amount=False),
        *(ReportColumn(part, str(TIMELY[part])) for part in PARTS),
    ]
    return Table("by_limit", pgettext("report", "Limits kept"), columns, rows)


def _rule_names() -> dict[str, str]:
    return dict(ClockRule.objects.filter(key__in=RULES).values_list("key", "name"))


def _units(found: Clues) -> dict[int, str]:
    return {pk: str(unit) for pk, unit in units_by_id(set(found.unit)).items()}


def _stages() -> dict[str, str]:
    return {status: str(Status(status).label) for status in TIP_OFF_ONLY}


def _channels() -> dict[str, str]:
    return {value: str(label) for value, label in Channel.choices} | {
        UNKNOWN: pgettext("report", "Sealed paper, not entered")
    }


def _disposals() -> dict[str, str]:
    return {value: str(label) for value, label in Disposal.choices} | {
        UNKNOWN: pgettext("report", "Not disposed of")
    }


def labels() -> dict[str, str]:
    """The counts and parts in words."""
    return {
        "received": pgettext("report", "tip-offs received"),
        "in_hand": pgettext("report", "of these in hand"),
        "ended": pgettext("report", "ended"),
        "unsaid": pgettext("report", "reporter not stated"),
        **{value: str(label) for value, label in (*Reporter.choices, *Disposal.choices)},
        **{part: str(label) for part, label in TIMELY.items()},
    }
