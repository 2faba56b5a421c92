"""Signing in, and who is signed in."""

from typing import Any

from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from organizations.models import Person
from organizations.selectors import demonstration_accounts_exist

NAMED = (
    "registrar",
    "officer",
    "bureau_head",
    "unit_officer",
    "unit_head",
    "leader",
    "reviewer",
    "clue_officer",
    "clue_handler",
    "clue_head",
    "monitor",
    "admin",
)
"""The demonstration accounts worth naming: one of each role."""


def signed_in(request: HttpRequest) -> Person:
    """The person who is signed in; every page asks for a login before."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


class SignIn(LoginView):
    """Sign-in; while demonstration data is loaded it names the accounts to try."""

    template_name = "petitions/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = Person.objects.filter(is_demonstration=True, is_active=True)
        return super().get_context_data(
            demonstration=demonstration_accounts_exist(),
            accounts=accounts.filter(username__in=NAMED).values_list("username", "name"),
            **kwargs,
        )
