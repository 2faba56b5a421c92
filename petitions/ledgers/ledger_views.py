"""The ledger: filters, sorting, pages, and the export of exactly what is filtered."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from organizations.database_waits import long_statements
from organizations.models import Person, Role, Unit
from organizations.signing_in.signed_in import signed_in
from petitions.cases import case_list
from petitions.cases.case_filters import LedgerFilter
from petitions.cases.list_paging import page_of
from petitions.ledger_format.sheet_writer import write_csv, write_xlsx
from petitions.ledgers import ledger_export
from petitions.letters.letter_selectors import readable
from workflows.acts.region_field import suggestions
from workflows.cases import access
from workflows.cases.case_lists import CaseList
from workflows.counting.work_calendar import legal_date
from workflows.states import Kind

PLACES = ("after", "before", "page")
IN_MEMORY = 4 * 1024 * 1024
EXPORTS = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """The ledger as a request asks for it."""

    person: Person
    form: LedgerFilter
    found: CaseList
    at: datetime
    today: date


@require_GET
@login_required
def ledger_page(request: HttpRequest) -> HttpResponse:
    """The reader's petition matters, narrowed by the filter, 25 to a page."""
    asked = _ledger_query(request)
    order = request.GET.get("order", "")
    order = order if order in case_list.ORDERS else case_list.DEFAULT_ORDER
    may_do = partial(access.holds, asked.person, kind=Kind.PETITION, at=asked.at)
    page = page_of(asked.found, case_list.ORDERS[order], case_list.PER_PAGE, request.GET)
    context = {
        "at": asked.at,
        "form": asked.form,
        "page": page,
        "rows": case_list.rows(page.cases, asked.person, at=asked.at, today=asked.today),
        "order": order,
        "active": _active(asked.form, request.GET),
        "more_filters": any(
            request.GET.get(name) for name in list(asked.form.fields)[_ALWAYS_SHOWN:]
        ),
        "query": _query(request.GET, without=PLACES),
        "regions": suggestions("", near=_home(asked.person, asked.at)),
        "may_import": may_do("record_finished"),
        "may_export": may_do(access.READ_LETTER),
    }
    return render(request, "petitions/ledger.html", context)


_ALWAYS_SHOWN = 3


@require_GET
@login_required
@long_statements()
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The filtered rows whose letters the reader may open, as .xlsx or .csv."""
    if kind not in EXPORTS:
        raise Http404
    write, media_type = EXPORTS[kind]
    asked = _ledger_query(request)
    opened = readable(asked.person, at=asked.at)
    cases = asked.found.cases().filter(pk__in=opened.values("pk"))
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it
    title = _("Petition matters") + f" {asked.today.isoformat()}"
    write(
        cast(BinaryIO, file),
        title=title,
        columns=ledger_export.EXPORTED,
        rows=ledger_export.rows(cases),
    )
    file.seek(0)
    name = f"jianjian-{asked.today.isoformat()}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=media_type)


def _ledger_query(request: HttpRequest) -> LedgerQuery:
    person, at = signed_in(request), timezone.now()
    today = legal_date(at)
    form = _form(person, request.GET, at)
    form.is_valid()
    found = case_list.filtered(person, form.cleaned_data, at=at, today=today)
    return LedgerQuery(person, form, found, at, today)


def _form(person: Person, asked: QueryDict, at: datetime) -> LedgerFilter:
    """The filter with the units and leaders of the reader's own regions."""
    paths = {post.region_path for post in access.posts_of(person, at=at)}
    within, leading = Q(pk__in=[]), Q(pk__in=[])
    for path in paths:
        within |= Q(region__path__startswith=path)
        leading |= Q(tenures__post__unit__region__path__startswith=path)
    units = Unit.objects.filter(within).exclude(kind="discipline_section")
    leaders = Person.objects.filter(leading, tenures__post__roles__contains=[Role.LEADER])
    return LedgerFilter(
        asked,
        units=list(units.order_by("path").values_list("pk", "name")),
        leaders=list(leaders.distinct().order_by("username").values_list("pk", "name")),
    )


def _home(person: Person, at: datetime) -> str:
    """The path of the widest region in which the reader holds a post."""
    paths = [post.region_path for post in access.posts_of(person, at=at)]
    return min(paths, key=len, default="-")


def _active(form: LedgerFilter, asked: QueryDict) -> list[dict[str, Any]]:
    """The conditions in force, each with the query string that takes it off."""
    return [
        {
            "label": label,
            "value": value,
            "without": _query(asked, without=(*PLACES, name)),
        }
        for name, label, value in form.active()
    ]


def _query(asked: QueryDict, *, without: tuple[str, ...]) -> str:
    """The query string less some parameters and those left empty."""
    kept = QueryDict(mutable=True)
    for name, values in asked.lists():
        if name not in without and any(values):
            kept.setlist(name, values)
    return kept.urlencode()
