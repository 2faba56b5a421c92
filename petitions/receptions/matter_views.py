"""What becomes of a matter: a case opened or linked on the spot, its outcome, a promise."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from organizations.signing_in.signed_in import signed_in
from petitions.intake.registration_views import keep_receipt, registering_units
from petitions.models.reception import DISCIPLINE_ORGANS, VisitMatter
from petitions.receptions import selectors, services
from petitions.receptions.forms import LinkCaseForm, OpenCaseForm, OutcomeForm
from petitions.receptions.promise_forms import PromiseForm
from petitions.receptions.visit_views import carried_out, form_page, found_matter
from workflows.acts.act_refusals import Refused
from workflows.acts.region_field import RegionField, suggestions
from workflows.cases import access
from workflows.counting.work_calendar import legal_date
from workflows.states import Kind


@require_http_methods(["GET", "POST"])
@login_required
def open_case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the matter; its number is shown, and its slip printed, as after any registration."""
    person, at = signed_in(request), timezone.now()
    matter = found_matter(person, pk, at=at)
    units = registering_units(person, at=at)
    if not units:
        raise PermissionDenied(_("Your post does not allow registering petition matters."))
    place = matter.visit.day.unit.region
    start = {"region": RegionField.written(place), "text": matter.visit.record or matter.subject}
    form = OpenCaseForm(request.POST or None, units=units, initial=start)
    if form.is_bound and form.is_valid():
        try:
            made = services.open_case(matter, form.opening(), by=person, at=at)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            back = reverse("petitions:visit", args=[matter.visit_id])
            keep_receipt(request, made, back=back)
            return redirect("petitions:registered")
    return _page(
        request, form, matter, at,
        title=_("Open a case on the spot"), button=_("Register"), article="信访工作条例 第二十一条",
        regions=suggestions("", near=place.path), region_url=reverse("petitions:register_regions"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@login_required
def link_case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which known case the matter is."""
    person, at = signed_in(request), timezone.now()
    matter = found_matter(person, pk, at=at)
    cases = [access.cases_for(person, at=at, kind=kind) for kind in _kinds(matter)]
    form = LinkCaseForm(request.POST or None, cases=cases)
    if carried_out(form, lambda: services.link_case(matter, form.cleaned_data["number"], at=at)):
        messages.success(request, _("The matter is linked to the case."))
        return redirect("petitions:visit", matter.visit_id)
    words = {"title": _("Link to a known case"), "button": _("Link")}
    return _page(request, form, matter, at, **words)


def _kinds(matter: VisitMatter) -> tuple[Kind, ...]:
    """A tip-off is named only where no other organ reads: on a discipline organ's own days."""
    own = matter.visit.day.unit.kind in DISCIPLINE_ORGANS
    return (Kind.PETITION, Kind.TIP_OFF) if own else (Kind.PETITION,)


@require_http_methods(["GET", "POST"])
@login_required
def outcome_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of the matter, when the visitor was told, and what he said to it."""
    person, at = signed_in(request), timezone.now()
    matter = found_matter(person, pk, at=at)
    form = OutcomeForm(request.POST or None, matter=matter, today=legal_date(at))
    if carried_out(form, lambda: services.note_outcome(matter, form.cleaned_data)):
        messages.success(request, _("The outcome is kept."))
        return redirect("petitions:visit", matter.visit_id)
    words = {"title": pgettext("visit", "Outcome"), "button": _("Keep the outcome")}
    return _page(request, form, matter, at, **words)


@require_http_methods(["GET", "POST"])
@login_required
def promise_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what was promised on the matter, with a limit and who follows it up."""
    person, at = signed_in(request), timezone.now()
    matter = found_matter(person, pk, at=at)
    followers = selectors.followers(matter.visit.day, at=at)
    form = PromiseForm(request.POST or None, followers=followers, today=legal_date(at))
    if carried_out(form, lambda: services.promise(matter, **form.cleaned_data, at=at)):
        messages.success(request, _("The promise is noted; it appears on the follower's desk."))
        return redirect("petitions:visit", matter.visit_id)
    words = {"title": _("Promise"), "button": _("Note the promise")}
    return _page(request, form, matter, at, **words)


def _page(
    request: HttpRequest, form: Any, matter: VisitMatter, at: datetime, **words: Any
) -> HttpResponse:
    return form_page(request, form, matter.visit, at, lead=matter.subject, **words)
