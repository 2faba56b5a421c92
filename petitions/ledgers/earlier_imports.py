"""Which rows of a ledger came in before, as far as whoever takes it in may know.

A match is an answer: told of a number that it is here already, an importer would learn of another
office's case, or of one that is kept from him. Such a row is new to him, like one never heard of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from organizations.models import Unit
from petitions.models import Petition
from workflows.acts.actors import Actor
from workflows.cases import access
from workflows.states import Kind


@dataclass(frozen=True, slots=True)
class EarlierImports:
    """What an importer may be told of: cases that he may see, and rows that he took in himself.

    The batch import is no person: it may know the cases in which its unit has a part.
    """

    unit: Unit
    actor: Actor
    at: datetime
    kind: Kind = Kind.PETITION

    def by_number(self, numbers: Iterable[str]) -> dict[str, Petition]:
        """The letters behind those of our own numbers that may be told to be here."""
        asked = set(numbers) - {""}
        letters = _read(Petition.objects.filter(case__number__in=asked, case__kind=self.kind))
        visible = self._visible(letter.case_id for letter in letters)
        return {each.case.number: each for each in letters if each.case_id in visible}

    def by_key(self, keys: Iterable[str]) -> dict[str, Petition | None]:
        """The letters of those rows that came in before; None of which nobody may speak."""
        letters = _read(Petition.objects.filter(source_key__in=set(keys) - {""}))
        visible = self._visible(letter.case_id for letter in letters)
        return {
            str(letter.source_key): letter if letter.case_id in visible else None
            for letter in letters
        }

    def _visible(self, case_ids: Iterable[int]) -> set[int]:
        ids = set(case_ids)
        if not ids:
            return ids
        person = self.actor.person
        if person is None:
            return _ids(access.cases_of(self.unit, kind=self.kind).filter(pk__in=ids))
        own = Petition.objects.filter(case__in=ids, registered_by=person)
        seen = access.cases_for(person, at=self.at, kind=self.kind).filter(pk__in=ids)
        return _ids(seen) | set(own.values_list("case_id", flat=True))


def _read(letters: QuerySet[Petition]) -> list[Petition]:
    return list(letters.select_related("case").defer("search"))


def _ids(cases: Any) -> set[int]:
    return set(cases.values_list("pk", flat=True))


def next_key(key: str) -> str:
    """The key of a row whose own is that of another matter, or of one that nobody may speak of."""
    return sha256(f"{key}\x1fbeside".encode()).hexdigest()
