"""The menu entries of settings, of accounts and rights; what entries ask of the access table."""

from datetime import datetime

from django.utils.translation import pgettext_lazy

from organizations.models import Person
from ui.navigation import NAVIGATION, MenuEntry, Question
from workflows.cases import access
from workflows.cases.permissions import (
    AMEND_LIMITS,
    KEEP_ACCOUNTS,
    OVERSEE,
    PAGE,
    READ_RIGHTS,
    STAND_IN,
)


def granted(*permissions: str, kind: str = PAGE) -> Question[bool]:
    """An entry's question: does a post of the person's have one of the permissions?"""

    def holds_one(person: Person, *, at: datetime) -> bool:
        return any(access.holds(person, each, kind=kind, at=at) for each in permissions)

    return holds_one


NAVIGATION.register(
    MenuEntry(
        pgettext_lazy("menu", "Time limits"),
        "limits:catalogue",
        icon="scale",
        order=120,
        # Everybody may read them; they are offered to those whose work they steer.
        shown_to=granted(OVERSEE, AMEND_LIMITS),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Accounts and rights"),
        "rights:record",
        icon="key-round",
        order=135,
        shown_to=granted(READ_RIGHTS, KEEP_ACCOUNTS, STAND_IN),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Settings"),
        "admin:index",
        icon="settings",
        order=140,
        shown_to=granted(KEEP_ACCOUNTS),
    ),
)
