"""The administrators' site: for who keeps accounts by his post, whatever else an account says."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from organizations.models import Person
from workflows.cases import access
from workflows.cases.permissions import KEEP_ACCOUNTS


class OfficeSite(AdminSite):
    """Django's site; `is_staff` opens nothing."""

    site_header = site_title = pgettext_lazy("menu", "Settings")

    def has_permission(self, request: HttpRequest) -> bool:
        person = request.user
        if not isinstance(person, Person) or not person.is_active:
            return False
        return access.holds(person, KEEP_ACCOUNTS, at=timezone.now())
