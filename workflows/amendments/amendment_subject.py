"""What every kind of amendment has in common: its content is checked, foreseen, carried out."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from organizations.models import Person
from workflows.cases import access
from workflows.cases.permissions import AMEND_LIMITS, DECIDE_AMENDMENTS
from workflows.models import Amendment

NAMED_AT_MOST: Final = 500
AHEAD: Final = timedelta(days=30)
"""How far a preview looks."""

Content = Mapping[str, Any]


class AmendmentError(ValueError):
    """The change can't be made as asked for; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A limit whose last day would be another."""

    number: str
    clock: str
    unit: str
    was: date
    becomes: date

    def as_json(self) -> dict[str, str]:
        return {
            "number": self.number,
            "clock": self.clock,
            "unit": self.unit,
            "was": self.was.isoformat(),
            "becomes": self.becomes.isoformat(),
        }


@dataclass
class Foreseen:
    """What a change would do to the open cases as they stand at an instant.

    `letters` counts the words that would go out at once, by act; `ahead` those of the days to come
    (`AHEAD`), as (now, then). `kept` counts limits that a change can't move, with the reason.
    """

    open_clocks: int = 0
    moved_count: int = 0
    moved: list[Moved] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)
    ahead_now: Counter[str] = field(default_factory=Counter)
    ahead_then: Counter[str] = field(default_factory=Counter)

    def add(self, moved: Moved) -> None:
        """Count every limit; name the first ones."""
        self.moved_count += 1
        if len(self.moved) < NAMED_AT_MOST:
            self.moved.append(moved)

    def as_json(self) -> dict[str, Any]:
        return {
            "open_clocks": self.open_clocks,
            "moved_count": self.moved_count,
            "moved": [each.as_json() for each in self.moved],
            "kept": dict(self.kept),
            "letters": dict(self.letters),
            "ahead_now": dict(self.ahead_now),
            "ahead_then": dict(self.ahead_then),
        }


class AmendmentSubject(ABC):
    """One kind of setting. `content` is the whole new version as plain values."""

    moves_limits: ClassVar = True
    """Whether a dry run over the open cases says anything."""

    def refusal_of(self, content: Content, *, by: Person, at: datetime) -> str:
        """Why this person may not propose it; '' if he may."""
        if access.holds(by, AMEND_LIMITS, at=at):
            return ""
        return _("Only an administrator may propose a change of the settings.")

    def deciders(self, content: Content, *, at: datetime) -> QuerySet[Person]:
        """Everybody who may decide on it, if somebody else proposed it."""
        return access.who_holds(DECIDE_AMENDMENTS, at=at)

    def enter(self, amendment: Amendment, *, by: Person, at: datetime) -> object:
        """Whatever record of its own a proposal or a rejection has; None where it has none."""
        return None

    @abstractmethod
    def clean(self, content: Content, *, at: datetime) -> dict[str, Any]:
        """The content in its plain form. Raises `AmendmentError` with what to do."""

    @abstractmethod
    def title(self, content: Content) -> str:
        """What is changed, in a few words."""

    @abstractmethod
    def foresee(self, content: Content, *, at: datetime) -> Foreseen:
        """What it would do; writes nothing."""

    @abstractmethod
    def carry_out(self, amendment: Amendment, *, at: datetime) -> Foreseen:
        """Do it, within the caller's transaction, and tell what was done."""
