"""Rights on the administrators' pages come from posts, as all rights do."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from organizations.models import Person
from organizations.prepared_statements import PreparedQuery
from workflows.cases import access
from workflows.cases.permissions import KEEP_ACCOUNTS

OPEN_TO: Final[Mapping[str, str]] = dict.fromkeys(
    ("organizations", "notifications", "workflows"), KEEP_ACCOUNTS
)
"""Application → the permission that opens its pages under /admin/; nobody deletes anything."""


ACTIVE: Final = PreparedQuery(lambda pk: Person.objects.filter(pk=pk, is_active=True), int)


class PostsBackend(ModelBackend):
    """Django's own sign-in by password; of its tables of rights, groups and staff none counts."""

    def get_user(self, user_id: int) -> Person | None:
        return ACTIVE.first(user_id)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        del obj
        action = perm.partition(".")[2].partition("_")[0]
        return action != "delete" and self.has_module_perms(user_obj, perm.partition(".")[0])

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        permission = OPEN_TO.get(app_label)
        if permission is None or not isinstance(user_obj, Person) or not user_obj.is_active:
            return False
        return access.holds(user_obj, permission, at=timezone.now())

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        del user_obj, obj
        return set()
