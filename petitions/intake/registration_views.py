"""Registration: a letter entered with the keyboard alone, repeats shown while typing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from organizations.models import Person, Unit
from organizations.selectors import unit_names, units_of
from organizations.signing_in.signed_in import signed_in
from petitions.intake import duplicates, query_slips
from petitions.intake.query_slips import QuerySlip
from petitions.intake.registration_forms import (
    MAX_PARTIES,
    PARTY_PREFIX,
    PartyFormSet,
    RegistrationForm,
    party_forms,
)
from petitions.letters.registration import Registered, register
from ui.numbers import read_number
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import Actor
from workflows.acts.attachment_fields import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS
from workflows.acts.file_kinds import ENDINGS
from workflows.acts.region_field import suggestions
from workflows.cases import access
from workflows.counting.work_calendar import legal_date
from workflows.models import Case
from workflows.naming.keeping_accusations import has_open_names
from workflows.states import Kind

SESSION_KEY = "registered"
RESOLVE = "resolve_name"


def registering_units(person: Person, *, at: datetime, act: str = "register") -> list[Unit]:
    """The units in whose name this person may register, in the order of the tree."""
    return units_of(access.posts_with(person, act, kind=Kind.PETITION, at=at))


@login_required
def register_page(request: HttpRequest) -> HttpResponse:
    """An empty form; or register what was entered, and show its number."""
    person, at = signed_in(request), timezone.now()
    units = registering_units(person, at=at)
    if not units:
        raise PermissionDenied(_("Your post does not allow registering petition matters."))
    form = RegistrationForm(
        request.POST or None,
        request.FILES or None,
        units=units,
        today=legal_date(at),
        region=units[0].region,
    )
    if request.method != "POST":
        return _page(request, form, party_forms(), units, at)
    if "more" in request.POST:
        return _with_another_row(request, units, at)
    parties = party_forms(request.POST)
    if "check" in request.POST:
        return _page(request, form, parties, units, at, found=_repeats(parties, form, person, at))
    if form.is_valid() & parties.is_valid():
        try:
            done = _register(form, parties, person, at)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            keep_receipt(request, done)
            return redirect("petitions:registered")
    return _page(request, form, parties, units, at, status=422)


def _register(
    form: RegistrationForm, parties: PartyFormSet, person: Person, at: datetime
) -> Registered:
    entered = form.cleaned_data
    return register(
        form.letter(parties.parties()),
        unit=entered["unit"],
        received_on=entered["received_on"],
        actor=Actor.of(person),
        at=at,
    )


def keep_receipt(request: HttpRequest, done: Registered, *, back: str = "") -> None:
    """What the page after a registration needs of it, and the slip for the printer."""
    case = done.case
    query_slips.hold(request, [QuerySlip(case.number, done.query_code, str(case.intake_unit))])
    request.session[SESSION_KEY] = {"number": case.number, "back": back}


def _with_another_row(request: HttpRequest, units: list[Unit], at: datetime) -> HttpResponse:
    """The same page with what was typed and one more petitioner; nothing is judged yet."""
    typed = request.POST
    told = read_number(typed.get(f"{PARTY_PREFIX}-TOTAL_FORMS"))
    total = 1 if told is None else min(told, MAX_PARTIES - 1)
    fresh = RegistrationForm(
        initial=typed.dict(), units=units, today=legal_date(at), region=units[0].region
    )
    parties = party_forms(initial=_typed_parties(typed, total))
    return _page(request, fresh, parties, units, at, focus=f"id_{PARTY_PREFIX}-{total}-name")


def _typed_parties(typed: Mapping[str, Any], total: int) -> list[dict[str, Any]]:
    fields = ("name", "phone", "id_number", "address", "is_representative")
    return [
        {field: typed.get(f"{PARTY_PREFIX}-{n}-{field}", "") for field in fields}
        for n in range(total)
    ]


def _page(
    request: HttpRequest,
    form: RegistrationForm,
    parties: PartyFormSet,
    units: list[Unit],
    at: datetime,
    **more: Any,
) -> HttpResponse:
    context = {
        "at": at,
        "form": form,
        "parties": parties,
        "regions": suggestions("", near=units[0].region.path),
        "unit_names": unit_names(units[0].region.path),
        "region_url": reverse("petitions:register_regions"),
        "one_unit": units[0] if len(units) == 1 else None,
        "max_files": MAX_ATTACHMENTS,
        "max_bytes": MAX_ATTACHMENT_BYTES,
        "file_kinds": " ".join(ENDINGS),
        "files_lost": form.is_bound and bool(request.FILES),
        "may_import": bool(registering_units(signed_in(request), at=at, act="record_finished")),
        **more,
    }
    return render(request, "petitions/register.html", context, status=more.get("status", 200))


@require_POST
@login_required
def repeats_part(request: HttpRequest) -> HttpResponse:
    """The earlier cases that what is typed so far may repeat; a part of the page."""
    person, at = signed_in(request), timezone.now()
    parties = party_forms(request.POST)
    form = RegistrationForm(request.POST, units=[], today=legal_date(at), region=None)
    found = _repeats(parties, form, person, at)
    return render(request, "petitions/repeats.html", {"found": found})


def _repeats(
    parties: PartyFormSet, form: RegistrationForm, person: Person, at: datetime
) -> list[duplicates.Repeat]:
    parties.is_valid()
    text = f"{form.data.get('subject', '')} {form.data.get('text', '')}"
    return duplicates.find(person, parties.parties(), text, at=at)


@require_GET
@login_required
def regions_part(request: HttpRequest) -> HttpResponse:
    """Suggestions for the place field, as the options of its list."""
    person, at = signed_in(request), timezone.now()
    paths = [post.region_path for post in access.posts_of(person, at=at)]
    found = suggestions(request.GET.get("region", ""), near=min(paths, key=len, default="-"))
    return render(request, "petitions/regions.html", {"regions": found})


def _question(person: Person, number: str, *, at: datetime) -> str:
    """Where to say who of those is accused whom a new accusation names; empty if it names none."""
    case = access.find(person, Case.objects.filter(number=number), at=at)
    asks = case and has_open_names(case) and access.may(Actor.of(person), RESOLVE, case, at=at)
    return reverse("petitions:accusation_names", args=[number]) if asks else ""


@never_cache
@require_safe
@login_required
def registered_page(request: HttpRequest) -> HttpResponse:
    """The number of what was just registered; its slip waits for the printer."""
    done = request.session.get(SESSION_KEY)
    if not done:
        return redirect("petitions:register")
    waiting = query_slips.waiting(request)
    if not waiting:
        messages.info(request, _("The query code was printed once and can't be printed again."))
    context = {
        "at": timezone.now(),
        "number": done["number"],
        "waiting": waiting,
        "back": done.get("back", ""),
        "ask": _question(signed_in(request), done["number"], at=timezone.now()),
    }
    return render(request, "petitions/registered.html", context)
