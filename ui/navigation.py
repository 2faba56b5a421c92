"""The menus of every page: each app registers its own entries, and says who sees them.

An app does so in its module `navigation`, which `UiConfig.ready` imports once all models are
known. No template and no other app names these addresses again.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.functional import Promise

BADGE_MAXIMUM: Final = 99
"""A badge tells no higher number, so whoever counts for it may stop one above."""

Answer_co = TypeVar("Answer_co", covariant=True)


class Question(Protocol[Answer_co]):
    """What an app answers about the signed-in person, who is of the type that it knows."""

    def __call__(self, person: Any, *, at: datetime) -> Answer_co: ...


def everybody(person: object, *, at: datetime) -> bool:
    """The answer of an entry that nobody is kept from."""
    return True


class Menu(enum.Enum):
    """The places of a page that draw entries."""

    MAIN = "main"
    START = "start"
    """At the head of the page after signing in."""
    BAR = "bar"
    """Beside the account, with a badge."""
    OWN = "own"
    """Under the person's name; each entry is a link."""
    ACCOUNT = "account"
    """Below those; each entry is a button that sends a POST."""
    SETTINGS = "settings"
    """On the page of a person's own account: what else he can set for himself."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to the address with this name."""

    label: str | Promise
    url_name: str

    @property
    def url(self) -> str:
        return _address(self.url_name)


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)


@dataclass(frozen=True, slots=True)
class Badge:
    """A number beside an entry, and what it counts, for screen readers."""

    count: Question[int]
    meaning: str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry(Link):
    """One entry of a menu. Entries stand in the order of `order`, over all apps."""

    icon: str
    order: int
    shown_to: Question[bool] = everybody
    badge: Badge | None = None
    menu: Menu = Menu.MAIN


@dataclass(frozen=True, slots=True)
class Homes:
    """Where a page leads that has nothing else to offer: people signed in, and the public."""

    signed_in: Link
    public: Link


class Navigation:
    """What the apps registered. Everything is set once."""

    def __init__(self) -> None:
        self._entries: dict[tuple[Menu, str], MenuEntry] = {}
        self._homes: Homes | None = None
        self._account_lines: Question[Iterable[object]] | None = None

    def register(self, *entries: MenuEntry) -> None:
        """Add entries. Raises `ImproperlyConfigured` for an address that its menu has already."""
        for entry in entries:
            key = (entry.menu, entry.url_name)
            if key in self._entries:
                raise ImproperlyConfigured(f"{entry.url_name} stands in this menu already.")
            self._entries[key] = entry

    def set_homes(self, homes: Homes) -> None:
        """Say where pages lead back to. Raises `ImproperlyConfigured` the second time."""
        if self._homes:
            raise ImproperlyConfigured("The homes are set already.")
        self._homes = homes

    def set_account_lines(self, lines: Question[Iterable[object]]) -> None:
        """Say what stands below a person's name. Raises `ImproperlyConfigured` the second time."""
        if self._account_lines:
            raise ImproperlyConfigured("The lines of the account are set already.")
        self._account_lines = lines

    @property
    def homes(self) -> Homes:
        """The homes. Raises `ImproperlyConfigured` when no app has set them."""
        if self._homes is None:
            raise ImproperlyConfigured("No app has set the homes that pages lead back to.")
        return self._homes

    @property
    def account_lines(self) -> Question[Iterable[object]]:
        """The lines of the account. Raises `ImproperlyConfigured` when no app has set them."""
        if self._account_lines is None:
            raise ImproperlyConfigured("No app says what stands below a person's name.")
        return self._account_lines

    def refuse_gaps(self) -> None:
        """Raise `ImproperlyConfigured` when something that every page draws is not set."""
        _ = self.homes, self.account_lines

    def entries(self) -> list[MenuEntry]:
        """Every entry of every menu, in order."""
        return sorted(self._entries.values(), key=lambda entry: entry.order)

    def shown(self, person: object, menu: Menu, *, at: datetime) -> list[MenuEntry]:
        """The entries of a menu that a signed-in person sees, in order."""
        of_menu = [entry for entry in self.entries() if entry.menu is menu]
        return [entry for entry in of_menu if entry.shown_to(person, at=at)]


NAVIGATION: Final = Navigation()
