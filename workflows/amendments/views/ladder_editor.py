"""The ladder editor: one row for each rung, rows added and removed by plain buttons."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.forms.formsets import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.models import Unit
from ui.numbers import read_number
from workflows.amendments.views.amendment_differences import changed_rungs
from workflows.amendments.views.amendment_forms import (
    MOST_RUNGS,
    ReasonedForm,
    RungForm,
    RungFormSet,
)
from workflows.amendments.views.amendment_permissions import proposer
from workflows.amendments.views.ladder_drawing import draw_ladder
from workflows.amendments.views.proposal_steps import AmendmentDraft, forecast, try_out
from workflows.amendments.views.rule_pages import versions_of
from workflows.amendments.views.rule_presenters import RuleSummary, rule_summary
from workflows.clocks.deadline_context import LaddersInForce
from workflows.counting.ladder import PERCENT, WHOLE, rungs_from
from workflows.counting.work_calendar import legal_date
from workflows.models import Amendment, Ladder

PREFIX: Final = "rung"
MOST_UNITS: Final = 500


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def ladder_page(request: HttpRequest, key: str) -> HttpResponse:
    """The ladder of a limit, everywhere or with `?unit=CODE` in a unit and those below it."""
    person, at = proposer(request)
    told = rule_summary(versions_of(key), legal_date(at))
    unit = _unit(request.GET.get("unit", ""))
    present = _present(key, unit)
    rows, form = _forms(request, present)
    context: dict[str, Any] = {
        "at": at, "told": told, "unit": unit, "rows": rows, "form": form,
        "present": draw_ladder(present.steps, told.rule), "inherited": present.unit != unit,
        "units": Unit.objects.filter(closed_on=None).order_by("path")[:MOST_UNITS],
    }  # fmt: skip
    if (
        request.method == "POST"
        and _is_requested(request.POST)
        and rows.is_valid()
        and form.is_valid()
    ):
        content = _content(told, unit, rows, present)
        draft = AmendmentDraft(Amendment.Subject.LADDER, content, form)
        result = try_out(request, draft, by=person, at=at)
        if isinstance(result, Amendment):
            return redirect("limits:amendment", result.pk)
        if result is not None:
            rungs = rungs_from(content["rungs"])
            context["foreseen"] = forecast(result.as_json(), person, at=at)
            context["changes"] = changed_rungs(present.steps, rungs)
            context["draft"] = draw_ladder(rungs, told.rule)
    wrong = _is_requested(request.POST) and (form.errors or rows.total_error_count())
    return render(request, "limits/ladder.html", context, status=422 if wrong else 200)


def _is_requested(data: QueryDict) -> bool:
    """Whether the ladder is to be tried or proposed, not a row added or removed."""
    return "try" in data or "propose" in data


def _unit(code: str) -> Unit | None:
    """Raises `Http404` for a code that no unit has."""
    if not code:
        return None
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Http404
    return unit


def _present(key: str, unit: Unit | None) -> Ladder:
    """The ladder that clocks of this place climb now."""
    if unit is not None:
        return LaddersInForce().of(key, unit)
    return Ladder.objects.in_force().get(rule_key=key, unit=None)


def _forms(request: HttpRequest, present: Ladder) -> tuple["BaseFormSet[RungForm]", ReasonedForm]:
    data = request.POST
    if request.method == "POST" and _is_requested(data):
        return RungFormSet(data, prefix=PREFIX), ReasonedForm(data)
    values: Sequence[Mapping[str, Any]]
    if request.method == "POST":
        values = _rearranged(data)
    else:
        values = [RungForm.values_of(rung) for rung in present.steps]
    rows = RungFormSet(initial=values, prefix=PREFIX)
    return rows, ReasonedForm(initial={"reason": data.get("reason", "")})


def _rearranged(data: QueryDict) -> list[dict[str, Any]]:
    """The rows as typed, one more or one less."""
    many = min(read_number(data.get(f"{PREFIX}-TOTAL_FORMS")) or 0, MOST_RUNGS)
    rows = [_typed(data, n) for n in range(many) if data.get("remove") != str(n)]
    return [*rows, {}] if "add" in data and many < MOST_RUNGS else rows


def _typed(data: QueryDict, n: int) -> dict[str, Any]:
    names = (name for name in RungForm.base_fields if name != "to")
    plain = {name: data.get(f"{PREFIX}-{n}-{name}", "") for name in names}
    return plain | {"to": data.getlist(f"{PREFIX}-{n}-to")}


def _content(
    told: RuleSummary, unit: Unit | None, rows: "BaseFormSet[RungForm]", present: Ladder
) -> dict[str, Any]:
    """What `LadderSubject` takes: the rows in order of time, each with a key."""
    filled = sorted((row.as_row() for row in rows.forms if row.has_changed()), key=_side)
    taken = {rung.key for rung in present.steps} | {row["key"] for row in filled}
    for row in filled:
        row["key"] = row["key"] or _new_key(row["act"], taken)
        taken.add(row["key"])
    return {
        "rule_key": told.rule.key,
        "unit": unit.code if unit else None,
        "rungs": filled,
    }


def _side(row: Mapping[str, Any]) -> int:
    offset: int = row["offset"]
    return offset - WHOLE if row["unit"] == PERCENT else offset


def _new_key(act: str, taken: set[str]) -> str:
    """A name of its own: a rung that has spoken under its name does not speak again."""
    tries = (act if n == 1 else f"{act}_{n}" for n in range(1, len(taken) + 2))
    return next(key for key in tries if key not in taken)
