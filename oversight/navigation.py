"""The menu entries of those who watch over the work and its records."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ui.navigation import NAVIGATION, Menu, MenuEntry
from workflows.cases.permissions import OVERSEE, OVERSEE_REGION, READ_CHECKS, READ_TRANSFERS
from workflows.navigation import granted

NAVIGATION.register(
    MenuEntry(
        pgettext_lazy("menu", "Transfers"),
        "oversight:transfers",
        icon="arrow-left-right",
        order=80,
        shown_to=granted(READ_TRANSFERS),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Oversight"),
        "oversight:dashboard",
        icon="chart-no-axes-column",
        order=110,
        shown_to=granted(OVERSEE),
    ),
    MenuEntry(
        pgettext_lazy("menu", "Nightly checks"),
        "oversight:checks",
        icon="list-checks",
        order=130,
        shown_to=granted(READ_CHECKS),
    ),
    MenuEntry(
        _("Open the oversight pages"),
        "oversight:dashboard",
        icon="chart-no-axes-column",
        order=10,
        shown_to=granted(OVERSEE_REGION),
        menu=Menu.START,
    ),
)
