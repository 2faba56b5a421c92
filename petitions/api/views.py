"""What every view of the interface shares: one moment, one caller, his language."""

from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from organizations.models import Person
from petitions.api.idempotency import HEADER, Attempt, once
from petitions.api.problems import KeyReused
from petitions.models import IdempotencyKey
from workflows.acts.act_refusals import Forbidden
from workflows.acts.actors import Actor

KEYED: Final = extend_schema(
    parameters=[
        OpenApiParameter(
            HEADER,
            location=OpenApiParameter.HEADER,
            description="A key of your own; a repeat with it has no effect and the same answer.",
        )
    ]
)


def _once(handler: Callable[..., Response]) -> Callable[..., Response]:
    @wraps(handler)
    def post(self: "ApiView", request: Request, *args: Any, **kwargs: Any) -> Response:
        attempt = Attempt.of(request, self.actor)
        handle = partial(handler, self, request, *args, **kwargs)
        return once(attempt, handle, at=self.at, recall=self.recall)

    return post


class ApiView(APIView):
    """`at` is the moment of the request, `actor` the caller."""

    at: datetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Whatever a view does on POST it does once for one `Idempotency-Key`."""
        super().__init_subclass__(**kwargs)
        if "post" in vars(cls):
            cls.post = KEYED(_once(vars(cls)["post"]))  # type: ignore[attr-defined]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response):
                response.render()
        response.headers["Content-Language"] = language
        response.headers["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.at = timezone.now()
        super().initial(request, *args, **kwargs)

    def recall(self, before: IdempotencyKey) -> Response:
        """The answer to a repeat that comes under another token than the first call."""
        raise KeyReused(
            _("This was done before, by a call under a former token. Read how it stands now.")
        )

    @property
    def actor(self) -> Actor:
        if not isinstance(self.request.auth, Actor):
            raise NotAuthenticated
        return self.request.auth

    @property
    def person(self) -> Person:
        """The caller as a person. Raises `Forbidden` for a petitioner."""
        if self.actor.person is None:
            raise Forbidden(_("A query code opens its own case only."))
        return self.actor.person
