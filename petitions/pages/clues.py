"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def clues_page(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def clue_page(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def clue_act_page(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404
