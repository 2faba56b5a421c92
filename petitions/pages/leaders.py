"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def leaders_page(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404
