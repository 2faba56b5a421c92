"""The letter of a case for whoever may read it: the text, who brought it, what came with it."""

from dataclasses import dataclass
from typing import Final, Self

from organizations.prepared_statements import PreparedQuery
from petitions.ledger_format.id_masking import mask_id_number
from petitions.letters.attachments import AddedMaterial, Versions, added_material, current
from petitions.letters.letter_selectors import letter_of
from petitions.models import Attachment, Petition, Petitioner
from workflows.models import Case
from workflows.models.known_rows import remember


@dataclass(frozen=True, slots=True)
class PartySummary:
    """A petitioner as this reader may see him."""

    name: str
    phone: str
    address: str
    id_number: str
    is_representative: bool

    @classmethod
    def of(cls, petitioner: Petitioner) -> Self:
        return cls(
            petitioner.name,
            petitioner.phone,
            petitioner.address,
            mask_id_number(petitioner.id_number),
            petitioner.is_representative,
        )


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """The letter, who brought it, and what came with it; who reports a tip-off is in the vault."""

    petition: Petition
    parties: tuple[PartySummary, ...]
    attachments: tuple[Attachment, ...]

    @property
    def files(self) -> Versions:
        """The newest version of each file, with those that it corrects."""
        return current(self.attachments)

    @property
    def brought(self) -> Versions:
        """What came with it."""
        return [(file, earlier) for file, earlier in self.files if not file.event_id]

    @property
    def added(self) -> list[AddedMaterial]:
        """What was added since, the records of the investigation first."""
        return added_material(self.files)


PEOPLE: Final = PreparedQuery(lambda letter: Petitioner.objects.filter(petition=letter), int)
FILES: Final = PreparedQuery(
    lambda letter: Attachment.objects.select_related("event__actor_unit", "added_by").filter(
        petition=letter
    ),
    int,
)


def open_letter(case: Case) -> OpenLetter | None:
    """At most three queries; the caller asks who may."""
    letter = letter_of(case)
    if letter is None:
        return None
    remember(letter, "petitioners", PEOPLE(letter.pk))
    remember(letter, "attachments", FILES(letter.pk))
    parties = tuple(PartySummary.of(each) for each in letter.petitioners.all())
    return OpenLetter(letter, parties, tuple(letter.attachments.all()))
