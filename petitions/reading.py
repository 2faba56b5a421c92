"""Opening the letter inside an envelope."""

from petitions.models import Petition
from workflows.letters import LetterFacts
from workflows.models import Case


def letter_of(case: Case) -> Petition | None:
    """The letter of a case, or of the petition that a tip-off was opened from."""
    letters = Petition.objects.filter(case_id__in=[case.pk, case.source_case_id])
    return letters.order_by("-case_id").first()


def letter_facts(case: Case) -> LetterFacts:
    """What papers say of the letter: the petitioner's name and the title."""
    letter = letter_of(case)
    if letter is None:
        return LetterFacts()
    parties = list(letter.petitioners.values_list("name", flat=True)[:2])
    name = parties[0] if parties else ""
    return LetterFacts(f"{name}等" if len(parties) > 1 else name, letter.subject)
