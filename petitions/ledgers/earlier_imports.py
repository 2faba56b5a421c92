"""Which rows of a ledger came in before, as far as whoever takes it in may know.

A match is an answer: told of a number that it is here already, an importer would learn of another
office's case, or of one that is kept from him. Such a row is new to him, like one never heard of.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from organizations.models import Unit
from petitions.models import Petition
from workflows.acts.actors import Actor
from workflows.cases import access
from workflows.models import Case
from workflows.states import Kind


@dataclass(frozen=True, slots=True)
class EarlierImports:
    """What an importer may be told of: cases that he may see, and rows that he took in himself.

    The batch import is no person: it may know the cases in which its unit has a part.
    """

    unit: Unit
    actor: Actor
    at: datetime

    def numbers(self, numbers: Collection[str]) -> set[str]:
        """Those of the case numbers that may be told to be here."""
        found = dict(
            Case.objects.filter(number__in=set(numbers) - {""}, kind=Kind.PETITION).values_list(
                "pk", "number"
            )
        )
        return {found[pk] for pk in self._visible(found)}

    def free_keys(self, keys: Iterable[str]) -> dict[str, str | None]:
        """For each key the one to enter its row with; None where the row may be told to be here."""
        found: dict[str, str | None] = {}
        asked = {key: key for key in keys}
        while asked:
            letters = Petition.objects.filter(source_key__in=asked)
            taken: dict[str, int] = dict(letters.values_list("source_key", "case_id"))  # type: ignore[arg-type]  # found by the key
            visible = self._visible(taken.values())
            hidden = dict[str, str]()
            for key, original in asked.items():
                if key not in taken:
                    found[original] = key
                elif taken[key] in visible:
                    found[original] = None
                else:
                    hidden[_next(key)] = original
            asked = hidden
        return found

    def _visible(self, case_ids: Iterable[int]) -> set[int]:
        ids = set(case_ids)
        if not ids:
            return ids
        person = self.actor.person
        if person is None:
            return _ids(access.cases_of(self.unit).filter(pk__in=ids))
        own = Petition.objects.filter(case__in=ids, registered_by=person)
        seen = access.cases_for(person, at=self.at).filter(pk__in=ids)
        return _ids(seen) | set(own.values_list("case_id", flat=True))


def _ids(cases: Any) -> set[int]:
    return set(cases.values_list("pk", flat=True))


def _next(key: str) -> str:
    """The key of a row whose own is that of a row that nobody may speak of."""
    return sha256(f"{key}\x1fbeside".encode()).hexdigest()
