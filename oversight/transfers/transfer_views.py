"""The transfer books: what is to be signed for, what went where, and what the books disagree on."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from organizations.database_waits import long_statements
from organizations.signing_in.signed_in import signed_in
from oversight.transfers.reconciliation import SIGN_WITHIN
from oversight.transfers.transfer_books import TransferBookReader


@require_GET
@login_required
@long_statements()
def transfers_page(request: HttpRequest) -> HttpResponse:
    """Both sides of every transfer that the reader's units have a part in."""
    person, at = signed_in(request), timezone.now()
    reader = TransferBookReader(person, at)
    if not reader.may_read:
        raise PermissionDenied(_("Your post keeps no transfer book."))
    latest = reader.latest()
    context = {
        "at": at,
        "waiting": reader.to_sign_for(),
        "tasks": reader.tasks(),
        "exchanges": reader.exchanges(),
        "latest": latest,
        "differences": reader.differences(latest),
        "sign_within": SIGN_WITHIN.days,
    }
    return render(request, "oversight/transfers.html", context)
