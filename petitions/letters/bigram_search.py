"""Finding cases by the words of their letters, or by the beginning of their number.

Text is stored as bigrams made here. Two-character words are the common query; on 200,000 texts
bigrams found every one in under 2 ms, word segmentation missed 4 in 100, and trigrams read the
whole table.
"""

import re
from collections.abc import Iterable
from functools import reduce
from operator import and_
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from petitions.models import Petition, Petitioner
from petitions.vault import keyed_digests
from petitions.written_identity import shown_phone
from workflows.cases.case_lists import CaseList, of_case, within
from workflows.models import Case

Scopes = tuple[str, ...]
MOST: Final = 1_000
"""Up to so many cases with the words are looked up one by one; more are met on the way."""
SHORTEST_NUMBER: Final = 7
"""Digits of a telephone number without its area."""
WINDOW: Final = 2_000
"""Letters read through at a time, where most of them may hold the words."""
HOLDERS: Final = """
    SELECT element, share * reltuples
    FROM pg_class, pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs)
        AS common (element, share)
    WHERE pg_class.oid = 'petitions_petition'::regclass AND schemaname = current_schema()
        AND tablename = relname AND attname = 'search' AND element = ANY(%s)
"""
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_LATIN = re.compile(r"[0-9a-z]+")
_DIGITS = re.compile(r"[\d\s()+-]+[xX]?")
"""A telephone or identity number, with blanks or without."""
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]*")


def tokens(text: str) -> list[str]:
    """Bigrams and single characters of every run of Han characters, and lower-case words."""
    found: list[str] = []
    for run in _HAN.findall(text):
        found += list(run)
        found += [run[n : n + 2] for n in range(len(run) - 1)]
    return found + _LATIN.findall(text.lower())


def pieces(phrase: str) -> list[str]:
    """What the index is asked for, to find a phrase: its bigrams and words."""
    return [t for t in tokens(phrase) if len(t) > 1] or tokens(phrase)


def vector(*texts: str) -> SearchVector:
    """The expression to store for a letter."""
    return SearchVector(Value(" ".join(t for text in texts for t in tokens(text))), config="simple")


def query(*alternatives: str) -> SearchQuery:
    """What is written in the index's own words, any of the alternatives."""
    return SearchQuery(" | ".join(alternatives), search_type="raw", config="simple")


def phrase_condition(phrase: str, letter: str = "") -> Q:
    """The condition that a letter holds each word of a phrase, wherever it stands in it.

    `letter` leads to the letter. Title, text, names and the number at the source are looked
    through; a telephone or identity number is that of a petitioner.
    """
    words = [phrase] if _DIGITS.fullmatch(phrase) else phrase.split()
    if not words:
        return Q(pk__in=[])
    return reduce(and_, (_word_condition(word, letter) for word in words))


def _word_condition(word: str, letter: str) -> Q:
    people = _of_number(word)
    held = _held(word, letter)
    return held | Q(**{f"{letter}pk__in": people}) if people else held


def _held(phrase: str, letter: str) -> Q:
    """The index knows one character or two for certain; what is longer is read again, because its
    pieces may stand apart.
    """
    wanted = pieces(phrase)
    if not wanted:
        return Q(pk__in=[])
    indexed = Q(**{f"{letter}search": query(" & ".join(f"'{t}'" for t in wanted))})
    if _HAN.fullmatch(phrase) and len(wanted) == 1:
        return indexed
    # Han characters have no upper case, and comparing without it is several times cheaper.
    holds = "contains" if phrase.upper() == phrase.lower() else "icontains"
    named = Petitioner.objects.filter(petition=OuterRef(f"{letter}pk"))
    places = ("subject", "text", "external_number")
    fields: Any = tuple(f"{letter}{place}__{holds}" for place in places)
    exact = Q(Exists(named.filter(**{f"name__{holds}": phrase})))
    for name in fields:
        exact |= Q(**{name: phrase})
    return indexed & exact


def _of_number(word: str) -> list[int]:
    """The newest letters of the people who have this telephone or identity number."""
    if len(re.findall(r"\d", word)) < SHORTEST_NUMBER:
        return []
    owned = Q(phone=shown_phone(word)) | Q(
        identity_digest__in=keyed_digests.identity_digests("", word)
    )
    found = Petitioner.objects.filter(owned).order_by("-petition_id")
    return list(found.values_list("petition_id", flat=True)[:MOST])


def matching(letters: QuerySet[Petition], phrase: str) -> QuerySet[Petition]:
    """Those of the letters that hold the phrase."""
    return letters.filter(phrase_condition(phrase))


def opened_by(readable: Scopes, condition: Q) -> Q:
    """The condition on a row of a `CaseList` that its reader may open the letter, which meets one.

    `condition` is on the case.
    """
    return within(readable) & of_case(Q(sealed=False) & condition)


def among(found: CaseList, phrase: str, *, readable: Scopes, numbers: bool = True) -> CaseList:
    """Those of the cases whose letter, where it may be opened, holds the phrase.

    With `numbers` those too whose number begins with it, whether the letter may be opened or not.
    """
    phrase = phrase.strip()
    numbered = _numbered(phrase) if numbers else None
    by_number = _few(Case.objects.filter(number__startswith=numbered)) if numbered else frozenset()
    letters = matching(Petition.objects.all(), phrase)
    by_words = None if _is_common(phrase) else _few(letters, "case_id")
    if by_number is not None and by_words is not None:
        open_to = Q(case_id__in=by_words) & opened_by(readable, Q())
        return found.only(by_number | by_words).where(Q(case_id__in=by_number) | open_to)
    meant = opened_by(readable, phrase_condition(phrase, "letter__"))
    if numbered:
        meant |= of_case(Q(number__startswith=numbered))
    return found.where(meant).looking_through(WINDOW)


def holders(wanted: Iterable[str]) -> dict[str, float]:
    """How many letters each of these pieces stands in, by the planner's statistics; 0: few."""
    asked = sorted(set(wanted))
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [asked])
        known = dict(cursor.fetchall())
    return {piece: known.get(piece, 0.0) for piece in asked}


def _is_common(phrase: str) -> bool:
    """Whether each piece of it stands in more letters than are looked up one by one."""
    return min(holders(pieces(phrase)).values(), default=0.0) > MOST


def _numbered(phrase: str) -> str | None:
    """The phrase as the beginning of a number; None if no number begins so."""
    return phrase.upper() if _NUMBER.fullmatch(phrase.upper()) else None


def _few(rows: QuerySet[Any], field: str = "pk") -> frozenset[int] | None:
    """The ids, unless they are more than `MOST`."""
    ids = list(rows.order_by().values_list(field, flat=True)[: MOST + 1])
    return frozenset(ids) if len(ids) <= MOST else None
