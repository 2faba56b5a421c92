"""What the nightly checks found, told to those who watch over the whole."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from organizations.signing_in.signed_in import signed_in
from oversight.integrity.nightly_run import CheckReader
from workflows.cases import access
from workflows.cases.permissions import OVERSEE


@require_GET
@login_required
def checks_page(request: HttpRequest) -> HttpResponse:
    """The latest run, each check with the cases that the reader may open, and the runs before."""
    person, at = signed_in(request), timezone.now()
    reader = CheckReader(person, at)
    if not reader.may_read:
        raise PermissionDenied(_("Your post has no part in oversight."))
    context = {
        "at": at,
        "latest": reader.latest(),
        "runs": reader.history(),
        "watches": access.holds(person, OVERSEE, at=at),
    }
    return render(request, "oversight/checks.html", context)
