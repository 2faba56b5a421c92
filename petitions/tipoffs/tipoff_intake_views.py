"""Taking in a tip-off, and the sealed way for what must never be entered (规则 7, 15)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from organizations.models import Person, Unit
from organizations.selectors import units_of
from petitions.cases.act_views import CONFLICT, WRONG_DETAILS, reader
from petitions.intake.tipoff_forms import ClueForm, SealedPaperForm
from petitions.intake.tipoff_registration import receive, receive_sealed
from workflows.acts.act import Relation
from workflows.acts.act_refusals import PaperOnly, Refused
from workflows.acts.actors import Actor
from workflows.acts.region_field import suggestions
from workflows.cases import access
from workflows.cases.act_notices import case_url
from workflows.counting.work_calendar import legal_date
from workflows.models import Case
from workflows.states import Kind


def receiving_units(person: Person, *, at: datetime) -> list[Unit]:
    """The discipline organs in whose name this person takes tip-offs in."""
    kind, intake = Kind.TIP_OFF, Relation.INTAKE
    return units_of(access.posts_with(person, "receive", kind=kind, only=intake, at=at))


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
@require_http_methods(["GET", "POST"])
@login_required
def clue_register_page(request: HttpRequest) -> HttpResponse:
    """An empty form; or take in what was entered."""
    person, at = reader(request), timezone.now()
    units = _units(person, at)
    form = ClueForm(
        request.POST or None,
        request.FILES or None,
        units=units,
        today=legal_date(at),
        region=units[0].region,
    )
    if request.method != "POST" or not form.is_valid():
        status = WRONG_DETAILS if form.is_bound else 200
        return _entry(request, form, units, at, status=status)
    try:
        case = receive(
            form.letter(),
            form.cleaned_data["names"],
            unit=form.cleaned_data["unit"],
            received_on=form.cleaned_data["received_on"],
            actor=Actor.of(person),
            at=at,
        )
    except PaperOnly as refusal:
        # What was typed goes nowhere, not back into the page either (规则 15②).
        return _sealed(request, units, at, refusal=refusal.message)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _entry(request, form, units, at, status=CONFLICT)
    return _done(request, case, person, at)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def sealed_page(request: HttpRequest) -> HttpResponse:
    """How a superior's matter travels; its receipt and its clock are all that is kept."""
    person, at = reader(request), timezone.now()
    units = _units(person, at)
    form = SealedPaperForm(request.POST or None, units=units, today=legal_date(at))
    if request.method != "POST" or not form.is_valid():
        return _sealed(request, units, at, form=form)
    entered = form.cleaned_data
    case = receive_sealed(
        entered["ground"],
        unit=entered["unit"],
        received_on=entered["received_on"],
        actor=Actor.of(person),
        at=at,
    )
    return _done(request, case, person, at)


def _units(person: Person, at: datetime) -> list[Unit]:
    """To anybody but the intake of a discipline organ these pages do not exist."""
    units = receiving_units(person, at=at)
    if not units:
        raise Http404
    return units


def _done(request: HttpRequest, case: Case, person: Person, at: datetime) -> HttpResponse:
    """To its page; whoever has just named himself is shut out of it already."""
    messages.success(request, _("%(number)s was taken in.") % {"number": case.number})
    own = access.find(person, Case.objects.filter(pk=case.pk), at=at)
    return redirect(case_url(case) if own else "petitions:clues")


def _entry(
    request: HttpRequest, form: ClueForm, units: list[Unit], at: datetime, *, status: int
) -> HttpResponse:
    region = units[0].region
    known = Unit.objects.filter(region__path__startswith=region.path, closed_on__isnull=True)
    people = Person.objects.filter(
        tenures__until__isnull=True, tenures__post__unit__in=known, is_active=True
    )
    context: dict[str, Any] = {
        "form": form,
        "units": units,
        "at": at,
        "regions": suggestions("", near=region.path),
        "known": [
            *known.order_by("path").values_list("name", flat=True),
            *(
                f"{name}（{unit}）"
                for name, unit in people.order_by("pk").values_list(
                    "name", "tenures__post__unit__name"
                )
            ),
        ],
    }
    return render(request, "petitions/clue_register.html", context, status=status)


def _sealed(
    request: HttpRequest,
    units: list[Unit],
    at: datetime,
    *,
    form: SealedPaperForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    status = CONFLICT if refusal else WRONG_DETAILS if form and form.is_bound else 200
    shown = form or SealedPaperForm(units=units, today=legal_date(at))
    context = {"form": shown, "units": units, "at": at, "refusal": refusal}
    return render(request, "petitions/clue_sealed.html", context, status=status)
