"""The bell: how many notices are unread, on every page; and where it is set how they come."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.selectors import unread_count
from organizations.models import Person
from ui.navigation import NAVIGATION, Badge, Menu, MenuEntry


def unread(person: Person, *, at: datetime) -> int:
    return unread_count(person)


NAVIGATION.register(
    MenuEntry(
        pgettext_lazy("menu", "Notices"),
        "notifications:inbox",
        icon="bell",
        order=10,
        badge=Badge(unread, _("unread")),
        menu=Menu.BAR,
    ),
    MenuEntry(
        _("How notices reach me"),
        "notifications:inbox",
        icon="bell",
        order=10,
        menu=Menu.SETTINGS,
    ),
)
