"""Finding what somebody brought before: the same person, or a letter that reads the same.

Only letters that the reader may open are looked at, and only to spare people a second round;
nothing is counted about a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import Person
from petitions.letters import bigram_search
from petitions.letters.bigram_search import tokens
from petitions.letters.letter_selectors import readable
from petitions.letters.registration import PetitionerDetails
from petitions.models import Petition, Petitioner
from petitions.vault import keyed_digests
from workflows.cases import access
from workflows.cases.case_lists import BY_NEWEST, CaseList
from workflows.models import Case

Window = tuple[str, str]

SHOWN = 5
MAX_WINDOWS = 24
"""Stretches of four characters looked for, the rarest of the text."""
LOOKED_AT = 300
"""Letters that are compared with the text."""
LEAST_SHARED = 0.3
"""The share of the typed text's words that a similar letter must hold."""
LEAST_TYPED = 8

SAME_PERSON = _("Same person")
SIMILAR_TEXT = _("Similar text")


@dataclass(frozen=True, slots=True)
class Repeat:
    """An earlier case that may be the same matter, and why it is shown."""

    case: Case
    title: str
    reason: Promise | str


def find(
    person: Person, parties: Sequence[PetitionerDetails], text: str, *, at: datetime
) -> list[Repeat]:
    """Earlier cases of the same people first, then those with similar text; newest or nearest."""
    letters = Petition.objects.filter(case__in=readable(person, at=at)).select_related("case")
    found = {
        letter.pk: Repeat(letter.case, letter.subject, SAME_PERSON)
        for letter in _of_people(letters, parties)
    }
    for letter in _alike(person, text, at):
        found.setdefault(letter.pk, Repeat(letter.case, letter.subject, SIMILAR_TEXT))
    return list(found.values())


def _of_people(
    letters: QuerySet[Petition], parties: Iterable[PetitionerDetails]
) -> Iterable[Petition]:
    people = list(parties)
    ids = {d for p in people for d in keyed_digests.identity_digests(p.name, p.id_number)}
    phones = {d for p in people for d in keyed_digests.phone_digests(p.name, p.phone)}
    if not ids and not phones:
        return ()
    same = Petitioner.objects.filter(Q(identity_digest__in=ids) | Q(phone_digest__in=phones))
    return letters.filter(pk__in=same.values("petition_id")).order_by("-case_id")[:SHOWN]


def _alike(person: Person, text: str, at: datetime) -> list[Petition]:
    """Letters that share whole turns of phrase with the text, the nearest first."""
    windows = _windows(text)
    if len(text.strip()) < LEAST_TYPED or not windows:
        return []
    typed = _pieces(text)
    near = [(_shared(typed, letter), letter) for letter in _holding(windows, person, at)]
    close = [pair for pair in near if pair[0] >= LEAST_SHARED]
    close.sort(key=lambda pair: (-pair[0], -pair[1].pk))
    return [letter for _share, letter in close[:SHOWN]]


def _holding(windows: Sequence[Window], person: Person, at: datetime) -> QuerySet[Petition]:
    """Letters with one of the stretches that this person may open.

    The rarest are looked for among all letters, the others among his newest cases.
    """
    rare = _rarest(windows)
    newest = CaseList.of(person, at=at, permission=access.READ_LETTER)
    cases = set(newest.page(BY_NEWEST, LOOKED_AT).ids)
    if rare:
        everywhere = Petition.objects.filter(_holds(rare)).order_by()
        cases |= set(everywhere.values_list("case_id", flat=True)[:LOOKED_AT])
    seen = readable(person, at=at).filter(pk__in=cases)
    letters = Petition.objects.filter(_holds(windows), case_id__in=cases, case__in=seen)
    return letters.select_related("case").defer("search")


def _holds(windows: Sequence[Window]) -> Q:
    return Q(search=bigram_search.query(*(f"('{a}' & '{b}')" for a, b in windows)))


def _windows(text: str) -> list[Window]:
    """Stretches of four characters, each as its two bigrams."""
    pairs = [t for t in tokens(text) if len(t) == 2]  # noqa: PLR2004  # bigrams
    return list(dict.fromkeys(zip(pairs, pairs[2:], strict=False)))


def _rarest(windows: Sequence[Window]) -> list[Window]:
    """The stretches that the fewest letters can hold, as long as those are few enough to read."""
    known = bigram_search.holders(bigram for window in windows for bigram in window)
    most = {window: min(known[bigram] for bigram in window) for window in windows}
    rare, held = [], 0.0
    for window in sorted(windows, key=most.__getitem__)[:MAX_WINDOWS]:
        held += most[window]
        if held <= LOOKED_AT:
            rare.append(window)
    return rare


def _pieces(text: str) -> set[str]:
    return {t for t in tokens(text) if len(t) > 1}


def _shared(typed: set[str], letter: Petition) -> float:
    held = _pieces(f"{letter.subject} {letter.text}")
    return len(typed & held) / len(typed) if typed else 0.0
