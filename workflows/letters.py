"""What the papers need to know of the letter inside an envelope.

The letter lives a floor above; that floor registers how to read it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflows.models import Case


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The petitioner's display name and the matter's title; both empty when sealed."""

    petitioner: str = ""
    subject: str = ""


Reader = Callable[[Collection["Case"]], Mapping[int, LetterFacts]]
_readers: list[Reader] = []


def register_reader(reader: Reader) -> None:
    """Let the floor above say how letters are read; the last one registered is asked.

    It answers with case id → facts; a case without a letter may be left out.
    """
    _readers.append(reader)


def facts(case: "Case") -> LetterFacts:
    return facts_of([case])[case.pk]


def facts_of(cases: Collection["Case"]) -> dict[int, LetterFacts]:
    """Case id → what papers may tell of its letter, for every case."""
    legible = [case for case in cases if not case.sealed]
    read = _readers[-1](legible) if _readers and legible else {}
    return {case.pk: read.get(case.pk, LetterFacts()) for case in cases}
