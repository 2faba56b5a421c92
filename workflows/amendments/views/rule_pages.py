"""Reading the limits: the catalogue, and one limit with its versions, ladders and an example."""

from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from workflows.amendments.views.amendment_permissions import reader
from workflows.amendments.views.ladder_drawing import UNKNOWN_LENGTH, Picture, draw_ladder
from workflows.amendments.views.rule_presenters import RuleSummary, catalogue, rule_summary
from workflows.cases import access
from workflows.cases.machines import CLIMBING
from workflows.cases.permissions import AMEND_LIMITS
from workflows.clocks import proof_sheets
from workflows.clocks.calendar_loader import calendar_for
from workflows.counting.due_date import (
    Deadline,
    Event,
    EventKind,
    LengthUnit,
    Rule,
    deadline,
    summarize,
)
from workflows.counting.work_calendar import WorkCalendar, legal_date
from workflows.escalation.ladder_display import act_label
from workflows.models import Amendment, ClockRule, Ladder

EARLIEST: Final = date(2010, 1, 1)
LATEST: Final = date(2090, 12, 31)


@require_GET
@login_required
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Every limit in force today, as the law has it."""
    person, at = reader(request)
    context = {
        "at": at,
        "groups": catalogue(legal_date(at)),
        "today": legal_date(at),
        "acts": [(act, act_label(act)) for act in CLIMBING],
        "waiting": Amendment.objects.filter(state=Amendment.State.PROPOSED).count(),
        "may_amend": access.holds(person, AMEND_LIMITS, at=at),
    }
    return render(request, "limits/catalogue.html", context)


@require_GET
@login_required
def limit_page(request: HttpRequest, key: str) -> HttpResponse:
    """One limit; `?start=` counts an example from another day than today."""
    person, at = reader(request)
    versions = versions_of(key)
    today = legal_date(at)
    told = rule_summary(versions, today)
    calendar = calendar_for()
    start = _start(request.GET.get("start", ""), today)
    example = count_example(told.rule, start, calendar)
    context = {
        "at": at,
        "today": today,
        "start": start,
        "told": told,
        "versions": [RuleSummary(row, row.as_rule()) for row in reversed(versions)],
        "ladders": _ladders(told.rule, example, calendar),
        "may_amend": access.holds(person, AMEND_LIMITS, at=at),
        **_example(example, at),
    }
    return render(request, "limits/limit.html", context)


def versions_of(key: str) -> list[ClockRule]:
    """All versions of a limit, in order, with who amended it. Raises `Http404`."""
    rows = ClockRule.objects.filter(key=key).order_by("version")
    versions = list(rows.select_related("amendment__proposed_by", "amendment__decided_by"))
    if not versions:
        raise Http404
    return versions


def count_example(rule: Rule, start: date, calendar: WorkCalendar) -> Deadline | None:
    """The limit of something that happens on `start`; None where no date can be computed."""
    if rule.unit is LengthUnit.NONE:
        return None
    length = UNKNOWN_LENGTH if rule.length is None else None
    return deadline(rule, [Event(EventKind.START, start)], calendar, length=length)


def _start(typed: str, today: date) -> date:
    try:
        start = date.fromisoformat(typed)
    except ValueError:
        return today
    return start if EARLIEST <= start <= LATEST else today


def _ladders(
    rule: Rule, example: Deadline | None, calendar: WorkCalendar
) -> list[tuple[Ladder, str, Picture]]:
    """The ladder of everywhere first, then those of units."""
    rows = Ladder.objects.in_force().filter(rule_key=rule.key).select_related("unit")
    ordered = sorted(rows, key=lambda row: row.unit.path if row.unit else "")
    return [
        (
            row,
            row.unit.name if row.unit else _("Everywhere"),
            draw_ladder(row.steps, rule, example=example, calendar=calendar),
        )
        for row in ordered
    ]


def _example(example: Deadline | None, at: datetime) -> dict[str, Any]:
    if example is None:
        return {"example": None}
    return {
        "example": example,
        "drawing": proof_sheets.draw(example, today=legal_date(at)),
        "lines": summarize(example).lines(),
        "weekdays": proof_sheets.WEEKDAYS,
        "supposed": example.rule.length is None,
    }
