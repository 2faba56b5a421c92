"""What holds for every request of somebody who is signed in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from organizations.signing_in import sessions


class SignedInMiddleware:
    """Ends sessions that have run out, and lets nothing that was shown to people be kept.

    A stranger's request asks no session: it would cost a query, and tell caches of a cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_personal = "Authorization" in request.headers
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            is_personal = True
            at = timezone.now()
            if sessions.has_run_out(request.session, at=at):
                logout(request)
            else:
                sessions.keep_alive(request.session, at=at)
        response = self.get_response(request)
        if is_personal:
            response.headers["Cache-Control"] = "no-store, private"
        return response
