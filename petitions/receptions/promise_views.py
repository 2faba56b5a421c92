"""Promises: what is still to be kept, the nearest limit first, and keeping one."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from organizations.signing_in.signed_in import signed_in
from petitions.receptions import reception_rights, selectors, services
from petitions.receptions.promise_forms import FulfilForm
from petitions.receptions.reception_rights import Right
from petitions.receptions.visit_views import carried_out
from workflows.counting.work_calendar import legal_date

PER_PAGE: Final = 30
UNPROCESSABLE: Final = 422
SHOWN: Final = (
    ("", pgettext_lazy("promises", "To be kept")),
    ("late", pgettext_lazy("promises", "Overdue")),
    ("mine", pgettext_lazy("promises", "Mine to follow up")),
    ("kept", pgettext_lazy("promises", "Kept")),
)


@require_GET
@login_required
def promises_page(request: HttpRequest) -> HttpResponse:
    """What was promised on days within reach, and what the reader follows up."""
    person, at = signed_in(request), timezone.now()
    promises, today = reception_rights.promises_for(person, at=at), legal_date(at)
    if not reception_rights.has_part(person, at=at) and not promises.exists():
        raise Http404
    shown = request.GET.get("show", "")
    still_open = Q(done_on__isnull=True)
    groups = {
        "late": still_open & Q(due_on__lt=today),
        "mine": still_open & Q(follower=person),
        "kept": ~still_open,
    }
    wanted = selectors.with_matters(promises.filter(groups.get(shown, still_open)))
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "at": at,
        "page": page,
        "rows": [(p, selectors.promise_limit(p, today)) for p in page],
        "shown": shown,
        "filters": SHOWN,
        "has_part": reception_rights.has_part(person, at=at),
    }
    return render(request, "petitions/receptions/promises.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def promise_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise; whoever follows it up, or received that day, says when it was kept."""
    person, at = signed_in(request), timezone.now()
    given = (
        selectors.with_matters(reception_rights.promises_for(person, at=at)).filter(pk=pk).first()
    )
    if given is None:
        raise Http404
    visits = reception_rights.visits_for(person, at=at, right=Right.RECEIVE)
    may_keep = given.follower_id == person.pk or visits.filter(pk=given.matter.visit_id).exists()
    today = legal_date(at)
    form = FulfilForm(request.POST or None, made_on=given.made_on, today=today)
    if request.method == "POST":
        if not may_keep:
            raise PermissionDenied(_("Whoever follows the promise up says when it was kept."))
        if carried_out(form, lambda: services.keep_promise(given, **form.cleaned_data, by=person)):
            messages.success(request, _("The promise is marked as kept."))
            return redirect("petitions:promise", given.pk)
    context: dict[str, Any] = {
        "at": at,
        "promise": given,
        "limit": selectors.promise_limit(given, today),
        "form": form if may_keep and given.done_on is None else None,
        "reads_visit": reception_rights.visits_for(person, at=at)
        .filter(pk=given.matter.visit_id)
        .exists(),
        "has_part": reception_rights.has_part(person, at=at),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "petitions/receptions/promise.html", context, status=status)
