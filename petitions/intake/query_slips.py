"""Slips of paper with a 查询码 for petitioners: printed once, and on no screen of the office.

Between the act that makes a code and the printer it waits in the session of whoever did the act,
encrypted under a key that is not in the database. It leaves as a document of its own (ADR 0040).
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final, Self

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organizations.signing_in.signed_in import signed_in
from petitions.vault import crypto
from workflows.models import CaseEvent
from workflows.papers.paper_issuing import LANGUAGE

SESSION_KEY: Final = "query_slips"
PURPOSE: Final = b"jianjian query slips"
GONE: Final = 410
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The document may load its stylesheet and ask for the printer, and send nothing anywhere."""


@dataclass(frozen=True, slots=True)
class QuerySlip:
    """The number of a case and the code that opens it for whoever is given the slip."""

    number: str
    code: str
    unit: str

    @classmethod
    def of(cls, event: CaseEvent) -> Self:
        """The slip of an act that has just issued a code."""
        return cls(event.case.number, event.handout, str(event.case.intake_unit))


def hold(request: HttpRequest, slips: Sequence[QuerySlip]) -> None:
    """Keep slips for the printer, beside those that this session has not printed yet.

    Of a case with a new code the earlier slip goes: it opens nothing any more.
    """
    again = {slip.number for slip in slips}
    kept = [*(slip for slip in _held(request) if slip.number not in again), *slips]
    plain = json.dumps([astuple(slip) for slip in kept]).encode()
    sealed = crypto.encrypt(crypto.AES, _key(), plain, bound=_owner(request))
    request.session[SESSION_KEY] = base64.b64encode(sealed).decode()


def waiting(request: HttpRequest) -> list[str]:
    """The numbers of the cases whose slips wait for the printer."""
    return [slip.number for slip in _held(request)]


def _held(request: HttpRequest) -> list[QuerySlip]:
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return []
    sealed = base64.b64decode(kept)
    plain = crypto.decrypt(crypto.AES, _key(), sealed, bound=_owner(request))
    return [QuerySlip(*values) for values in json.loads(plain)]


def _owner(request: HttpRequest) -> bytes:
    return str(signed_in(request).pk).encode()


def _key() -> bytes:
    return crypto.key_for(crypto.AES, settings.SECRET_KEY.encode(), PURPOSE)


@never_cache
@require_safe
@login_required
def ready_page(request: HttpRequest) -> HttpResponse:
    """What waits for the printer, by the numbers of the cases."""
    numbers = waiting(request)
    if not numbers:
        return redirect("petitions:slips")
    return render(request, "petitions/slips_ready.html", {"waiting": numbers})


@never_cache
@require_POST
@login_required
def print_document(request: HttpRequest) -> HttpResponse:
    """The slips that wait, for the printer; asked for again there are none."""
    slips = _held(request)
    request.session.pop(SESSION_KEY, None)
    context = {"slips": slips, "at": timezone.now(), "paper_language": LANGUAGE}
    status = 200 if slips else GONE
    response = render(request, "petitions/slips_document.html", context, status=status)
    response["Content-Security-Policy"] = POLICY
    return response
