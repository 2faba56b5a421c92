"""Openings as the pages show them: nothing of a clue that the reader may not open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from organizations.models import Person
from petitions.models.sealed_identity import Opening, SealedIdentity
from petitions.vault import vault_rights
from petitions.vault.identity_sealing import (
    ADDRESS,
    EMAIL,
    ID_NUMBER,
    NAME,
    PHONE,
    WORKPLACE,
    identities_of,
    label,
)
from workflows.models import Case, CaseRead, Part

SHOWN: Final = 10
ORDER = {name: n for n, name in enumerate((NAME, ID_NUMBER, PHONE, EMAIL, ADDRESS, WORKPLACE))}


def openings_for(person: Person, *, at: datetime) -> QuerySet[Opening]:
    """The person's own requests, and as a head all on the clues held in the unit; newest first."""
    headed = vault_rights.units_headed(person, at=at)
    mine = Q(asked_by=person) | Q(identity__case__holding_unit__in=headed)
    readable = vault_rights.readable(person, at=at)
    shown = Opening.objects.filter(mine, identity__case__in=readable)
    return shown.select_related("identity__case", "asked_by", "decided_by")


def access_request_rows(values: dict[str, str]) -> list[tuple[str, str]]:
    """Values with their labels, the usual ones first."""
    names = sorted(values, key=lambda name: (ORDER.get(name, len(ORDER)), name))
    return [(label(name), values[name]) for name in names]


def looks(opening: Opening) -> QuerySet[CaseRead]:
    """The readings that this opening allowed, and the attempts it did not."""
    found = CaseRead.objects.filter(case_id=opening.identity.case_id, reference=opening.reference)
    return found.select_related("reader")


@dataclass(frozen=True, slots=True)
class IdentitySummary:
    """What the page of a clue says of who reported it, without opening anything."""

    count: int
    looks: tuple[CaseRead, ...]
    """Who has read an identity and when, the latest first; for the heads of the case alone."""
    repeats: tuple[Case, ...]
    """Other clues of the same reporter; for intake alone, which meets repeats (规则 14)."""


def identity_summary(case: Case, person: Person, *, at: datetime) -> IdentitySummary:
    """At most five queries; nothing is decrypted."""
    identities = list(identities_of(case))
    heads = vault_rights.may_decide(person, case, at=at)
    repeats = vault_rights.may_meet_repeats(person, case, at=at)
    return IdentitySummary(
        count=len(identities),
        looks=tuple(_looks_at(case)) if heads and identities else (),
        repeats=tuple(_repeats(identities, person, at)) if repeats and identities else (),
    )


def _looks_at(case: Case) -> QuerySet[CaseRead]:
    read = CaseRead.objects.filter(case=case, part=Part.IDENTITY, refused=False)
    return read.select_related("reader").order_by("-pk")[:SHOWN]


def _repeats(identities: list[SealedIdentity], person: Person, at: datetime) -> QuerySet[Case]:
    same = Q()
    for each in identities:
        for name in ("identity_digest", "phone_digest"):
            if digest := getattr(each, name):
                same |= Q(**{name: digest})
    if not same:
        return Case.objects.none()
    others = SealedIdentity.objects.filter(same).exclude(case=identities[0].case_id)
    return vault_rights.readable(person, at=at).filter(pk__in=others.values("case"))[:SHOWN]
