"""Opening the letter inside an envelope."""

from collections.abc import Collection

from django.db.models import Prefetch

from organizations.lookups import Among
from petitions.models import Petition, Petitioner
from workflows.letters import LetterFacts
from workflows.models import Case


def letter_of(case: Case) -> Petition | None:
    """The letter of a case, or of the petition that a tip-off was opened from."""
    letters = Petition.objects.filter(case_id__in=[case.pk, case.source_case_id])
    return letters.order_by("-case_id").first()


def letter_facts(cases: Collection[Case]) -> dict[int, LetterFacts]:
    """What papers say of the letters: the petitioner's name and the title; two queries."""
    wanted = [each for case in cases for each in (case.pk, case.source_case_id) if each]
    signed = Prefetch("petitioners", Petitioner.objects.all()[:2], to_attr="signers")
    letters = Petition.objects.filter(Among("case", wanted)).only("case_id", "subject")
    told = {letter.case_id: _told(letter) for letter in letters.prefetch_related(signed)}
    own = {case.pk: told.get(case.pk) or told.get(case.source_case_id or 0) for case in cases}
    return {case_id: facts for case_id, facts in own.items() if facts}


def _told(letter: Petition) -> LetterFacts:
    names = [party.name for party in letter.signers]  # type: ignore[attr-defined]  # prefetched
    name = f"{names[0]}等" if len(names) > 1 else "".join(names)
    return LetterFacts(name, letter.subject)
