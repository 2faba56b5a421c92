"""Errors as `application/problem+json` (RFC 9457), in the caller's language."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from workflows.acts.act_refusals import Forbidden, IllegalMove, Incomplete, NotFound, Refused

MEDIA_TYPE = "application/problem+json"
OF_THE_WHOLE = "non_field_errors"

PROBLEMS = {
    "not_found": (404, gettext_lazy("Not found")),
    "forbidden": (403, gettext_lazy("Not allowed")),
    "illegal_move": (409, gettext_lazy("Not possible in the present status")),
    "refused": (409, gettext_lazy("Refused by a rule")),
    "in_progress": (409, gettext_lazy("The same request is being worked on")),
    "invalid": (422, gettext_lazy("Details missing or wrong")),
    "key_reused": (422, gettext_lazy("Idempotency key used for another request")),
    "unauthenticated": (401, gettext_lazy("A good token is needed")),
    "throttled": (429, gettext_lazy("Too many requests")),
    "too_large": (413, gettext_lazy("The body is too large")),
    "malformed": (400, gettext_lazy("The request can't be read")),
    "method_not_allowed": (405, gettext_lazy("Method not allowed")),
    "not_acceptable": (406, gettext_lazy("Not acceptable")),
    "unsupported_media_type": (415, gettext_lazy("Send JSON")),
    "fault": (500, gettext_lazy("A fault of the system")),
    "unavailable": (503, gettext_lazy("Out of service for the moment")),
}
_OF_OURS = {
    "fault": gettext_lazy("What was not confirmed was not saved. The administrators can see why."),
    "unavailable": gettext_lazy(
        "A part of the system is down or overloaded. What was not confirmed may not have been "
        "saved: send it again after Retry-After, with the same Idempotency-Key."
    ),
}
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.ValidationError, "invalid"),
    (exceptions.AuthenticationFailed, "unauthenticated"),
    (exceptions.NotAuthenticated, "unauthenticated"),
    (exceptions.Throttled, "throttled"),
    (exceptions.ParseError, "malformed"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.NotFound, "not_found"),
    (exceptions.PermissionDenied, "forbidden"),
    (RequestDataTooBig, "too_large"),
    (SuspiciousOperation, "malformed"),
    (BadRequest, "malformed"),
    (Http404, "not_found"),
    (PermissionDenied, "forbidden"),
    (NotFound, "not_found"),
    (Forbidden, "forbidden"),
    (IllegalMove, "illegal_move"),
    (Incomplete, "invalid"),
    (Refused, "refused"),
)


class InProgress(exceptions.APIException):
    """A request with the same Idempotency-Key has not been answered yet."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "in_progress"


class KeyReused(exceptions.APIException):
    """An Idempotency-Key came back with another body."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_reused"


def answer(exc: Exception, context: dict[str, Any]) -> Response | None:
    """What REST framework calls with whatever a view raised."""
    code = _code(exc)
    if code is None:
        return None
    body = problem(code, _detail(exc), instance=context["request"].path)
    if found := _field_errors(exc):
        body["errors"] = found
    return Response(body, body["status"], headers=_headers(exc, context), content_type=MEDIA_TYPE)


def unreadable(request: HttpRequest, exc: Exception) -> JsonResponse:
    """What a request gets that no view of the interface could be asked to answer."""
    with translation.override(translation.get_language_from_request(request)):
        body = problem(_code(exc) or "malformed", _detail(exc), instance=request.path)
    return JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE)


def fault(request: HttpRequest, code: str) -> JsonResponse:
    """What a request gets that the system could not answer: `fault` or `unavailable`."""
    with translation.override(translation.get_language_from_request(request)):
        body = problem(code, str(_OF_OURS[code]), instance=request.path)
    return JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE)


def problem(code: str, detail: str, *, instance: str) -> dict[str, Any]:
    number, title = PROBLEMS[code]
    return {
        "type": reverse("api:problem", args=[code]),
        "title": str(title),
        "status": number,
        "code": code,
        "detail": detail,
        "instance": instance,
    }


def _code(exc: Exception) -> str | None:
    if isinstance(exc, InProgress | KeyReused):
        return exc.default_code
    return next((code for kind, code in _CODES if isinstance(exc, kind)), None)


def _detail(exc: Exception) -> str:
    if isinstance(exc, Refused):
        return exc.message
    if isinstance(exc, exceptions.ValidationError):
        return _("Some details are missing or wrong.")
    if isinstance(exc, exceptions.APIException):
        return str(exc.detail)
    if isinstance(exc, RequestDataTooBig):
        return _("The body is too large.")
    if isinstance(exc, SuspiciousOperation | BadRequest):
        return _("The request can't be read as it was sent. Nothing was changed.")
    return _("There is nothing at this address.")


def _headers(exc: Exception, context: dict[str, Any]) -> dict[str, str]:
    """Those that REST framework would send: WWW-Authenticate, Retry-After, Allow."""
    usual = exception_handler(exc, context)
    return dict(usual.headers) if usual is not None else {}


def _field_errors(exc: Exception) -> dict[str, list[str]]:
    if isinstance(exc, Incomplete):
        return {
            OF_THE_WHOLE if name == "__all__" else name: [str(text) for text in texts]
            for name, texts in exc.form.errors.items()
        }
    if isinstance(exc, exceptions.ValidationError):
        found: dict[str, list[str]] = {}
        for name, text in _flat(exc.detail, ""):
            found.setdefault(name or OF_THE_WHOLE, []).append(text)
        return found
    return {}


def _flat(detail: Any, path: str) -> Iterator[tuple[str, str]]:
    """`{"petitioners": {1: {"name": […]}}}` as `petitioners.1.name`."""
    if isinstance(detail, dict):
        for name, below in detail.items():
            last = "" if name == OF_THE_WHOLE else str(name)
            yield from _flat(below, ".".join(filter(None, (path, last))))
    elif isinstance(detail, list) and any(isinstance(each, dict) for each in detail):
        for n, below in enumerate(detail):
            yield from _flat(below, f"{path}.{n}")
    elif isinstance(detail, list):
        for text in detail:
            yield path, str(text)
    else:
        yield path, str(detail)
