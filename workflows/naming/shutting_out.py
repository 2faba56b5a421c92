"""Writing who must not learn of a case, and taking back what they were told."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from notifications.services import withdraw
from organizations.models import Tenure, Unit
from workflows.models import CaseExclusion
from workflows.naming.candidate_parties import Parties

if TYPE_CHECKING:
    from workflows.models import Case


def shut_out(case: "Case", people: Collection[int], reason: str, *, at: datetime) -> None:
    """From this moment these people find nothing of the case: no row, no notice, no desk."""
    _write(case, dict.fromkeys(people, reason), (), at=at)
    _clear(case, people)


def shut_out_parties(case: "Case", parties: Parties, *, at: datetime) -> None:
    """The named, their relatives, and the units."""
    people = dict.fromkeys(parties.relatives, "relative") | dict.fromkeys(parties.people, "named")
    units = parties.units | parties.headed
    _write(case, people, units, at=at)
    staff = Tenure.objects.at(at).filter(post__unit__in=units) if units else Tenure.objects.none()
    _clear(case, {*people, *staff.values_list("person_id", flat=True)})


def let_in(case: "Case", parties: Parties) -> None:
    """Take an exclusion back from those of whom somebody found out that they are not meant."""
    rows = CaseExclusion.objects.filter(case_id__in=_envelopes(case))
    rows.of_names(parties.people | parties.relatives, parties.units | parties.headed).delete()
    case.forget("exclusions")


def hold_at(case: "Case", desk: Unit, *, at: datetime) -> None:
    """Nobody but the officers for letters of this unit sees the tip-off from now on."""
    release(case)
    CaseExclusion.objects.create(case_id=case.pk, desk=desk, reason="names", since=at)
    case.forget("exclusions")


def release(case: "Case") -> None:
    CaseExclusion.objects.filter(case_id=case.pk, desk__isnull=False).delete()
    case.forget("exclusions")


def _envelopes(case: "Case") -> list[int]:
    """Its own, and that of the petition that it was opened from.

    Whoever sees where that went knows of the case.
    """
    return [pk for pk in (case.pk, case.source_case_id) if pk]


def _write(
    case: "Case", people: Mapping[int, str], units: Collection[int], *, at: datetime
) -> None:
    rows = [
        *({"person_id": pk, "reason": reason} for pk, reason in people.items()),
        *({"unit_id": pk, "reason": "named"} for pk in units),
    ]
    CaseExclusion.objects.bulk_create(
        (CaseExclusion(case_id=pk, since=at, **row) for pk in _envelopes(case) for row in rows),
        ignore_conflicts=True,
    )


def _clear(case: "Case", people: Collection[int]) -> None:
    """Take back what these people were told; the door draws the desk anew."""
    case.forget("exclusions")
    if people:
        withdraw(people, about=case.number)
        if case.source_case:
            withdraw(people, about=case.source_case.number)
