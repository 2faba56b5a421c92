"""Requests of inspectors: entered by one, decided on by the head, answered with a package.

To anybody else these addresses do not exist, nor does a request that is about the reader.
"""

from datetime import datetime
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations.database_waits import long_statements
from organizations.models import Person
from organizations.signing_in.signed_in import signed_in
from petitions.inspector_supplies.supply_forms import SupplyRequestForm
from petitions.inspector_supplies.supply_services import decide, enter, supply
from petitions.models import SupplyRequest
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.cases import access
from workflows.cases.permissions import APPROVE_SUPPLY, SUPPLY_INSPECTORS
from workflows.counting.work_calendar import legal_date

SHOWN: Final = 100
WRONG_DETAILS: Final = 422
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE: Final = "petitions:supplies"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def supplies_page(request: HttpRequest) -> HttpResponse:
    """The requests of the reader's organ, and the form for a new one."""
    person, at = signed_in(request), timezone.now()
    units = list(access.units_within(person, SUPPLY_INSPECTORS, at=at))
    posted = request.POST if request.method == "POST" else None
    form = SupplyRequestForm(posted, units=units, today=legal_date(at)) if units else None
    known = _known_to(person, at)
    if posted is not None and form and form.is_valid() and _entered(request, form, person, at):
        return redirect(PAGE)
    heads = set(access.units_within(person, APPROVE_SUPPLY, at=at).values_list("pk", flat=True))
    context = {
        "form": form,
        "requests": known[:SHOWN],
        "makes": {unit.pk for unit in units},
        "heads": heads,
        "person": person,
    }
    wrong = bool(form and form.errors)
    return render(
        request, "petitions/clue_supplies.html", context, status=WRONG_DETAILS if wrong else 200
    )


def _entered(
    request: HttpRequest, form: SupplyRequestForm, person: Person, at: datetime
) -> SupplyRequest | None:
    """The request as it was entered; None if it can't be, and the form says why."""
    try:
        made = enter(form.written(), unit=form.cleaned_data["unit"], by=person, at=at)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, _("The request is entered; the head decides on it."))
    return made


@login_required
@require_POST
def decide_page(request: HttpRequest, pk: int) -> HttpResponse:
    person, at = signed_in(request), timezone.now()
    found = get_object_or_404(_known_to(person, at), pk=pk)
    try:
        decide(found.pk, approve="approve" in request.POST, by=person, at=at)
    except Forbidden:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(PAGE)


@login_required
@require_POST
@long_statements()
def package_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The package itself, made this once."""
    person, at = signed_in(request), timezone.now()
    found = get_object_or_404(_known_to(person, at), pk=pk)
    try:
        made, content = supply(found, by=person, at=at)
    except Forbidden:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(PAGE)
    headers = {"Content-Disposition": f'attachment; filename="supply-{made.pk}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _known_to(person: Person, at: datetime) -> QuerySet[SupplyRequest]:
    """Of the units in which the reader has a part in it; never one that names him."""
    made = access.units_within(person, SUPPLY_INSPECTORS, at=at)
    decided = access.units_within(person, APPROVE_SUPPLY, at=at)
    units = {*made.values_list("pk", flat=True), *decided.values_list("pk", flat=True)}
    if not units:
        raise Http404
    found = SupplyRequest.objects.filter(unit__in=units).exclude(about__icontains=person.name)
    return found.select_related("unit", "entered_by", "decided_by", "package")
