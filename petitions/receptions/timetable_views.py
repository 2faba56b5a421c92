"""The timetable of receptions, the plan of a day, and the door where visitors sign in."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.models import Person, Unit
from organizations.selectors import units_of
from organizations.signing_in.signed_in import signed_in
from petitions.models.reception import ReceptionDay, ReceptionKind
from petitions.receptions import reception_rights, selectors, services
from petitions.receptions.forms import DayForm, SignInForm
from petitions.receptions.reception_rights import Right
from workflows.acts.act_refusals import Refused
from workflows.cases import access
from workflows.counting.work_calendar import legal_date

PER_PAGE: Final = 30
UNPROCESSABLE: Final = 422


@require_GET
@login_required
def timetable_page(request: HttpRequest) -> HttpResponse:
    """The days within reach: `?kind=going_down` the trips, `?past=1` those that are over."""
    person, at = signed_in(request), timezone.now()
    if not reception_rights.has_part(person, at=at):
        raise Http404
    kind = request.GET.get("kind", "")
    kind = kind if kind in ReceptionKind.values else ReceptionKind.RECEPTION.value
    past, today = "past" in request.GET, legal_date(at)
    days = selectors.timetable(person, kind, past=past, at=at, today=today)
    page = Paginator(days, PER_PAGE).get_page(request.GET.get("page"))
    amounts = selectors.amounts(page, person, at=at)
    waiting = reception_rights.promises_for(person, at=at).filter(done_on__isnull=True)
    context = {
        "at": at,
        "today": today,
        "page": page,
        "rows": [(day, amounts.get(day.pk, selectors.Amount())) for day in page],
        "kind": kind,
        "kinds": ReceptionKind.choices,
        "past": past,
        "may_plan": bool(_planning_units(person, at)),
        "open_promises": waiting.count(),
        "late_promises": waiting.filter(due_on__lt=today).count(),
    }
    return render(request, "petitions/receptions/timetable.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def plan_page(request: HttpRequest) -> HttpResponse:
    """Put a day in the timetable."""
    person, at = signed_in(request), timezone.now()
    if not reception_rights.has_part(person, at=at):
        raise Http404
    units = _planning_units(person, at)
    if not units:
        raise PermissionDenied(_("Your post does not allow planning reception days."))
    form = _day_form(request, units, at=at)
    return _planned(request, form, at)


@require_http_methods(["GET", "POST"])
@login_required
def edit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a day, publish it or take it out of the public timetable."""
    person, at = signed_in(request), timezone.now()
    day = found(person, pk, Right.PLAN, at=at)
    units = [day.unit, *(u for u in _planning_units(person, at) if u.pk != day.unit_id)]
    return _planned(request, _day_form(request, units, day, at=at), at, day=day)


def _day_form(
    request: HttpRequest, units: list[Unit], day: ReceptionDay | None = None, *, at: datetime
) -> DayForm:
    posts = selectors.receiving_posts(units)
    start = {"kind": request.GET.get("kind", ReceptionKind.RECEPTION.value)}
    return DayForm(
        request.POST or None,
        instance=day,
        units=units,
        posts=posts,
        today=legal_date(at),
        initial=start,
    )


def _planned(
    request: HttpRequest, form: DayForm, at: datetime, *, day: ReceptionDay | None = None
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        kept = services.plan(form.save(commit=False))
        messages.success(request, _("The day is in the timetable."))
        return redirect("petitions:reception", kept.pk)
    context = {"at": at, "form": form, "day": day, "came": bool(day and day.visits.exists())}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "petitions/receptions/plan.html", context, status=status)


@require_POST
@login_required
def strike_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a day off the timetable on which nobody was received."""
    person, at = signed_in(request), timezone.now()
    day = found(person, pk, Right.PLAN, at=at)
    try:
        services.strike_off(day)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("petitions:reception", pk)
    messages.success(request, _("The day is off the timetable."))
    return redirect("petitions:receptions")


@require_http_methods(["GET", "POST"])
@login_required
def day_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came on a day; on the day itself, the door where a batch signs in."""
    person, at = signed_in(request), timezone.now()
    if request.method == "POST":
        return _sign_in(request, found(person, pk, Right.RECEIVE, at=at), person, at)
    return _day(request, found(person, pk, Right.READ, at=at), person, at, form=SignInForm())


def _sign_in(request: HttpRequest, day: ReceptionDay, person: Person, at: datetime) -> HttpResponse:
    form = SignInForm(request.POST)
    if form.is_valid():
        try:
            visit = services.sign_in(day, form.arrival(), by=person, at=at)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            told = _("%(names)s: signed in, %(people)s people.")
            messages.success(request, told % {"names": visit, "people": visit.people_count})
            return redirect("petitions:reception", day.pk)
    return _day(request, day, person, at, form=form)


def _day(
    request: HttpRequest, day: ReceptionDay, person: Person, at: datetime, *, form: SignInForm
) -> HttpResponse:
    visits = reception_rights.visits_for(person, at=at).filter(day=day)
    visits = visits.annotate(promised=Count("matters__promises")).prefetch_related("matters__case")
    may_receive = (
        reception_rights.days_for(person, at=at, right=Right.RECEIVE).filter(pk=day.pk).exists()
    )
    today = legal_date(at)
    context: dict[str, Any] = {
        "at": at,
        "day": day,
        "visits": visits,
        "amount": selectors.amounts([day], person, at=at).get(day.pk, selectors.Amount()),
        "form": form,
        "signs_in": may_receive and day.on <= today,
        "is_today": day.on == today,
        "is_ahead": day.on > today,
        "may_plan": reception_rights.days_for(person, at=at, right=Right.PLAN)
        .filter(pk=day.pk)
        .exists(),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "petitions/receptions/day.html", context, status=status)


def found(person: Person, pk: int, right: Right, *, at: datetime) -> ReceptionDay:
    """The day. Raises Http404 for a stranger, PermissionDenied for a mere reader."""
    days = reception_rights.days_for(person, at=at).select_related(*selectors.RELATED)
    day = days.filter(pk=pk).first()
    if day is None:
        raise Http404
    if not reception_rights.days_for(person, at=at, right=right).filter(pk=pk).exists():
        raise PermissionDenied(_("Your post may read this reception day and not change it."))
    return day


def _planning_units(person: Person, at: datetime) -> list[Unit]:
    return units_of(p for p in access.posts_of(person, at=at) if reception_rights.plans(p))
