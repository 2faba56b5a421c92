"""条例 41: what the report of a year must hold, its tables ready for the document.

(一) data, fields and the units most complained of; (二) what was passed on, assigned and
supervised; (三) the three kinds of proposals and whether they were taken up. Counts stand beside
those of the year before up to the same day (同比); the rates are those of the reports they come
from.

Accusations are in no table by the unit complained of (条例 30③).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.utils.translation import pgettext, pgettext_lazy

from oversight.reports import as_of_queries, letter_counts
from oversight.reports.compliance import count_outcomes_by_rule
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.kinds import leaders, repeat, satisfaction, timeliness, transfers
from oversight.reports.kinds.content import by_region, shares
from oversight.reports.labels import BY_UNIT, TIMELY, units_by_id
from oversight.reports.letter_counts import LetterFields
from oversight.reports.report_periods import year_before, year_of
from oversight.reports.scope import ReportScope
from petitions.models import ContentClass, Purpose
from workflows.models import CaseEvent, Document
from workflows.states import PetitionClass

TITLE: Final = pgettext_lazy("report", "Annual report on petitions")

MOST: Final = 10
SUPERVISION: Final = {
    "urged": ("urge",),
    "supervised": ("supervise",),
    "answered_supervision": ("reply_supervision",),
    "warned": ("warn",),
    "called_in": ("call_in",),
}
ACTS: Final = {**transfers.ACTS, **SUPERVISION}
OF_UNITS: Final = {"sent": as_of_queries.SENDING, **SUPERVISION}
COMPARED: Final = ("matters", "people", "group_visits")
ADVICE: Final = {
    "improve_work": "advise_improvement",
    "improve_policy": "advise_policy",
    "hold_accountable": "advise_accountability",
}
"""The three kinds of proposals of article 40, and the acts that make them."""
ADOPTED: Final = {"taken_up": "whole", "partly": "part", "not_taken_up": "none"}
"""What an answer says of a proposal."""


def annual(asked: ReportScope) -> Report:
    """The report. Twenty queries at most, whatever the number of cases."""
    asked = year_of(asked)
    before = year_before(asked)
    year, year_ago = letter_counts.tally(asked), letter_counts.tally(before)
    acts, acts_ago = transfers.performed(asked, ACTS), transfers.performed(before, ACTS)
    return Report(
        kind="annual",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={name: year.total[name] for name in (*COMPARED, "finished")},
        figures=_figures(asked, year),
        tables=[
            _data(year, year_ago),
            _purposes(year, year_ago),
            _fields(year, year_ago),
            by_region(year, pgettext("report", "(1) Places of the matters")),
            _complained(asked),
            _acts(acts, acts_ago),
            _by_unit(asked),
            _proposals(asked),
        ],
        labels=_labels(),
        notes=_notes(),
    )


def _figures(asked: ReportScope, year: LetterFields) -> list[Figure]:
    """The rates of the other reports over the same year."""
    limits = count_outcomes_by_rule(asked, *timeliness.REPLY, satisfaction.WINDOW)
    return [
        *shares(year.total),
        *timeliness.headline(asked, limits),
        *satisfaction.headline(asked, limits),
        *repeat.headline(asked),
        leaders.headline(asked),
    ]


def _data(year: LetterFields, before: LetterFields) -> Table:
    names = letter_counts.labels()
    rows = [
        _beside(key, names[key], year.total[key], before.total[key])
        for key in (*COMPARED, *letter_counts.WAYS)
    ]
    return Table("data", pgettext("report", "(1) Data"), _columns(), rows)


def _purposes(year: LetterFields, before: LetterFields) -> Table:
    rows = list(_side_by_side(Purpose.choices, year.purpose, before.purpose))
    return Table("purposes", pgettext("report", "(1) Purposes of the matters"), _columns(), rows)


def _fields(year: LetterFields, before: LetterFields) -> Table:
    rows = list(_side_by_side(ContentClass.choices, year.content, before.content))
    rows.sort(key=lambda row: (row["code"] == letter_counts.CLOSED, -row["year"], -row["before"]))
    return Table("fields", pgettext("report", "(1) Fields of the matters"), _columns(), rows)


def _side_by_side(
    choices: Iterable[tuple[str, Any]],
    now: Mapping[str, Mapping[str, int]],
    ago: Mapping[str, Mapping[str, int]],
) -> Iterable[dict[str, Any]]:
    for value, label in (*choices, (letter_counts.CLOSED, letter_counts.closed())):
        if value in now or value in ago:
            counts = (now.get(value, {}), ago.get(value, {}))
            yield _beside(value, str(label), *(each.get("matters", 0) for each in counts))


def _beside(code: str, name: str, year: int, before: int) -> dict[str, Any]:
    change = percent(year - before, before)
    return {"code": code, "name": name, "year": year, "before": before, "change": change}


def _columns() -> list[ReportColumn]:
    return [
        ReportColumn("name", pgettext("report", "What"), amount=False),
        ReportColumn("year", pgettext("report", "This year")),
        ReportColumn("before", pgettext("report", "The year before")),
        ReportColumn("change", pgettext("report", "Change")),
    ]


def _complained(asked: ReportScope) -> Table:
    """The units named most often, in matters that accuse nobody; two queries."""
    accusing = (
        Q(sealed=True)
        | Q(letter__purpose=Purpose.ACCUSATION)
        | Q(letter__content_class=ContentClass.DISCIPLINE)
        | Q(petition_class=PetitionClass.ACCUSATION)
    )
    named = (
        letter_counts.received(asked)
        .exclude(accusing)
        .filter(letter__unit_complained__isnull=False)
    )
    rows = list(
        named.order_by()
        .values("letter__unit_complained")
        .annotate(matters=Count("pk"))
        .order_by("-matters", "letter__unit_complained")[:MOST]
    )
    units = units_by_id({row["letter__unit_complained"] for row in rows})
    told = [(units[row["letter__unit_complained"]], row["matters"]) for row in rows]
    columns = [
        ReportColumn("unit", pgettext("report", "Unit"), amount=False),
        ReportColumn("matters", pgettext("report", "Matters (件次)")),
    ]
    return Table(
        "complained",
        pgettext("report", "(1) Units most complained of"),
        columns,
        [{"unit": str(unit), "code": unit.code, "matters": n} for unit, n in told],
    )


def _acts(year: Mapping[str, int], before: Mapping[str, int]) -> Table:
    names = _labels()
    rows = [_beside(key, names[key], year[key], before[key]) for key in ACTS]
    return Table("acts", pgettext("report", "(2) Passed on and supervised"), _columns(), rows)


def _by_unit(asked: ReportScope) -> Table:
    """What each unit was sent and how it was supervised; two queries."""
    wanted = [act for acts in OF_UNITS.values() for act in acts]
    rows: Iterable[Any] = (
        asked.cases.annotate(holder_then=as_of_queries.holder_as_of(at=asked.at))
        .filter(asked.period("events__"), events__act__in=wanted)
        .order_by()
        .values("holder_then")
        .annotate(
            **{name: Count("events", Q(events__act__in=acts)) for name, acts in OF_UNITS.items()}
        )
    )
    counts = {row.pop("holder_then"): row for row in rows}
    units = units_by_id(set(counts))
    names = _labels()
    columns = [
        ReportColumn("unit", pgettext("report", "Unit"), amount=False),
        *(ReportColumn(name, names[name]) for name in OF_UNITS),
    ]
    return Table(
        BY_UNIT,
        pgettext("report", "(2) By responsible unit"),
        columns,
        [{"unit": str(unit), "code": unit.code} | counts[pk] for pk, unit in units.items()],
    )


def _proposals(asked: ReportScope) -> Table:
    """What was proposed in the year and what had been answered by the as-of instant; one query."""
    kinds = {
        "improve_work": pgettext("report", "to improve work"),
        "improve_policy": pgettext("report", "to improve policy"),
        "hold_accountable": pgettext("report", "to hold somebody accountable"),
    }
    headings = {
        "made": pgettext("report", "Made"),
        "taken_up": pgettext("report", "Taken up"),
        "partly": pgettext("report", "Taken up in part"),
        "not_taken_up": pgettext("report", "Not taken up"),
        "unanswered": pgettext("report", "Not answered yet"),
    }
    columns = [
        ReportColumn("name", pgettext("report", "Proposals"), amount=False),
        *(ReportColumn(key, heading) for key, heading in headings.items()),
    ]
    counts, nothing = _advice(asked), dict.fromkeys(headings, 0)
    rows = [
        {"code": code, "name": name} | counts.get(ADVICE[code], nothing)
        for code, name in kinds.items()
    ]
    return Table("proposals", pgettext("report", "(3) Proposals and their fate"), columns, rows)


def _advice(asked: ReportScope) -> dict[str, dict[str, int]]:
    """Act → how often it was done and what the answers to its papers say."""
    paper = Document.objects.filter(case_event=OuterRef("pk")).values("pk")
    answers = CaseEvent.objects.filter(
        case=OuterRef("case"), act="answer_advice", at__lte=asked.at
    ).annotate(
        paper=Cast(KeyTextTransform("id", KeyTransform("paper", "details")), IntegerField()),
        said=KeyTextTransform("adopted", "details"),
    )
    given = CaseEvent.objects.filter(
        asked.period(), case__in=asked.cases, act__in=ADVICE.values()
    ).annotate(paper=Subquery(paper[:1]))
    told = given.annotate(said=Subquery(answers.filter(paper=OuterRef("paper")).values("said")[:1]))
    rows: Iterable[Any] = (
        told.order_by()
        .values("act")
        .annotate(
            made=Count("pk"),
            unanswered=Count("pk", filter=Q(said=None)),
            **{key: Count("pk", filter=Q(said=value)) for key, value in ADOPTED.items()},
        )
    )
    return {row.pop("act"): row for row in rows}


def _labels() -> dict[str, str]:
    return {
        **TIMELY,
        **satisfaction.labels(),
        **leaders.labels(),
        **repeat.labels(),
        **letter_counts.labels(),
        **transfers.labels(),
        "sent": pgettext("report", "sent to it"),
        "urged": pgettext("report", "urged"),
        "supervised": pgettext("report", "supervised"),
        "answered_supervision": pgettext("report", "supervision answered"),
        "warned": pgettext("report", "red warnings"),
        "called_in": pgettext("report", "called in"),
    }


def _notes() -> list[str]:
    return [
        pgettext(
            "report",
            "条例 41: a whole year, that in which the period ends, or else that of the as-of "
            "instant. The year before goes up to the same day.",
        ),
        pgettext(
            "report",
            "Accusations are not in the table of units complained of (条例 30③). The rate of "
            "leaders' cases is of those put under a leader in the year.",
        ),
        pgettext(
            "report",
            "Proposals under article 40 are those made in the year, with what was answered by the "
            "as-of instant. Add what else is to be reported under (4).",
        ),
    ]
