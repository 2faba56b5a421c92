"""转送、交办 and 移送: how many matters went where, came back, and what became of them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports import as_of_queries, transfer_directions
from oversight.reports.definition import Report, ReportColumn, Table
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.scope import ReportScope
from workflows.models import CaseEvent
from workflows.states import FINISHED, OPEN, Kind

TITLE: Final = pgettext_lazy("report", "Transfers")

ACTS: Final = {
    "forwarded": ("forward",),
    "assigned": ("assign",),
    "designated": ("designate",),
    "objected": ("object",),
    "returned": ("uphold_objection",),
    "to_discipline": ("route_discipline",),
    "to_statutory_route": ("route_statutory",),
}


def transfers(asked: ReportScope) -> Report:
    """The report. Eleven queries; a period chooses the acts performed in it."""
    found = transfer_directions.directions(asked)
    return Report(
        kind="transfers",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts=performed(asked, ACTS) | _tip_offs(asked),
        figures=[each.figure() for each in found if each.discloses_done],
        tables=[transfer_directions.table(found), _sent(asked), _received_tip_offs(asked)],
        labels=transfer_directions.labels() | labels(),
    )


def labels() -> dict[str, str]:
    """The counts in words."""
    return {
        "forwarded": pgettext("report", "forwarded"),
        "assigned": pgettext("report", "assigned"),
        "designated": pgettext("report", "designated"),
        "objected": pgettext("report", "jurisdiction objected to"),
        "returned": pgettext("report", "returned"),
        "to_discipline": pgettext("report", "transferred to the discipline organ"),
        "to_statutory_route": pgettext("report", "led into a statutory route"),
        "tip_offs_received": pgettext("report", "tip-offs received by the discipline organ"),
        "tip_offs_in_hand": pgettext("report", "of these in hand"),
    }


def performed(asked: ReportScope, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """How often each group of acts was performed in the period; one query."""
    events = CaseEvent.objects.filter(asked.period(), case__in=asked.cases)
    names = [act for acts in wanted.values() for act in acts]
    found: dict[str, int] = events.filter(act__in=names).aggregate(
        **{name: Count("pk", filter=Q(act__in=acts)) for name, acts in wanted.items()}
    )
    return found


def _tip_offs(asked: ReportScope) -> dict[str, int]:
    """Tip-offs that a transfer opened, on both sides of the transfer; none that tell too much."""
    counts = _opened(asked).aggregate(
        whole=Count("pk"), in_hand=Count("pk", filter=Q(status_then__in=OPEN))
    )
    whole = counts["whole"]
    halves = {"in_hand": counts["in_hand"], "ended": whole - counts["in_hand"]}
    told = asked.disclosed_tip_offs(halves)
    if told is None or not asked.discloses_tip_offs(whole, left_out=_left_out(asked, whole)):
        return {}
    in_hand = {"tip_offs_in_hand": told["in_hand"]} if "in_hand" in told else {}
    return {"tip_offs_received": whole} | in_hand


def _left_out(asked: ReportScope, whole: int) -> int:
    """How many the asker knows of that the unit or the period leaves out."""
    known = asked.known_tip_offs.filter(
        source_case__kind=Kind.PETITION, registered_at__lte=asked.at
    )
    return known.count() - whole


def _opened(asked: ReportScope) -> QuerySet[Any]:
    received = CaseEvent.objects.filter(asked.period(), case=OuterRef("pk"), act="receive")
    return as_of_queries.cases_as_of(
        asked.tip_offs.filter(source_case__kind=Kind.PETITION), at=asked.at
    ).filter(Exists(received))


def _sent(asked: ReportScope) -> Table:
    """By receiving unit: what it was sent, sent back, and has finished."""
    sent = CaseEvent.objects.filter(
        asked.period(), case__in=asked.cases, act__in=as_of_queries.SENDING
    ).annotate(to=as_of_queries.detail_id("unit"))
    last = CaseEvent.objects.filter(case=OuterRef("case"), at__lte=asked.at).order_by("-pk")
    rows = (
        sent.annotate(status_then=Subquery(last.values("target")[:1]))
        .order_by()
        .values("to")
        .annotate(
            sent=Count("pk"),
            finished=Count("pk", filter=Q(status_then__in=FINISHED)),
            in_hand=Count("pk", filter=Q(status_then__in=OPEN)),
        )
    )
    columns = [
        ReportColumn("unit", pgettext("report", "Unit"), amount=False),
        ReportColumn("sent", pgettext("report", "Sent to it")),
        ReportColumn("finished", pgettext("report", "Finished")),
        ReportColumn("in_hand", pgettext("report", "In hand")),
    ]
    return Table(BY_UNIT, pgettext("report", "By receiving unit"), columns, _named(rows, "to"))


def _received_tip_offs(asked: ReportScope) -> Table:
    rows = _opened(asked).order_by().values("holder_then").annotate(received=Count("pk"))
    counts = {row["holder_then"]: row["received"] for row in rows}
    whole = sum(counts.values())
    told = asked.disclosed_tip_offs(counts) or {}
    if not asked.discloses_tip_offs(whole, left_out=_left_out(asked, whole)):
        told = {}
    columns = [
        ReportColumn("unit", pgettext("report", "Unit"), amount=False),
        ReportColumn("received", pgettext("report", "Tip-offs received")),
    ]
    return Table(
        "tip_offs",
        pgettext("report", "Tip-offs, by receiving organ"),
        columns,
        _named([{"holder_then": pk, "received": n} for pk, n in told.items()], "holder_then"),
    )


def _named(rows: Iterable[Any], key: str) -> list[dict[str, Any]]:
    found = {row.pop(key): row for row in rows}
    units = units_by_id({pk for pk in found if pk})
    return [{"unit": str(u), "code": u.code} | found[pk] for pk, u in units.items()]
