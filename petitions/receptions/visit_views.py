"""One visit: who came, what was said, and what became of each matter."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.models import Person
from organizations.signing_in.signed_in import signed_in
from petitions.intake.registration_views import registering_units
from petitions.models.reception import Visit, VisitMatter
from petitions.receptions import reception_rights, selectors, services
from petitions.receptions.forms import ArrivalForm, MatterForm, RecordForm
from petitions.receptions.reception_rights import Right
from workflows.acts.act_refusals import Refused
from workflows.cases import access
from workflows.counting.work_calendar import legal_date

UNPROCESSABLE: Final = 422


@require_GET
@login_required
def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit as this person may see it."""
    person, at = signed_in(request), timezone.now()
    return _page(request, found(person, pk, Right.READ, at=at), person, at, MatterForm())


@require_http_methods(["GET", "POST"])
@login_required
def arrival_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right who came."""
    person, at = signed_in(request), timezone.now()
    visit = _unsealed(person, pk, at)
    form = ArrivalForm(request.POST or None, visit=visit)
    if carried_out(form, lambda: services.put_right(visit, form.arrival())):
        messages.success(request, _("The entry is put right."))
        return redirect("petitions:visit", visit.pk)
    words = {"title": _("Put the entry right"), "lead": str(visit), "button": _("Keep the entry")}
    return form_page(request, form, visit, at, **words)


@require_http_methods(["GET", "POST"])
@login_required
def record_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Take down what was said, or put it right."""
    person, at = signed_in(request), timezone.now()
    visit = _unsealed(person, pk, at)
    form = RecordForm(request.POST or None, initial={"record": visit.record})
    if carried_out(form, lambda: services.take_down(visit, form.cleaned_data["record"])):
        messages.success(request, _("The record is kept."))
        return redirect("petitions:visit", visit.pk)
    words = {"title": _("Record of the talk"), "lead": str(visit), "button": _("Keep the record")}
    return form_page(request, form, visit, at, **words)


def _unsealed(person: Person, pk: int, at: datetime) -> Visit:
    """A visit that this person may change, none of whose matters was passed on."""
    visit = found(person, pk, Right.RECEIVE, at=at)
    if visit.is_sealed:
        raise PermissionDenied(_("A matter of this visit was passed on; its record is closed."))
    return visit


@require_POST
@login_required
def matter_part(request: HttpRequest, pk: int) -> HttpResponse:
    """One more matter of the same visitors."""
    person, at = signed_in(request), timezone.now()
    visit = found(person, pk, Right.RECEIVE, at=at)
    form = MatterForm(request.POST)
    if carried_out(form, lambda: services.add_matter(visit, form.cleaned_data["subject"])):
        return redirect("petitions:visit", visit.pk)
    return _page(request, visit, person, at, form)


def _page(
    request: HttpRequest, visit: Visit, person: Person, at: datetime, form: MatterForm
) -> HttpResponse:
    receives = reception_rights.visits_for(person, at=at, right=Right.RECEIVE).filter(pk=visit.pk)
    context = {
        "at": at,
        "visit": visit,
        "day": visit.day,
        "matters": _announced(visit, person, at),
        "may_receive": receives.exists(),
        "may_register": bool(registering_units(person, at=at)),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "petitions/receptions/visit.html", context, status=status)


def _announced(visit: Visit, person: Person, at: datetime) -> list[dict[str, Any]]:
    """Each matter with its promises, and the address of its case where the reader may see it."""
    matters, today = list(visit.matters.all()), legal_date(at)
    seen = access.seen_among({m.case_id for m in matters if m.case_id}, person, at=at)
    return [
        {
            "matter": matter,
            "case": seen.get(matter.case_id or 0),
            "promises": [(p, selectors.promise_limit(p, today)) for p in matter.promises.all()],
        }
        for matter in matters
    ]


def found(person: Person, pk: int, right: Right, *, at: datetime) -> Visit:
    """The visit. Raises Http404 for a stranger, PermissionDenied for a mere reader."""
    visits = reception_rights.visits_for(person, at=at).filter(pk=pk)
    related = visits.select_related("day__unit__region", "day__post__unit", "signed_in_by")
    visit = related.prefetch_related("matters__case", "matters__promises__follower").first()
    if visit is None:
        raise Http404
    if right is not Right.READ:
        require(reception_rights.visits_for(person, at=at, right=right).filter(pk=pk).exists())
    return visit


def found_matter(person: Person, pk: int, *, at: datetime) -> VisitMatter:
    """A matter of a visit that this person may change."""
    related = reception_rights.matters_for(person, at=at).select_related(
        "case", "visit__day__post__unit"
    )
    matter = related.select_related("visit__day__unit__region").filter(pk=pk).first()
    if matter is None:
        raise Http404
    receives = reception_rights.matters_for(person, at=at, right=Right.RECEIVE)
    require(receives.filter(pk=pk).exists())
    return matter


def carried_out(form: forms.Form, work: Callable[[], object]) -> bool:
    """Do the work of a form that was sent and is valid; a refusal becomes an error of the form."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        work()
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def require(granted: bool) -> None:  # noqa: FBT001  # an answer to pass on
    if not granted:
        raise PermissionDenied(_("Your post may read this visit and not change it."))


def form_page(
    request: HttpRequest, form: forms.Form, visit: Visit, at: datetime, **words: Any
) -> HttpResponse:
    """A form of its own about a visit: title, lead and button in words, and a way back."""
    context = {"at": at, "form": form, "visit": visit, **words}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "petitions/receptions/form.html", context, status=status)
