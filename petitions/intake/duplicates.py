"""Finding what somebody brought before: the same person, or a letter that reads the same.

Only letters that the reader may open are looked at, and only to spare people a second round;
nothing is counted about a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import Person
from petitions.letters.bigram_search import tokens
from petitions.letters.letter_selectors import readable
from petitions.letters.registration import PetitionerDetails
from petitions.models import Petition, Petitioner
from petitions.vault import keyed_digests
from workflows.models import Case

SHOWN = 5
WINDOW = 4
"""Characters that must stand together for a letter to be looked at: two bigrams side by side."""
MAX_WINDOWS = 80
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
    for letter in _alike(letters, text):
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


def _alike(letters: QuerySet[Petition], text: str) -> list[Petition]:
    """Letters that share whole turns of phrase with the text, the nearest first."""
    windows = _windows(text)
    if len(text.strip()) < LEAST_TYPED or not windows:
        return []
    query = SearchQuery(" | ".join(windows), search_type="raw", config="simple")
    ranked = letters.filter(search=query).annotate(near=SearchRank(F("search"), query))
    typed = _pieces(text)
    near = [(_shared(typed, letter), letter) for letter in ranked.order_by("-near", "-pk")[:20]]
    close = [pair for pair in near if pair[0] >= LEAST_SHARED]
    close.sort(key=lambda pair: -pair[0])
    return [letter for _share, letter in close[:SHOWN]]


def _windows(text: str) -> list[str]:
    """Queries for stretches of four characters, spread over the text when it is long."""
    pairs = [t for t in tokens(text) if len(t) == 2]  # noqa: PLR2004  # bigrams
    found = list(dict.fromkeys(f"('{a}' & '{b}')" for a, b in zip(pairs, pairs[2:], strict=False)))
    step = max(1, -(-len(found) // MAX_WINDOWS))
    return found[::step]


def _pieces(text: str) -> set[str]:
    return {t for t in tokens(text) if len(t) > 1}


def _shared(typed: set[str], letter: Petition) -> float:
    held = _pieces(f"{letter.subject} {letter.text}")
    return len(typed & held) / len(typed) if typed else 0.0
