"""What the papers need to know of the letter inside an envelope.

The letter lives a floor above; that floor registers how to read it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflows.models import Case


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The petitioner's display name and the matter's title; both empty when sealed."""

    petitioner: str = ""
    subject: str = ""


_readers: list[Callable[["Case"], LetterFacts]] = []


def register_reader(reader: Callable[["Case"], LetterFacts]) -> None:
    """Let the floor above say how a letter is read; the last one registered is asked."""
    _readers.append(reader)


def facts(case: "Case") -> LetterFacts:
    return _readers[-1](case) if _readers and not case.sealed else LetterFacts()
