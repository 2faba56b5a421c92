"""Who reviews what each unit handled: the list, one unit, and a proposal to change it."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from organizations.destinations import ORDINARY
from organizations.models import Unit, UnitKind
from organizations.review_route import recheckers, reviewers
from organizations.selectors import open_units, region_prefixes
from workflows.amendments.review_route_subject import ReviewRoute
from workflows.amendments.views.amendment_differences import changed_route
from workflows.amendments.views.amendment_forms import ReasonedForm
from workflows.amendments.views.amendment_permissions import proposer, reader
from workflows.amendments.views.proposal_steps import AmendmentDraft, forecast, try_out
from workflows.cases import access
from workflows.cases.permissions import AMEND_LIMITS
from workflows.models import Amendment

PER_PAGE: Final = 30
HANDLING: Final = tuple(kind for kind in ORDINARY if kind != UnitKind.PETITION_BUREAU)
SUPERIORS: Final = ("region__parent", "line_superior__region__parent", "government__region__parent")


class RouteForm(ReasonedForm):
    """Whose organ a unit is, which department stands above it, and whether that alone decides."""

    line_superior = forms.ModelChoiceField(
        Unit.objects.none(),
        to_field_name="code",
        required=False,
        label=_("Department above in its line"),
    )
    is_vertical = forms.BooleanField(
        required=False,
        label=_("Under vertical management"),
        help_text=_("As taxes and customs, and what a province names: the line alone reviews."),
    )
    government = forms.ModelChoiceField(
        Unit.objects.none(),
        to_field_name="code",
        required=False,
        label=_("Government whose organ it is"),
        help_text=_("Empty: that of its region."),
    )

    field_order = ("line_superior", "is_vertical", "government")

    def __init__(self, data: QueryDict | None, *, unit: Unit) -> None:
        super().__init__(data, initial=ReviewRoute.of(unit).as_json())
        around = open_units().filter(region__path__in=region_prefixes(unit.region.path))
        above = around.exclude(region=unit.region_id).filter(kind=UnitKind.DEPARTMENT)
        governments = around.filter(kind__in=(UnitKind.GOVERNMENT, UnitKind.TOWN))
        for name, units in (("line_superior", above), ("government", governments)):
            self.fields[name].queryset = units.order_by("path")  # type: ignore[attr-defined]

    def content(self, unit: Unit) -> dict[str, Any]:
        """What `ReviewRouteSubject` takes."""
        data = self.cleaned_data
        codes = {n: data[n].code if data[n] else None for n in ("line_superior", "government")}
        return {"unit": unit.code, "is_vertical": data["is_vertical"], **codes}


@require_GET
@login_required
def review_routes_page(request: HttpRequest) -> HttpResponse:
    """The units that handle matters, with what says who reviews; `?q=` finds by name or code."""
    _person, at = reader(request)
    query = request.GET.get("q", "").strip()
    page = Paginator(_units(query), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "limits/review_routes.html", {"at": at, "page": page, "query": query})


def _units(query: str) -> QuerySet[Unit]:
    units = open_units().filter(kind__in=HANDLING)
    if query:
        units = units.filter(Q(name__icontains=query) | Q(code__icontains=query))
    return units.select_related("region", "line_superior", "government").order_by("path")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def review_route_page(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: who reviews and rechecks now; for whoever may propose, the form of a change."""
    person, at = reader(request)
    unit = get_object_or_404(open_units().select_related(*SUPERIORS), code=code)
    context: dict[str, Any] = {
        "at": at,
        "unit": unit,
        "steps": [(reviewer, recheckers(reviewer)) for reviewer in reviewers(unit)],
    }
    if access.holds(person, AMEND_LIMITS, at=at):
        return _amended(request, unit, context, at)
    if request.method == "POST":
        raise PermissionDenied
    return render(request, "limits/review_route.html", context)


def _amended(
    request: HttpRequest, unit: Unit, context: dict[str, Any], at: datetime
) -> HttpResponse:
    person, _at = proposer(request)
    form = RouteForm(request.POST or None, unit=unit)
    context["form"] = form
    if form.is_valid():
        content = form.content(unit)
        draft = AmendmentDraft(Amendment.Subject.REVIEW, content, form)
        result = try_out(request, draft, by=person, at=at)
        if isinstance(result, Amendment):
            return redirect("limits:amendment", result.pk)
        if result is not None:
            context["foreseen"] = forecast(result.as_json(), person, at=at)
            context["changes"] = changed_route(
                unit, ReviewRoute.of(unit), ReviewRoute.proposed(content)
            )
    status = 422 if form.errors else 200
    return render(request, "limits/review_route.html", context, status=status)
