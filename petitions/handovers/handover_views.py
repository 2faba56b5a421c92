"""Ledgers handed over by inspectors: the list, and one ledger sorted on one page."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from organizations.models import Person
from organizations.signing_in.signed_in import signed_in
from petitions.cases.bulk_actions import BulkOutcome
from petitions.handovers import selectors
from petitions.handovers.forms import SortForm
from petitions.handovers.services import sort_rows
from petitions.letters.letter_selectors import titles
from petitions.models.handover import HandoverBatch
from ui.numbers import read_numbers
from workflows.cases import access
from workflows.models import Case
from workflows.states import Status

PER_PAGE: Final = 50
WRONG_DETAILS: Final = 422


@require_GET
@login_required
def handovers_page(request: HttpRequest) -> HttpResponse:
    """The ledgers of the reader's units, each with its totals."""
    person, at = signed_in(request), timezone.now()
    batches = selectors.batches_for(person, at=at)
    page = Paginator(batches, PER_PAGE).get_page(request.GET.get("page"))
    cases = access.cases_for(person, at=at).filter(letter__batch__in=[b.pk for b in page])
    found = selectors.totals(cases, at=at)
    rows = [(batch, found.get(batch.pk, selectors.Totals())) for batch in page]
    return render(request, "petitions/handovers.html", {"at": at, "page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@login_required
def handover_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One ledger: the rows still to be sorted first, and one form for those that are chosen."""
    person, at = signed_in(request), timezone.now()
    batch = get_object_or_404(selectors.batches_for(person, at=at), pk=pk)
    if request.method == "POST":
        return _sorted(request, batch, person, at)
    return _page(request, batch, SortForm(batch=batch), at)


def _sorted(
    request: HttpRequest, batch: HandoverBatch, person: Person, at: datetime
) -> HttpResponse:
    chosen = read_numbers(request.POST.getlist("row"))
    form = SortForm(request.POST, batch=batch)
    rows = selectors.rows_of(batch, person, at=at).filter(status=Status.REGISTERED)
    cases = list(rows.filter(pk__in=chosen[:PER_PAGE]))
    if len(set(chosen)) > PER_PAGE:
        raise Http404
    if not chosen:
        form.add_error(None, _("Choose at least one row."))
    if not form.is_valid():
        return _page(request, batch, form, at, chosen=set(chosen))
    outcome = sort_rows(cases, form.cleaned_data["way"], form.details(), by=person, at=at)
    _notify_result(request, outcome)
    return redirect("petitions:handover", batch.pk)


def _notify_result(request: HttpRequest, outcome: BulkOutcome) -> None:
    if outcome.done:
        said = ngettext("%(n)s row was sorted.", "%(n)s rows were sorted.", outcome.done)
        messages.success(request, said % {"n": outcome.done})
    for number, reason in outcome.refused:
        messages.error(request, f"{number}：{reason}")


def _page(
    request: HttpRequest,
    batch: HandoverBatch,
    form: SortForm,
    at: datetime,
    *,
    chosen: set[int] = frozenset(),  # type: ignore[assignment]  # nothing is ever added to it
) -> HttpResponse:
    person = signed_in(request)
    rows = selectors.rows_of(batch, person, at=at)
    waiting = rows.filter(status=Status.REGISTERED)
    done = rows.exclude(status=Status.REGISTERED)
    show_done = request.GET.get("show") == "sorted"
    page = Paginator(done if show_done else waiting, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "at": at,
        "batch": batch,
        "form": form,
        "page": page,
        "rows": _result_text(list(page.object_list), person, at),
        "show_done": show_done,
        "chosen": chosen,
        "choose_all": request.GET.get("choose") == "all",
        "totals": selectors.totals(rows, at=at).get(batch.pk, selectors.Totals()),
    }
    status = WRONG_DETAILS if form.errors else 200
    return render(request, "petitions/handover.html", context, status=status)


def _result_text(cases: list[Case], person: Person, at: datetime) -> list[tuple[Case, str]]:
    known = titles([case.pk for case in cases], person, at=at)
    return [(case, known.get(case.pk, "")) for case in cases]
