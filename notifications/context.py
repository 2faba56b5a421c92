"""The unread badge of every page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.selectors import unread_count
from organizations.models import Person


def unread(request: HttpRequest) -> dict[str, object]:
    """`unread_notices`: the number for the badge, counted only if a template shows it."""

    def count() -> int:
        user = getattr(request, "user", None)
        return unread_count(user) if isinstance(user, Person) else 0

    return {"unread_notices": SimpleLazyObject(count)}
