"""The page of readings: who read what of the tip-offs, when and why."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from organizations.signing_in.signed_in import signed_in
from oversight.readings import reading_selectors
from oversight.readings.readings_filter import ReadingsFilter
from workflows.cases import access
from workflows.cases.permissions import READ_READINGS
from workflows.rights.office_changes import Subject
from workflows.rights.rights_record import concern_of_person, note_refused

PER_PAGE = 50


@never_cache
@require_GET
@login_required
def readings_page(request: HttpRequest) -> HttpResponse:
    """Readings of tip-offs, newest first; `?show=` one of `readings.SHOWN`."""
    person, at = signed_in(request), timezone.now()
    if not access.holds(person, READ_READINGS, at=at):
        concern = concern_of_person(Subject.READINGS, person, at=at)
        why = _("The page of who read which tip-off is the discipline organ's alone.")
        note_refused(concern, by=person, at=at, why=why)
        raise PermissionDenied(why)
    form = ReadingsFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    key = request.GET.get("show", "")
    key = key if key in reading_selectors.SHOWN else ""
    found = reading_selectors.narrowed(reading_selectors.readings_for(person, at=at), chosen)
    page = Paginator(reading_selectors.shown(found, key), PER_PAGE).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    for name in ("show", "page"):
        query.pop(name, None)
    rest = query.urlencode()
    chips = [
        (each, label, f"show={each}&{rest}") for each, label in reading_selectors.SHOWN.items()
    ]
    context = {"at": at, "form": form, "page": page, "shown": key, "chips": chips, "query": rest}
    return render(request, "oversight/readings.html", context)
