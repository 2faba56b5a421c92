"""Measures: the three lists, the wall chart, the sheet, and the files that prove what was done."""

from dataclasses import dataclass
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from organizations.database_waits import long_statements
from organizations.models import Person
from organizations.signing_in.signed_in import signed_in
from petitions.ledger_format.sheet_writer import write_sheet
from petitions.letters.stored_files import download
from petitions.measures import measure_sheet, selectors, wall_chart
from petitions.measures.measure_filters import MeasureFilter
from petitions.previews.shown_copies import shown
from workflows.acts.act_refusals import Forbidden, NotFound
from workflows.counting.work_calendar import legal_date
from workflows.models import Evidence, Measure

PER_PAGE: Final = 30
IN_MEMORY: Final = 4 * 1024 * 1024
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VIEWS: Final = (
    ("problems", pgettext_lazy("list", "Problems")),
    ("measures", pgettext_lazy("list", "Measures")),
    ("responsibilities", pgettext_lazy("list", "Responsibilities")),
)


@dataclass(frozen=True, slots=True)
class MeasureQuery:
    """The measures that a request asks for."""

    person: Person
    at: datetime
    today: date
    reach: QuerySet[Measure]
    form: MeasureFilter
    found: QuerySet[Measure]


@require_GET
@login_required
def measures_page(request: HttpRequest) -> HttpResponse:
    """One of the three views of the same records, the nearest limit first."""
    asked = _measure_query(request)
    view = request.GET.get("view", "")
    page = Paginator(asked.found, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "at": asked.at,
        "form": asked.form,
        "page": page,
        "rows": selectors.rows(page, asked.person, at=asked.at, today=asked.today),
        "view": view if view in dict(VIEWS) else VIEWS[0][0],
        "views": VIEWS,
        "query": _query(request),
    }
    return render(request, "petitions/measures/list.html", context)


@require_GET
@login_required
def wall_page(request: HttpRequest) -> HttpResponse:
    """The wall chart of the reader's measures, made for paper as much as for the screen."""
    asked = _measure_query(request)
    context = {
        "at": asked.at,
        "today": asked.today,
        "wall": wall_chart.draw(asked.found, today=asked.today),
        "marks": wall_chart.MARKS,
        "views": VIEWS,
    }
    return render(request, "petitions/measures/wall.html", context)


@require_GET
@login_required
@long_statements()
def export(request: HttpRequest) -> FileResponse:
    """What is filtered and may be read, in one sheet."""
    asked = _measure_query(request)
    rows = selectors.rows(asked.found, asked.person, at=asked.at, today=asked.today)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it
    title = f"{_('Measures')} {asked.today.isoformat()}"
    write_sheet(
        cast(BinaryIO, file),
        title=title,
        specs=measure_sheet.COLUMNS,
        rows=measure_sheet.sheet(rows),
    )
    file.seek(0)
    name = f"jianjian-measures-{asked.today.isoformat()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=SHEET)


@require_GET
@login_required
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """A file that proves what was done, always as a download."""
    return download(_evidence(request, pk))


@require_GET
@login_required
def evidence_shown(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What can be seen or heard of it, shut in a policy of its own."""
    return shown(request, _evidence(request, pk))


def _evidence(request: HttpRequest, pk: int) -> Evidence:
    try:
        return selectors.evidence_for(signed_in(request), pk, at=timezone.now())
    except NotFound:
        raise Http404 from None
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from None


def _measure_query(request: HttpRequest) -> MeasureQuery:
    person, at = signed_in(request), timezone.now()
    if not selectors.may_look(person, at=at):
        raise Http404
    today, reach = legal_date(at), selectors.measures_for(person, at=at)
    form = MeasureFilter(request.GET, measures=reach)
    form.is_valid()
    found = selectors.narrowed(reach, form.cleaned_data, today=today)
    return MeasureQuery(person, at, today, reach, form, found)


def _query(request: HttpRequest) -> str:
    """The filter as a query string, without page and view."""
    kept = request.GET.copy()
    for name in ("page", "view"):
        kept.pop(name, None)
    return kept.urlencode()
