"""The figures of a challenge, to be seen or heard; as often as asked for, until they are used."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from petitions.models.picture_challenge import PictureChallenge
from petitions.reporter_portal import picture_field


@require_GET
@never_cache
def portal_picture(_request: HttpRequest, key: UUID) -> HttpResponse:
    shown = get_object_or_404(PictureChallenge, key=key)
    return HttpResponse(picture_field.drawn(shown.figures), content_type="image/png")


@require_GET
@never_cache
def portal_sound(_request: HttpRequest, key: UUID) -> HttpResponse:
    heard = get_object_or_404(PictureChallenge, key=key)
    return HttpResponse(picture_field.spoken(heard.figures), content_type="audio/wav")
