"""What this floor needs to know of the letter inside an envelope, and to put into one.

The letter lives a floor above; that floor registers how to read and how to write it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workflows.models import Case


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The petitioner's display name, the matter's title, and whom it complains of, one a line.

    All are empty when sealed.
    """

    petitioner: str = ""
    subject: str = ""
    complained: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedDemand:
    """A demand as an organ wrote it anew for another, and whoever makes it, if he agreed."""

    subject: str
    text: str
    petitioner: str = ""
    phone: str = ""
    address: str = ""


Reader = Callable[[Collection["Case"]], Mapping[int, LetterFacts]]
Writer = Callable[["Case", ReturnedDemand], None]


class Sealer(Protocol):
    def __call__(self, petition: "Case", tip_off: "Case", *, on: date) -> None: ...


_readers: list[Reader] = []
_writers: list[Writer] = []
_sealers: list[Sealer] = []


def register_reader(reader: Reader) -> None:
    """Let the floor above say how letters are read; the last one registered is asked.

    It answers with case id → facts; a case without a letter may be left out.
    """
    _readers.append(reader)


def register_writer(writer: Writer) -> None:
    """Let the floor above say how a demand becomes a letter; the last one registered is asked."""
    _writers.append(writer)


def register_sealer(sealer: Sealer) -> None:
    """Let the floor above say how the people behind a letter are sealed; the last is asked."""
    _sealers.append(sealer)


def put_inside(case: "Case", demand: ReturnedDemand) -> None:
    """Write the letter of an envelope that is still empty; within the act's transaction."""
    _writers[-1](case, demand)


def seal_behind(petition: "Case", tip_off: "Case", *, on: date) -> None:
    """Seal who brought a petition with the tip-off that it became; within the act's transaction."""
    _sealers[-1](petition, tip_off, on=on)


def facts(case: "Case") -> LetterFacts:
    return facts_of([case])[case.pk]


def facts_of(cases: Collection["Case"]) -> dict[int, LetterFacts]:
    """Case id → what papers may tell of its letter, for every case."""
    legible = [case for case in cases if not case.sealed]
    read = _readers[-1](legible) if _readers and legible else {}
    return {case.pk: read.get(case.pk, LetterFacts()) for case in cases}
