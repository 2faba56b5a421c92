"""What is answered while a part is down or too much is asked: 503 and when to come again.

Asked for at any point of a request, so nothing here asks the database, the session or the cache.
"""

import sys
from collections.abc import Callable
from typing import Any, Final

import structlog
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.defaults import server_error as page_of_fault

from config.bad_requests import INTERFACE
from config.database_gate import gate
from config.language import chosen_language
from config.request_queue import has_waited_too_long
from organizations.database_trouble import Trouble, trouble_of
from petitions.api import problems

log = structlog.get_logger(__name__)

UNAVAILABLE: Final = 503
RETRY_AFTER_S: Final = 5
PROBES: Final = frozenset({"/livez", "/readyz", "/healthz", "/metrics"})
"""They tell of a part that is down, so they are let through to look."""


class ShedMiddleware:
    """Refuses at once what could not be answered in time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in PROBES:
            return self.get_response(request)
        if has_waited_too_long():
            return unavailable(request)
        with gate.passage() as may_pass:
            return self.get_response(request) if may_pass else unavailable(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: 503 for trouble of the database, 500 for a fault of ours."""
    error = sys.exc_info()[1]
    trouble = trouble_of(error)
    if trouble is None:
        return _fault(request)
    if trouble is Trouble.UNREACHABLE:
        gate.shut()
    log.error("database_trouble", what=trouble.value, error=" ".join(str(error).split()))
    response = unavailable(request)
    # Django would add a trace, which tells where we were and not what is wrong.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, for a programme or for a person; of a form, what was typed can be sent again."""
    response: HttpResponse
    if request.path_info.startswith(INTERFACE):
        response = problems.fault(request, "unavailable")
    else:
        with translation.override(chosen_language(request)):
            told = {"typed": _typed(request), "address": request.get_full_path()}
            response = HttpResponse(render_to_string("503.html", told), status=UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER_S)
    patch_cache_control(response, no_store=True)
    return response


def _fault(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith(INTERFACE):
        return problems.fault(request, "fault")
    return page_of_fault(request)


class _NoFiles(FileUploadHandler):
    """Leaves files out: what a sender of a report had must not reach a disk (ADR 0021)."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that came in; none where a password is among them."""
    if request.method != "POST":
        return []
    try:
        if not hasattr(request, "_files"):
            request.upload_handlers = [_NoFiles(request)]
        typed = request.POST
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError, RawPostDataException):
        return []
    if any("password" in name for name in typed):
        return []
    return [(name, str(value)) for name in typed for value in typed.getlist(name)]
