"""Who reads: anybody who is signed in; proposing takes the post for it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.models import Person
from workflows.cases import access
from workflows.cases.permissions import AMEND_LIMITS


def reader(request: HttpRequest) -> tuple[Person, datetime]:
    """The signed-in person and the present moment; views that call this require a login."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user, timezone.now()


def proposer(request: HttpRequest) -> tuple[Person, datetime]:
    """As `reader`, for pages on which changes are proposed."""
    person, at = reader(request)
    if not access.holds(person, AMEND_LIMITS, at=at):
        raise PermissionDenied(_("Only an administrator may propose a change of the settings."))
    return person, at
