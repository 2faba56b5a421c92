"""What holds for every request of somebody who is signed in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from organizations.signing_in import second_factor, sessions
from organizations.signing_in.signed_in import signed_in


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
            elif sessions.keep_alive(request.session, at=at):
                second_factor.look_again(request.session, signed_in(request), at=at)
        response = self._before_all_else(request) or self.get_response(request)
        if is_personal:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def _before_all_else(self, request: HttpRequest) -> HttpResponseBase | None:
        """The page where a second factor is set up, for who may do nothing without one."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        own = reverse("organizations:account")
        is_open = request.path.startswith((own, settings.LOGOUT_URL, reverse("set_language")))
        if is_open or not request.session.get(second_factor.MISSING):
            return None
        # He may have set one up since.
        missing = second_factor.look_again(request.session, signed_in(request), at=timezone.now())
        return redirect("organizations:second_factor") if missing else None
