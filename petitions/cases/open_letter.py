"""The letter of a case for whoever may read it: the text, who brought it, what came with it."""

from dataclasses import dataclass
from typing import Self

from django.db.models import prefetch_related_objects

from petitions.ledger_format.id_masking import mask_id_number
from petitions.letters.attachments import current
from petitions.letters.letter_selectors import letter_of
from petitions.models import Attachment, Petition, Petitioner
from workflows.models import Case


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
    def files(self) -> list[tuple[Attachment, list[Attachment]]]:
        """The newest version of each file, with those that it corrects."""
        return current(self.attachments)


def open_letter(case: Case) -> OpenLetter | None:
    """At most three queries; the caller asks who may."""
    letter = letter_of(case)
    if letter is None:
        return None
    prefetch_related_objects([letter], "petitioners", "attachments")
    parties = tuple(PartySummary.of(each) for each in letter.petitioners.all())
    return OpenLetter(letter, parties, tuple(letter.attachments.all()))
