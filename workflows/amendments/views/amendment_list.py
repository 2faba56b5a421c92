"""Proposed changes: those that wait, and each with what it changes, does or did."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from organizations.models import Person
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.amendments import proposals
from workflows.amendments.amendment_subject import AmendmentError
from workflows.amendments.calendar_subject import year_of
from workflows.amendments.views.amendment_differences import changes_of
from workflows.amendments.views.amendment_permissions import reader
from workflows.amendments.views.calendar_pages import draw_draft
from workflows.amendments.views.proposal_steps import Forecast, forecast
from workflows.cases import access
from workflows.cases.permissions import AMEND_LIMITS, DECIDE_AMENDMENTS
from workflows.clocks import proof_sheets
from workflows.counting.work_calendar import legal_date
from workflows.models import Amendment
from workflows.rights.office_changes import OfficeChange
from workflows.rights.rights_record import concern_of, note_refused
from workflows.rights.rights_selectors import readable

PER_PAGE: Final = 30
CONFLICT: Final = 409


@never_cache
@require_GET
@login_required
def amendments_page(request: HttpRequest) -> HttpResponse:
    """Every proposal that the reader may know of, those that wait first."""
    person, at = reader(request)
    found = _waiting_first().filter(readable(person, at=at))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "limits/amendments.html", {"at": at, "page": page})


def _waiting_first() -> QuerySet[Amendment]:
    waits = When(state=Amendment.State.PROPOSED, then=Value(0))
    rank = Case(waits, default=Value(1), output_field=IntegerField())
    people = Amendment.objects.select_related("proposed_by", "decided_by")
    return people.order_by(rank, "-pk")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def amendment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal, and the decision on it."""
    person, at = reader(request)
    amendment = get_object_or_404(_waiting_first().filter(readable(person, at=at)), pk=pk)
    if request.method != "POST":
        return _shown(request, amendment, person, at)
    try:
        decided = _decide(request, pk, person, at)
    except Forbidden as refusal:
        _note_refused(amendment, person, at, refusal.message)
        raise PermissionDenied(refusal.message) from None
    except Refused as refusal:
        messages.info(request, refusal.message)
    except AmendmentError as wrong:
        return _shown(request, amendment, person, at, refusal=str(wrong))
    else:
        approved = decided.state == Amendment.State.APPROVED
        done = (
            _("The change is approved and in force.") if approved else _("The change is rejected.")
        )
        messages.success(request, done)
    return redirect("limits:amendment", pk)


def _decide(request: HttpRequest, pk: int, person: Person, at: datetime) -> Amendment:
    decide = proposals.approve if "approve" in request.POST else proposals.reject
    return decide(pk, by=person, at=at, remark=request.POST.get("remark", "").strip())


def _note_refused(amendment: Amendment, person: Person, at: datetime, why: str) -> None:
    """Whoever tries to confirm rights that are not his to confirm is on record with it."""
    if amendment.subject == Amendment.Subject.RIGHTS:
        concern = concern_of(OfficeChange.from_json(amendment.content), at=at)
        note_refused(concern, by=person, at=at, why=why)


def _shown(
    request: HttpRequest, amendment: Amendment, person: Person, at: datetime, *, refusal: str = ""
) -> HttpResponse:
    foreseen, stale = _foreseen(amendment, person, at)
    context: dict[str, Any] = {
        "at": at,
        "amendment": amendment,
        "changes": changes_of(amendment),
        "foreseen": foreseen,
        "stale": stale,
        "refusal": refusal,
        "remark": request.POST.get("remark", ""),
        "is_own": amendment.proposed_by_id == person.pk,
        "may_decide": proposals.may_decide(amendment, person, at=at),
        "weekdays": proof_sheets.WEEKDAYS,
    }
    if amendment.subject == Amendment.Subject.CALENDAR and amendment.is_waiting:
        context["draft"] = draw_draft(year_of(amendment.content), legal_date(at))
    status = CONFLICT if refusal else 200
    return render(request, "limits/amendment.html", context, status=status)


def _foreseen(amendment: Amendment, person: Person, at: datetime) -> tuple[Forecast | None, str]:
    """What it would do today, or did; and why it can't be done any more, if so.

    Only for those who propose or decide: it counts over all cases.
    """
    if not any(access.holds(person, each, at=at) for each in (AMEND_LIMITS, DECIDE_AMENDMENTS)):
        return None, ""
    if amendment.state == Amendment.State.REJECTED:
        return None, ""
    if not proposals.SUBJECTS[amendment.subject].moves_limits:
        return None, ""
    if not amendment.is_waiting:
        return forecast(amendment.foreseen, person, at=at), ""
    try:
        found = proposals.foresee(amendment.subject, amendment.content, at=at)
    except AmendmentError as wrong:
        return None, str(wrong)
    return forecast(found.as_json(), person, at=at), ""
