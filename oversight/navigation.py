"""The menu entries of those who watch over the work and its records."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Role
from organizations.navigation import holders_of
from oversight.transfers import transfer_books
from oversight.visibility import may_watch
from ui.navigation import NAVIGATION, Menu, MenuEntry

NAVIGATION.register(
    MenuEntry(
        pgettext_lazy("menu", "Transfers"),
        "oversight:transfers",
        icon="arrow-left-right",
        order=80,
        shown_to=holders_of(transfer_books.KEEPERS | transfer_books.WATCHERS),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Oversight"),
        "oversight:dashboard",
        icon="chart-no-axes-column",
        order=110,
        shown_to=may_watch,
    ),
    MenuEntry(
        pgettext_lazy("menu", "Nightly checks"),
        "oversight:checks",
        icon="list-checks",
        order=130,
        # Others who read them come from the dashboard.
        shown_to=holders_of({Role.ADMIN}),
    ),
    MenuEntry(
        _("Open the oversight pages"),
        "oversight:dashboard",
        icon="chart-no-axes-column",
        order=10,
        shown_to=holders_of({Role.MONITOR}),
        menu=Menu.START,
    ),
)
