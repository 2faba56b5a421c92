"""The oversight pages: dashboard, the cases behind its numbers, the chart, the reports."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from organizations.database_waits import long_statements
from organizations.models import Person, Unit
from organizations.signing_in.signed_in import signed_in
from oversight.dashboard import dashboard_selectors
from oversight.dashboard.dashboard_filter import OversightFilter
from oversight.dashboard.dashboard_selectors import SHOWN, Chosen
from oversight.dashboard.trend_charts import MONTHS, trend, trend_svg
from oversight.integrity.nightly_run import CheckReader
from oversight.reports import scope
from oversight.reports.definition import Report
from oversight.reports.registry import BUILT, TITLES, build
from oversight.reports.renderers import explained, heading, write_docx, write_xlsx
from petitions.cases.list_paging import page_of
from workflows.cases import access
from workflows.cases.case_lists import BY_LIMIT
from workflows.cases.index_ranges import Count
from workflows.cases.permissions import OVERSEE, SIMULATE

PER_PAGE = 30
FILES = {
    "xlsx": (
        write_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "docx": (
        write_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@require_GET
@login_required
@long_statements()
def dashboard_page(request: HttpRequest) -> HttpResponse:
    """How the work stands: numbers, units, limits, ladder, red warnings."""
    chosen, form = _chosen(request)
    context = _shared(request, chosen, form) | {
        "counts": _counts(chosen),
        "units": dashboard_selectors.by_unit(chosen),
        "nearest": dashboard_selectors.nearest(chosen),
        "climbed": dashboard_selectors.climbed(chosen),
        "climbed_counts": dashboard_selectors.climbed_counts(chosen),
        "warnings": dashboard_selectors.warnings(chosen),
        "trend": trend(chosen),
        "months": MONTHS,
        "check": CheckReader(chosen.person, chosen.at).latest(),
        "kinds": TITLES.items(),
        "plans": access.holds(chosen.person, SIMULATE, at=chosen.at),
    }
    return render(request, "oversight/dashboard.html", context)


@require_GET
@login_required
def cases_page(request: HttpRequest) -> HttpResponse:
    """The envelopes behind a number."""
    chosen, form = _chosen(request)
    show = request.GET.get("show", "in_hand")
    if show not in SHOWN:
        raise Http404
    page = page_of(dashboard_selectors.behind(chosen, show), BY_LIMIT, PER_PAGE, request.GET)
    context = _shared(request, chosen, form) | {
        "page": page,
        "envelopes": dashboard_selectors.envelopes(page.cases, chosen),
        "show": show,
        "shown": [(key, label, _query(request.GET, show=key)) for key, label in SHOWN.items()],
        "title": SHOWN[show],
    }
    return render(request, "oversight/cases.html", context)


@require_GET
@login_required
@csp_update({"style-src": [UNSAFE_INLINE]})
@long_statements()
def trend_image(request: HttpRequest) -> HttpResponse:
    """The chart of the dashboard; SVG carries its colours in a style of its own."""
    chosen, _form = _chosen(request)
    response = HttpResponse(trend_svg(chosen), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@login_required
@long_statements()
def report_page(request: HttpRequest, kind: str) -> HttpResponse:
    """A report over what the reader may see."""
    if kind not in BUILT:
        raise Http404
    chosen, form = _chosen(request)
    report = _report(kind, chosen)
    context = _shared(request, chosen, form) | {
        "report": report,
        "heading": heading(report),
        "figures": [(figure, explained(report, figure)) for figure in report.figures],
        "counts": [(report.label(name), count) for name, count in report.counts.items()],
        "kinds": TITLES.items(),
        "kind": kind,
    }
    return render(request, "oversight/report.html", context)


@require_GET
@login_required
@long_statements()
def report_file(request: HttpRequest, kind: str, ending: str) -> HttpResponse:
    """The same report as a workbook or a document."""
    if kind not in BUILT or ending not in FILES:
        raise Http404
    chosen, _form = _chosen(request)
    write, media_type = FILES[ending]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{ending}"
        write(_report(kind, chosen), path)
        content = path.read_bytes()
    name = f"jianjian-{kind}-{chosen.today.isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _report(kind: str, chosen: Chosen) -> Report:
    return build(
        kind,
        scope.scope_for_user(
            chosen.person,
            now=chosen.at,
            at=chosen.at,
            period=(chosen.since, chosen.until),
            unit=chosen.unit,
        ),
    )


def _chosen(request: HttpRequest) -> tuple[Chosen, OversightFilter]:
    """Who looks, at what. Raises PermissionDenied for posts that watch over nobody."""
    person, at = signed_in(request), timezone.now()
    if not access.holds(person, OVERSEE, at=at):
        raise PermissionDenied(_("Your post has no part in oversight."))
    form = OversightFilter(request.GET, units=_units(person, at))
    form.is_valid()
    data = form.cleaned_data
    return Chosen(person, at, form.unit_chosen, data.get("since"), data.get("until")), form


def _units(person: Person, at: datetime) -> list[Unit]:
    """The units that a reader can choose: those of his regions."""
    units = access.units_within(person, OVERSEE, at=at).exclude(kind="discipline_section")
    return list(units.select_related("region").order_by("path"))


def _shared(request: HttpRequest, chosen: Chosen, form: OversightFilter) -> dict[str, Any]:
    return {
        "at": chosen.at,
        "today": chosen.today,
        "form": form,
        "query": _query(request.GET),
    }


def _counts(chosen: Chosen) -> list[tuple[str, Any, Count]]:
    found = dashboard_selectors.counts(chosen)
    return [(name, label, found[name]) for name, label in SHOWN.items()]


def _query(asked_for: QueryDict, **also: str) -> str:
    """The filter as a query string, for links that keep it."""
    kept = QueryDict(mutable=True)
    for name in ("unit", "since", "until"):
        if value := asked_for.get(name):
            kept[name] = value
    for name, value in also.items():
        kept[name] = value
    return kept.urlencode()
