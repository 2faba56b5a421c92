"""Finding what somebody brought before: the same person, or a letter that reads the same.

Only letters that the reader may open are looked at, and only to spare people a second round;
nothing is counted about a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import Person
from organizations.prepared_statements import answer
from petitions.letters import bigram_search
from petitions.letters.bigram_search import tokens
from petitions.letters.letter_selectors import readable
from petitions.letters.registration import PetitionerDetails
from petitions.models import Petition, Petitioner
from petitions.vault import keyed_digests
from workflows.acts.letter_port import Likeness
from workflows.cases import access
from workflows.cases.case_lists import BY_NEWEST, CaseList
from workflows.models import Case
from workflows.petition.earlier_matters import concluding_opinion
from workflows.states import Status

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

    @property
    def opinion(self) -> str:
        """The recheck opinion that ended it: no organ accepts it again (条例 36③)."""
        ended = self.case.status == Status.CONCLUDED
        return concluding_opinion(self.case) if ended else ""


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


def of_case(case: Case, person: Person, *, at: datetime) -> list[Repeat]:
    """What its own people brought, or reads alike, among what this person may open."""
    letter = Petition.objects.filter(case=case.pk).prefetch_related("petitioners").first()
    if letter is None:
        return []
    parties = [
        PetitionerDetails(each.name, phone=each.phone, id_number=each.id_number)
        for each in letter.petitioners.all()
    ]
    found = find(person, parties, f"{letter.subject} {letter.text}", at=at)
    return [repeat for repeat in found if repeat.case.pk != case.pk]


ELSEWHERE: Final = """
    SELECT 1 FROM petitions_petitioner AS one JOIN petitions_petition AS letter
        ON letter.id = one.petition_id
    WHERE letter.case_id <> %s AND (
        one.identity_digest = ANY(%s::text[]) OR one.phone_digest = ANY(%s::text[]))
    LIMIT 1
"""
"""Mostly the same people brought nothing else, whoever may open it."""


def of_same_people(
    case: Case, people: Iterable[Petitioner], person: Person, *, at: datetime
) -> list[Repeat]:
    """Other cases of the people who brought this one, newest first, that may be opened."""
    known = list(people)
    ids = {each.identity_digest for each in known} - {""}
    phones = {each.phone_digest for each in known} - {""}
    if not ids and not phones:
        return []
    if not answer(ELSEWHERE, case.pk, [*ids], [*phones]):
        return []
    same = Petitioner.objects.filter(Q(identity_digest__in=ids) | Q(phone_digest__in=phones))
    letters = Petition.objects.filter(case__in=readable(person, at=at)).exclude(case=case.pk)
    found = letters.filter(pk__in=same.values("petition_id")).select_related("case")
    return [
        Repeat(letter.case, letter.subject, SAME_PERSON)
        for letter in found.order_by("-case_id")[:SHOWN]
    ]


def likeness(case: Case, earlier: Case) -> Likeness:
    """Whether the letters of two cases are of one matter (同人同事)."""
    letters = Petition.objects.filter(case__in=[case.pk, earlier.pk])
    by_case = {letter.case_id: letter for letter in letters.prefetch_related("petitioners")}
    if len(by_case) < 2:  # noqa: PLR2004  # one of them has no letter
        return Likeness(same_person=False, same_claims=False)
    one, other = by_case[case.pk], by_case[earlier.pk]
    pairs = product(one.petitioners.all(), other.petitioners.all())
    return Likeness(
        same_person=any(_is_same(a, b) for a, b in pairs),
        same_claims=max(_alike_share(one, other), _alike_share(other, one)) >= LEAST_SHARED,
    )


def _is_same(one: Petitioner, other: Petitioner) -> bool:
    """By ID number; without both by name with telephone or address; without these by name."""
    if one.identity_digest and other.identity_digest:
        return one.identity_digest == other.identity_digest
    if one.phone_digest and other.phone_digest:
        lives_there = bool(one.address) and one.address == other.address
        return one.phone_digest == other.phone_digest or (one.name == other.name and lives_there)
    return one.name.strip() == other.name.strip()


def _alike_share(one: Petition, other: Petition) -> float:
    return _shared(_pieces(f"{one.subject} {one.text}"), other)


def brought_before(case: Case) -> bool:
    """Whether a person behind the case's letter had brought a matter that reads the same.

    For the simple procedure alone, which takes first matters (简易办理办法 2); nothing is kept.
    """
    letter = Petition.objects.filter(case=case).prefetch_related("petitioners").first()
    if letter is None:
        return False
    people = letter.petitioners.all()
    ids = {person.identity_digest for person in people} - {""}
    phones = {person.phone_digest for person in people} - {""}
    same = Petitioner.objects.filter(Q(identity_digest__in=ids) | Q(phone_digest__in=phones))
    earlier = Petition.objects.filter(case_id__lt=case.pk, pk__in=same.values("petition_id"))
    typed = _pieces(letter.text)
    newest = earlier.order_by("-case_id")[:LOOKED_AT]
    return any(_shared(typed, each) >= LEAST_SHARED for each in newest)


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
