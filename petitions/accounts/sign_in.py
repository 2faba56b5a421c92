"""Signing in, and who is signed in."""

from typing import Any

from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from organizations.models import Person
from organizations.selectors import demonstration_accounts_exist, named_demonstration_accounts


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
        return super().get_context_data(
            demonstration=demonstration_accounts_exist(),
            accounts=named_demonstration_accounts().values_list("username", "name"),
            **kwargs,
        )
