"""Who is signed in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from organizations.models import Person


def signed_in(request: HttpRequest) -> Person:
    """The person who is signed in; every page asks for a login before."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user
