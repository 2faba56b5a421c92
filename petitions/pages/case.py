"""Being written."""

from django.http import Http404, HttpRequest, HttpResponse


def case_page(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def act_page(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def flow_picture(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def document_page(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def attachment_file(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def claim_desk(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404


def hand_over_desk(request: HttpRequest, **parts: object) -> HttpResponse:
    raise Http404
