"""The vault: masked identities of a clue, requests to open one, the decision, and the look.

To whoever may not open the clue's letter these addresses do not exist.
"""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.models import Person
from organizations.signing_in.signed_in import signed_in
from petitions.models.sealed_identity import Opening, SealedIdentity
from petitions.vault import access_requests as services
from petitions.vault import selectors, vault_rights
from petitions.vault.forms import AskForm, DecisionForm
from petitions.vault.identity_sealing import identities_of, masked
from workflows.acts.act_refusals import Forbidden, NotFound, Refused
from workflows.audit.read_log import Reading, record
from workflows.models import Case, Part

PER_PAGE: Final = 30
UNPROCESSABLE: Final = 422


@require_GET
@login_required
def openings_page(request: HttpRequest) -> HttpResponse:
    """The requests that concern the reader; `?show=waiting` those not decided."""
    person, at = signed_in(request), timezone.now()
    if not vault_rights.has_part(person, at=at):
        raise Http404
    shown = request.GET.get("show", "")
    openings = selectors.openings_for(person, at=at)
    if shown == "waiting":
        openings = openings.filter(decided_at__isnull=True)
    page = Paginator(openings, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, each.is_open(at)) for each in page]
    context = {"at": at, "page": page, "rows": rows, "shown": shown}
    return render(request, "petitions/vault/openings.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def clue_identities_page(request: HttpRequest, number: str) -> HttpResponse:
    """The sealed identities of a clue, masked; a request to open one (`identity` names it)."""
    person, at = signed_in(request), timezone.now()
    case = _clue(person, number, at)
    form = AskForm(request.POST or None)
    identities = list(identities_of(case))
    if request.method == "POST" and form.is_valid():
        asked = _ask(
            request, _named(identities, request.POST.get("identity", "")), form, person, at
        )
        if asked is not None:
            return redirect("petitions:opening", asked.pk)
    record(case, person, Reading(Part.MASKED), at=at)
    context = {
        "at": at,
        "case": case,
        "identities": [(each, selectors.access_request_rows(masked(each))) for each in identities],
        "form": form if vault_rights.may_ask(person, case, at=at) else None,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "petitions/vault/identities.html", context, status=status)


def _clue(person: Person, number: str, at: datetime) -> Case:
    found = vault_rights.readable(person, at=at).filter(number=number)
    case = found.select_related("holding_unit__region").first()
    if case is None:
        raise Http404
    return case


def _named(identities: list[SealedIdentity], key: str) -> SealedIdentity:
    for each in identities:
        if str(each.pk) == key:
            return each
    raise Http404


def _ask(
    request: HttpRequest, sealed: SealedIdentity, form: AskForm, person: Person, at: datetime
) -> Opening | None:
    try:
        asked = services.ask(sealed, person, **form.cleaned_data, at=at)
    except Refused as refusal:
        _give_up(refusal)
        form.add_error(None, refusal.message)
        return None
    messages.success(request, _("The request waits for the head's decision."))
    return asked


@never_cache
@require_GET
@login_required
def opening_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: why, how it was decided, who looked."""
    person, at = signed_in(request), timezone.now()
    return _opening(request, _opening_of(person, pk, at), at=at)


def _opening_of(person: Person, pk: int, at: datetime) -> Opening:
    found = selectors.openings_for(person, at=at).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _opening(
    request: HttpRequest, opening: Opening, *, at: datetime, status: int = 200, **more: Any
) -> HttpResponse:
    person, case = signed_in(request), opening.identity.case
    own = opening.asked_by_id == person.pk
    decides = (
        opening.decided_at is None and not own and vault_rights.may_decide(person, case, at=at)
    )
    context = {
        "at": at,
        "opening": opening,
        "case": case,
        "is_open": opening.is_open(at),
        "own": own,
        "form": DecisionForm() if decides else None,
        "looks": selectors.looks(opening),
    }
    return render(request, "petitions/vault/opening.html", context | more, status=status)


@require_POST
@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision of the second person: `grant` or `refuse`, with a note."""
    person, at = signed_in(request), timezone.now()
    opening, form = _opening_of(person, pk, at), DecisionForm(request.POST)
    grants = "grant" in request.POST
    if form.is_valid():
        act = services.approve if grants else services.refuse
        try:
            act(opening, person, at=at, note=form.cleaned_data["note"])
        except Refused as refusal:
            _give_up(refusal)
            form.add_error("note", refusal.message)
        else:
            done = _("The identity may be read now.") if grants else _("The request is refused.")
            messages.success(request, done)
            return redirect("petitions:opening", pk)
    return _opening(request, opening, at=at, status=UNPROCESSABLE, form=form)


@never_cache
@require_POST
@login_required
def identity_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The look: the identity in the clear, for who asked, within the minutes; each is recorded."""
    person, at = signed_in(request), timezone.now()
    opening = _opening_of(person, pk, at)
    try:
        values = services.open_identity(opening, person, at=at)
    except Refused as refusal:
        _give_up(refusal)
        messages.error(request, refusal.message)
        return redirect("petitions:opening", pk)
    return _opening(request, opening, at=at, values=selectors.access_request_rows(values))


def _give_up(refusal: Refused) -> None:
    """What is not for this reader at all has pages of its own."""
    if isinstance(refusal, NotFound):
        raise Http404 from refusal
    if isinstance(refusal, Forbidden):
        raise PermissionDenied(refusal.message) from refusal
