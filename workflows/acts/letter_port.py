"""What this floor needs to know of the letter inside an envelope, and to put into one.

The letter lives a floor above; that floor fills the ports by which it is read and written.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from organizations.ports import Port

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


reader: Port[Reader] = Port("workflows.acts.letter_port.reader", "how letters are read")
"""Answers with case id → facts; a case without a letter may be left out."""
writer: Port[Writer] = Port("workflows.acts.letter_port.writer", "how a demand becomes a letter")
sealer: Port[Sealer] = Port(
    "workflows.acts.letter_port.sealer", "how who is behind a letter is sealed"
)


def put_inside(case: "Case", demand: ReturnedDemand) -> None:
    """Write the letter of an envelope that is still empty; within the act's transaction."""
    writer.filled(case, demand)


def seal_behind(petition: "Case", tip_off: "Case", *, on: date) -> None:
    """Seal who brought a petition with the tip-off that it became; within the act's transaction."""
    sealer.filled(petition, tip_off, on=on)


def facts(case: "Case") -> LetterFacts:
    return facts_of([case])[case.pk]


def facts_of(cases: Collection["Case"]) -> dict[int, LetterFacts]:
    """Case id → what papers may tell of its letter, for every case."""
    legible = [case for case in cases if not case.sealed]
    read = reader.filled(legible) if legible else {}
    return {case.pk: read.get(case.pk, LetterFacts()) for case in cases}
