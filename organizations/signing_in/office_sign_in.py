"""Signing in by the word of the office's own provider (OpenID Connect), for people known here.

The provider's word names an account; it opens none. Once it has named one, the subject that it
gives the person is what counts, so that a name given to somebody else later leads nowhere.
"""

from typing import Any

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.models import Person

log = structlog.get_logger(__name__)


class OfficeSignInAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """`SOCIALACCOUNT_ADAPTER`: accounts are matched, never made."""

    def is_open_for_signup(self, _request: HttpRequest, _login: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the subject to the account that the provider names, the first time."""
        if sociallogin.is_existing:
            return
        person = named_person(sociallogin.account.get_provider_account().get_user_data() or {})
        if person is None or _is_tied(person):
            raise ImmediateHttpResponse(refusal(request))
        sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, *_: Any, **__: Any) -> None:
        log.warning("office_sign_in_failed")
        raise ImmediateHttpResponse(refusal(request))

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """None: the account page shows what is tied."""


def named_person(claims: dict[str, Any]) -> Person | None:
    """The account that the provider names in the claim of the settings; only one that is open."""
    name = claims.get(settings.OIDC_CLAIM)
    if not isinstance(name, str) or not name:
        return None
    people = Person.objects.filter(is_active=True, is_demonstration=False)
    if settings.OIDC_CLAIM != "email":
        return people.filter(username=name).first()
    if not claims.get("email_verified"):
        return None
    found = list(people.filter(confirmed_address__address__iexact=name)[:2])
    return found[0] if len(found) == 1 else None


def _is_tied(person: Person) -> bool:
    """Whether another subject of the provider's has this account already."""
    return bool(SocialAccount.objects.filter(user=person).exists())


def refusal(request: HttpRequest) -> HttpResponse:
    """The same words whatever was wrong: they don't say which accounts there are."""
    return render(request, "organizations/office_sign_in_refused.html", status=403)
