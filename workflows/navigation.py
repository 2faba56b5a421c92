"""The menu entry of limits, ladders and the calendar; what entries ask of the access table."""

from typing import Final

from django.utils.translation import pgettext_lazy

from organizations.models import Role
from organizations.navigation import holders_of
from ui.navigation import NAVIGATION, MenuEntry, Question
from workflows.cases import access

READERS: Final = frozenset(
    {
        *(Role.MONITOR, Role.BUREAU_HEAD, Role.COORDINATOR, Role.LEADER),
        *(Role.UNIT_HEAD, Role.CLUE_HEAD, Role.ADMIN),
    }
)
"""To whom the limits are offered; everybody may read them."""


def granted(permission: str, *, kind: str) -> Question[bool]:
    """An entry's question: does the access table grant a role of the person's the permission?"""
    return holders_of({grant.role for grant in access.grants(kind, permission) if grant.role})


NAVIGATION.register(
    MenuEntry(
        pgettext_lazy("menu", "Time limits"),
        "limits:catalogue",
        icon="scale",
        order=120,
        shown_to=holders_of(READERS),
    )
)
