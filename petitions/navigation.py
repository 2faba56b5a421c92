"""The menu entries of the desk and of what people bring, and where pages lead back to."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Person
from petitions.retention.selectors import may_enter
from ui.navigation import BADGE_MAXIMUM, NAVIGATION, Badge, Homes, Link, Menu, MenuEntry
from workflows.cases import desk_inbox
from workflows.cases.permissions import COMPARE_LEADERS, READ_RECEPTIONS, SEE
from workflows.navigation import granted
from workflows.states import Kind


def waiting(person: Person, *, at: datetime) -> int:
    """How much waits at the person's desks, as far as the badge can tell."""
    return desk_inbox.waiting_count(person, at=at, limit=BADGE_MAXIMUM + 1).number


NAVIGATION.set_homes(
    Homes(
        signed_in=Link(_("Back to the desk"), "petitions:desk"),
        public=Link(_("Petition portal"), "petitions:portal"),
    )
)
NAVIGATION.register(
    MenuEntry(
        pgettext_lazy("menu", "Desk"),
        "petitions:desk",
        icon="inbox",
        order=10,
        badge=Badge(waiting, _("waiting")),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Petition matters"),
        "petitions:ledger",
        icon="files",
        order=20,
        shown_to=granted(SEE, kind=Kind.PETITION),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Registration"),
        "petitions:register",
        icon="file-plus",
        order=30,
        shown_to=granted("register", kind=Kind.PETITION),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Leaders' cases"),
        "petitions:leaders",
        icon="user-star",
        order=40,
        shown_to=granted(COMPARE_LEADERS),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Measures"),
        "petitions:measures",
        icon="list-todo",
        order=50,
        shown_to=granted(SEE, kind=Kind.PETITION),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Handed over"),
        "petitions:handovers",
        icon="book-down",
        order=60,
        shown_to=granted("forward", kind=Kind.PETITION),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Receptions"),
        "petitions:receptions",
        icon="messages-square",
        order=70,
        shown_to=granted(READ_RECEPTIONS),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Tip-offs"),
        "petitions:clues",
        icon="shield-alert",
        order=90,
        shown_to=granted(SEE, kind=Kind.TIP_OFF),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Retention"),
        "petitions:retention",
        icon="archive",
        order=100,
        shown_to=may_enter,
    ),
    MenuEntry(_("Sign out"), "petitions:logout", icon="log-out", order=10, menu=Menu.ACCOUNT),
)
