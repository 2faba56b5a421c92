"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def portal_home(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def portal_submit(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def portal_track(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def portal_case(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404
