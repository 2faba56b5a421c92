"""The administration's menu entry, and what an account is told of its posts."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import pgettext_lazy

from organizations.models import Person, Tenure
from organizations.selectors import posts_of
from ui.navigation import NAVIGATION, MenuEntry, Question


def holders_of(roles: Collection[str]) -> Question[bool]:
    """An entry's question: does the person hold a post with one of these roles?"""

    def holds_role(person: Person, *, at: datetime) -> bool:
        return any(post.role in roles for post in posts_of(person, at=at))

    return holds_role


def post_titles(person: Person, *, at: datetime) -> Iterable[str]:
    """Every post that a person holds, in words; one query."""
    tenures = Tenure.objects.at(at).filter(person=person).select_related("post__unit")
    return [str(tenure.post) for tenure in tenures]


def administers(person: Person, *, at: datetime) -> bool:
    """Whether the person may sign in to the administration."""
    return person.is_staff


NAVIGATION.set_account_lines(post_titles)
NAVIGATION.register(
    MenuEntry(
        pgettext_lazy("menu", "Settings"),
        "admin:index",
        icon="settings",
        order=140,
        shown_to=administers,
    )
)
