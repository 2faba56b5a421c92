"""The menu entry of limits, ladders and the calendar."""

from typing import Final

from django.utils.translation import pgettext_lazy

from organizations.models import Role
from organizations.navigation import holders_of
from ui.navigation import NAVIGATION, MenuEntry

READERS: Final = frozenset(
    {
        *(Role.MONITOR, Role.BUREAU_HEAD, Role.COORDINATOR, Role.LEADER),
        *(Role.UNIT_HEAD, Role.CLUE_HEAD, Role.ADMIN),
    }
)
"""To whom the limits are offered; everybody may read them."""

NAVIGATION.register(
    MenuEntry(
        pgettext_lazy("menu", "Time limits"),
        "limits:catalogue",
        icon="scale",
        order=120,
        shown_to=holders_of(READERS),
    )
)
