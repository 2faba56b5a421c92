"""Query slips for matters whose code nobody was ever given, as those taken in from ledgers."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.models import Person
from organizations.signing_in.signed_in import signed_in
from petitions.intake import query_slips
from petitions.intake.query_slips import QuerySlip
from ui.numbers import read_number
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import Actor
from workflows.cases import access, door
from workflows.models import Case
from workflows.petition.query_code_acts import BY_POST
from workflows.states import Kind

ACT: Final = "reissue_code"
MOST_SLIPS: Final = 200
NO_LEDGER: Final = 0


def without_code(person: Person, *, at: datetime) -> QuerySet[Case]:
    """The matters without a 查询码 for which this person may issue one, in order of entry."""
    cases = access.cases_for(person, at=at, permission=ACT)
    codeless = cases.filter(letter__query_digest=None, destroyed_on=None, sealed=False)
    return codeless.select_related("intake_unit").order_by("pk")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def slips_page(request: HttpRequest) -> HttpResponse:
    """The ledgers with matters that have no code; the slips of one of them in one print."""
    person, at = signed_in(request), timezone.now()
    if not access.holds(person, ACT, kind=Kind.PETITION, at=at):
        raise PermissionDenied(_("Your post does not allow issuing query codes."))
    if request.method == "POST":
        return _printed(request, person, at)
    found = without_code(person, at=at).order_by()
    batches = found.values("letter__batch", "letter__batch__source", "intake_unit__name")
    context = {
        "at": at,
        "ledgers": batches.annotate(matters=Count("pk"), latest=Max("registered_at")),
        "most": MOST_SLIPS,
    }
    return render(request, "petitions/slips.html", context)


def _printed(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    chosen = read_number(request.POST.get("ledger"))
    batch = NO_LEDGER if chosen is None else chosen
    cases = without_code(person, at=at).filter(letter__batch=batch or None)
    slips: list[QuerySlip] = []
    given: dict[str, Any] = {"identity": BY_POST, "checked": _("The address in the ledger")}
    for case in cases.annotate(seen=Max("events__pk"))[:MOST_SLIPS]:
        try:
            event = door.perform_once(
                case.pk, ACT, seen_event=case.seen, actor=Actor.of(person), at=at, **given
            )
        except Refused as refusal:
            messages.error(request, f"{case.number}：{refusal.message}")
        else:
            slips.append(QuerySlip.of(event))
    query_slips.hold(request, slips)
    return redirect("petitions:slips_ready")
