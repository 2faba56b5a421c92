"""Requests that can't be read: refused before a view sees them, and what the refusal looks like."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

from config.language import chosen_language
from petitions.api import problems
from ui.plain_text import refuse_nul_before_body, refuse_nul_in_form

INTERFACE: Final = "/api/v1/"


class PlainTextMiddleware:
    """Refuses a NUL in address, parameters, cookies and forms.

    A view that is exempt from the check for forgery reads its body in its own way, and checks it
    there: the interface in its parsers, the portal for reports once files can't reach a disk.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refuse_nul_before_body(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> None:
        if not getattr(view, "csrf_exempt", False):
            refuse_nul_in_form(request.POST)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what Django refuses with 400, such as a wrong Host or too many fields.

    It may come before any middleware has run: it asks no database and no session.
    """
    if request.path_info.startswith(INTERFACE):
        return problems.unreadable(request, exception)
    with translation.override(chosen_language(request)):
        return HttpResponse(render_to_string("400.html"), status=400)
