"""及时受理率 and 按期答复率, by the statistic's own limits and by the legal clocks.

Left out of the acceptance rates: matters linked to an earlier one or entered as finished before
(只登记，不纳入考核), and matters withdrawn before anybody had to accept them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models import Case as Choice
from django.utils.translation import pgettext, pgettext_lazy

from organizations.models import UnitKind
from oversight.reports import as_of_queries
from oversight.reports.compliance import (
    ENTERED_LATER,
    DeadlineOutcomes,
    count_outcomes_by_rule,
    together,
)
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, TIMELY, rate, units_by_id
from oversight.reports.scope import ReportScope

TITLE: Final = pgettext_lazy("report", "Timely acceptance and reply")

BUREAU_DAYS: Final = 15  # 国信 statistics: 登记 + 15日
UNIT_DAYS: Final = 30  # 15 days of relay and 15 of notice, counted from 登记

ANSWERS: Final = ("accept", "refuse", "refuse_final", "route_statutory", "route_discipline")
BUREAU_ACCEPTS: Final = (*as_of_queries.SENDING, *ANSWERS)

DUE_PARTS: Final = ("timely", "late", "missed")
ALL_PARTS: Final = (*DUE_PARTS, "not_due")
LEGAL: Final = ("xf_triage", "direct_notice", "transfer_notice")
REPLY: Final = ("handle", "simple_handle")


def timeliness(asked: ReportScope) -> Report:
    """The report. Twelve queries at most, whatever the number of cases."""
    bureau, unit = _by_bureau(asked), _by_unit(asked)
    limits = count_outcomes_by_rule(asked, *LEGAL, *REPLY)
    legal = {key: limits[key] for key in LEGAL}
    replies = together(limits[key] for key in REPLY)
    return Report(
        kind="timeliness",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={},
        figures=[
            *_acceptance(bureau, unit),
            *_legal(legal),
            *_reply(replies.total()),
            *_entered_later(together(legal.values()), replies),
        ],
        tables=[_table(bureau, unit, replies)],
        labels=TIMELY,
        notes=[pgettext("report", "A period chooses the matters whose limit ends in it.")],
    )


def headline(asked: ReportScope, limits: Mapping[str, DeadlineOutcomes]) -> list[Figure]:
    """The statistic's rates alone, with those not yet due left out. Two queries.

    `limits` are the outcomes of `REPLY` at least.
    """
    replies = together(limits[key] for key in REPLY)
    return [*_acceptance(_by_bureau(asked), _by_unit(asked)), _reply(replies.total())[1]]


def _by_bureau(asked: ReportScope) -> DeadlineOutcomes:
    """By the bureau that took the matter in: was it passed on or answered within 15 days?"""
    matters = asked.cases.filter(intake_unit__kind=UnitKind.PETITION_BUREAU)
    judged = _judged(matters, asked, BUREAU_ACCEPTS, BUREAU_DAYS).annotate(
        answers=F("intake_unit_id"), relay=Value(None, BigIntegerField())
    )
    return _outcomes(judged)


def _by_unit(asked: ReportScope) -> DeadlineOutcomes:
    """By the responsible unit: was the petitioner told within 30 days of registration?"""
    bureau = When(intake_unit__kind=UnitKind.PETITION_BUREAU, then=F("intake_unit_id"))
    judged = _judged(asked.cases, asked, ANSWERS, UNIT_DAYS).annotate(
        answers=as_of_queries.holder_as_of(at=asked.at), relay=Choice(bureau)
    )
    return _outcomes(judged)


def _judged(
    cases: QuerySet[Any], asked: ReportScope, acts: tuple[str, ...], days: int
) -> QuerySet[Any]:
    """The cohort, registration + days in the period, with what `_part` asks of each matter."""
    matters = cases.filter(registered_at__lte=asked.at).annotate(
        done_on=as_of_queries.first_event_date(acts, at=asked.at),
        reg_on=as_of_queries.registered_on(),
    )
    dated = matters.annotate(limit_on=as_of_queries.days_after("reg_on", days))
    found: QuerySet[Any] = dated.annotate(
        in_time=ExpressionWrapper(Q(done_on__lte=F("limit_on")), BooleanField(null=True)),
        is_over=ExpressionWrapper(Q(limit_on__lt=asked.today), BooleanField()),
        is_withdrawn=as_of_queries.event_happened("withdraw", at=asked.at),
    ).filter(
        ~as_of_queries.is_linked(at=asked.at),
        ~as_of_queries.event_happened("record_finished", at=asked.at),
        as_of_queries.in_period("limit_on", since=asked.since, until=asked.until),
    )
    return found


def _outcomes(judged: QuerySet[Any]) -> DeadlineOutcomes:
    """By who `answers`; a matter that its `relay` still holds is left to the relay's own rate.

    One query, which works each fact out once for a matter, however many parts ask for it.
    """
    found = DeadlineOutcomes()
    facts = judged.order_by().values("answers", "relay", "in_time", "is_over", "is_withdrawn")
    for row in facts.annotate(matters=Count("pk")):
        part = _part(row)
        if part and row["answers"] != row["relay"]:
            found.add(row["answers"], part, row["matters"])
    return found


def _part(row: Mapping[str, Any]) -> str | None:
    """Which part a matter is in; None if nobody had to accept it any more."""
    if row["in_time"] is not None:
        return "timely" if row["in_time"] else "late"
    if row["is_withdrawn"]:
        return None
    return "missed" if row["is_over"] else "not_due"


def _acceptance(bureau: DeadlineOutcomes, unit: DeadlineOutcomes) -> list[Figure]:
    return [
        rate(
            "timely_accept_rate_xf",
            pgettext("report", "Timely acceptance by petition bureaus"),
            "first acceptance ≤ registration + 15 d / (timely + late + missed)",
            bureau.total(),
            *DUE_PARTS,
        ),
        rate(
            "timely_accept_rate_unit",
            pgettext("report", "Timely acceptance by responsible units"),
            "unit's acceptance ≤ registration + 30 d / (timely + late + missed)",
            unit.total(),
            *DUE_PARTS,
        ),
    ]


def _legal(found: Mapping[str, DeadlineOutcomes]) -> list[Figure]:
    labels = {
        "xf_triage": pgettext("report", "Triage within the legal limit"),
        "direct_notice": pgettext(
            "report", "Written notice within the legal limit: received directly"
        ),
        "transfer_notice": pgettext(
            "report", "Written notice within the legal limit: transferred or assigned"
        ),
    }
    return [
        rate(
            f"{key}_rate",
            labels[key],
            "clock stopped ≤ its legal limit / (timely + late + missed)",
            counts.total(),
            *DUE_PARTS,
        )
        for key, counts in found.items()
    ]


def _reply(parts: Mapping[str, int]) -> list[Figure]:
    return [
        rate(
            "on_time_reply_rate",
            pgettext("report", "Reply on time"),
            "replied ≤ limit / (timely + late + missed + not due)",
            parts,
            *ALL_PARTS,
        ),
        rate(
            "on_time_reply_rate_due",
            pgettext("report", "Reply on time, without those not yet due"),
            "replied ≤ limit / (timely + late + missed)",
            parts,
            *DUE_PARTS,
        ),
    ]


def _entered_later(notices: DeadlineOutcomes, replies: DeadlineOutcomes) -> Iterator[Figure]:
    """How much of what counts as in time rests on a day that was entered afterwards."""
    for name, label, outcomes in (
        ("notice", pgettext("report", "Notices in time by a day entered later"), notices),
        ("reply", pgettext("report", "Replies in time by a day entered later"), replies),
    ):
        timely, found = outcomes.count("timely"), outcomes.count(ENTERED_LATER)
        yield Figure(
            name=f"{name}_entered_later_rate",
            label=label,
            formula="in time, entered on a later day / in time",
            numerator=found,
            denominator=timely,
            parts={"timely": timely, "entered_later": found},
        )


def _table(bureau: DeadlineOutcomes, unit: DeadlineOutcomes, replies: DeadlineOutcomes) -> Table:
    sources = {"bureau": bureau, "unit": unit, "reply": replies}
    ids = {pk for counts in sources.values() for pk in counts.by_unit}
    rows = [
        {"unit": str(each), "code": each.code}
        | _row("accept", bureau.by_unit[pk] + unit.by_unit[pk])
        | _row("reply", replies.by_unit[pk])
        for pk, each in units_by_id(ids).items()
    ]
    return Table(BY_UNIT, pgettext("report", "By unit"), _columns(), rows)


def _row(what: str, counts: Counter[str]) -> dict[str, Any]:
    due = sum(counts[part] for part in DUE_PARTS)
    found = {f"{what}_{part}": counts[part] for part in ALL_PARTS}
    return found | {f"{what}_rate": percent(counts["timely"], due)}


def _columns() -> list[ReportColumn]:
    return [
        ReportColumn("unit", pgettext("report", "Unit"), amount=False),
        ReportColumn("accept_timely", pgettext("report", "Accepted in time")),
        ReportColumn("accept_late", pgettext("report", "Accepted late")),
        ReportColumn("accept_missed", pgettext("report", "Not accepted, limit passed")),
        ReportColumn("accept_rate", pgettext("report", "Acceptance rate")),
        ReportColumn("reply_timely", pgettext("report", "Replied in time")),
        ReportColumn("reply_late", pgettext("report", "Replied late")),
        ReportColumn("reply_not_due", pgettext("report", "Not replied, not yet due")),
        ReportColumn("reply_missed", pgettext("report", "Not replied, limit passed")),
        ReportColumn("reply_rate", pgettext("report", "Reply rate")),
    ]
