"""What this floor needs to know of the letter inside an envelope, and to put into one.

The letter lives a floor above; that floor fills the ports by which it is read and written.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.db import models
from django.utils.translation import pgettext_lazy

from organizations.ports import Port

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from workflows.models import Case, CaseEvent


DESCRIPTION_LENGTH: Final = 200


class MaterialKind(models.TextChoices):
    """What was added to a letter."""

    EVIDENCE = "evidence", pgettext_lazy("material", "Evidence")
    RECORD = "record", pgettext_lazy("material", "Record of the investigation")
    SCAN = "scan", pgettext_lazy("material", "Scanned paper")
    RECORDING = "recording", pgettext_lazy("material", "Recording")
    OTHER = "other", pgettext_lazy("material", "Other material")


@dataclass(frozen=True, slots=True)
class Material:
    """Files added to a letter at one time, and what is said of them."""

    files: tuple["UploadedFile[bytes]", ...]
    kind: str
    about: str
    dated_on: date | None
    is_for_petitioner: bool


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The petitioner's display name, the matter's title, and whom it complains of, one a line.

    All are empty when sealed. `people` is how many brought it; `is_reachable` whether somebody
    among them gave a name and a way to answer him (条例 23②); `is_accusation` whether its purpose
    is to expose or accuse (条例 30). `unit_complained` is the id of a unit that is certain.
    `is_visit` is whether somebody came in person; `is_listed` whether a ledger was read for it.
    """

    petitioner: str = ""
    subject: str = ""
    complained: str = ""
    people: int = 1
    is_reachable: bool = True
    is_accusation: bool = False
    unit_complained: int | None = None
    is_visit: bool = False
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class LetterContent:
    """Everything that whoever brought the matter wrote, and how the files that came are called."""

    text: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnedDemand:
    """A demand as an organ wrote it anew for another, and whoever makes it, if he agreed."""

    subject: str
    text: str
    petitioner: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whether two letters are of one matter: somebody brought both, and the claims read alike."""

    same_person: bool
    same_claims: bool


Matcher = Callable[["Case", "Case"], Likeness]
Finder = Callable[[], Collection[int]]
Opener = Callable[["Case"], LetterContent]
Reader = Callable[[Collection["Case"]], Mapping[int, LetterFacts]]
Writer = Callable[["Case", ReturnedDemand], None]
CodeIssuer = Callable[["Case"], str]
PhoneChecker = Callable[["Case", str], bool]
MaterialKeeper = Callable[["Case", Material, "CaseEvent"], None]


class Corrector(Protocol):
    """How what a letter says of its matter and its people is corrected."""

    def people(self, case: "Case") -> list[tuple[str, str]]:
        """Id and name of each petitioner."""

    def choices(self, entry: str) -> list[tuple[str, Any]]:
        """What an entry may be, of one that is chosen from a list; else nothing."""

    def values(self, case: "Case", entry: str, new: Any, person: str) -> tuple[Any, str, str]:
        """What is to be written, and what stood and is to stand, fit to be kept in an event.

        Of a person's own data an event keeps a masked form alone. Raises ValidationError.
        """

    def addressed(self, case: "Case") -> Collection[str]:
        """How papers may have addressed whoever brought it, under a former name as well."""

    def plain(self, case: "Case", entry: str, person: str) -> str:
        """What stands of a person, in the clear: to be looked for, never to be kept."""

    def write(self, case: "Case", entry: str, value: Any, person: str, *, on: date) -> None:
        """Write it; what stood of a person stays as a version beside it."""


class Sealer(Protocol):
    def __call__(self, petition: "Case", tip_off: "Case", *, on: date) -> None: ...


reader: Port[Reader] = Port("workflows.acts.letter_port.reader", "how letters are read")
"""Answers with case id → facts; a case without a letter may be left out."""
opener: Port[Opener] = Port(
    "workflows.acts.letter_port.opener", "how a letter is searched for names"
)
accusations: Port[Finder] = Port(
    "workflows.acts.letter_port.accusations", "which petitions accuse somebody"
)
"""Answers with the ids of the cases whose purpose is to expose or accuse."""
writer: Port[Writer] = Port("workflows.acts.letter_port.writer", "how a demand becomes a letter")
matcher: Port[Matcher] = Port("workflows.acts.letter_port.matcher", "how two letters are compared")
corrector: Port[Corrector] = Port(
    "workflows.acts.letter_port.corrector", "how an entry of a letter is corrected"
)
sealer: Port[Sealer] = Port(
    "workflows.acts.letter_port.sealer", "how who is behind a letter is sealed"
)
code_issuer: Port[CodeIssuer] = Port(
    "workflows.acts.letter_port.code_issuer", "how a petitioner gets a new query code"
)
"""Answers with the code, which is stored nowhere; the earlier one is void."""
phone_checker: Port[PhoneChecker] = Port(
    "workflows.acts.letter_port.phone_checker", "whether a telephone number is the petitioner's"
)
material_keeper: Port[MaterialKeeper] = Port(
    "workflows.acts.letter_port.material_keeper", "how material comes to a letter"
)


def likeness(case: "Case", earlier: "Case") -> Likeness:
    """Whether a letter repeats an earlier one; of what is sealed nothing is told."""
    if case.sealed or earlier.sealed:
        return Likeness(same_person=False, same_claims=False)
    return matcher.filled(case, earlier)


def people(case: "Case") -> list[tuple[str, str]]:
    """Id and name of whoever brought a matter; nobody where the letter is sealed."""
    return [] if case.sealed else corrector.filled.people(case)


earlier_matter: Port[Callable[["Case"], bool]] = Port(
    "workflows.acts.letter_port.earlier_matter", "whether the same person brought a matter before"
)


def is_repeat(case: "Case") -> bool:
    """Whether somebody who brought it had brought the same matter before (简易办理办法 2)."""
    return earlier_matter.filled(case)


def content(case: "Case") -> LetterContent:
    """What stands in the letter, to look for names in it; nothing of it is shown."""
    return opener.filled(case)


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
