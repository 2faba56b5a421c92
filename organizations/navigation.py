"""The menu entry of one's own account, and what an account is told of its posts."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import pgettext_lazy

from organizations.models import Person
from organizations.selectors import posts_of
from ui.navigation import NAVIGATION, Menu, MenuEntry


def post_titles(person: Person, *, at: datetime) -> Iterable[str]:
    """Every post that a person holds, in words."""
    return list(dict.fromkeys(post.name for post in posts_of(person, at=at)))


NAVIGATION.set_account_lines(post_titles)
NAVIGATION.register(
    MenuEntry(
        pgettext_lazy("menu", "My account"),
        "organizations:account",
        icon="circle-user",
        order=10,
        menu=Menu.OWN,
    ),
)
