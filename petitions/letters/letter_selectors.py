"""Opening the letter inside an envelope, for whoever may."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, QuerySet, TextField

from organizations.bulk_lookup import Among, as_array
from organizations.models import Person
from organizations.prepared_statements import PreparedQuery
from petitions.models import Channel, Petition, Petitioner, Purpose
from workflows.acts.letter_port import LetterContent, LetterFacts
from workflows.cases import access
from workflows.models import Case
from workflows.states import Kind

WRITTEN: Final = tuple(
    field.name
    for field in Petition._meta.concrete_fields
    if isinstance(field, CharField | TextField) and not (field.choices or field.unique)
)
"""The fields of a letter that hold words: neither a choice from a list nor a key."""


def _letter_rows(cases: str) -> QuerySet[Petition, tuple[Any, ...]]:
    parties = Petitioner.objects.filter(petition=OuterRef("pk"))
    reachable = parties.exclude(name="").exclude(phone="", address="")
    return Petition.objects.filter(Among("case", cases)).values_list(
        "case_id",
        "subject",
        ArraySubquery(parties.values("name")[:2]),
        "people_count",
        Exists(reachable),
        "purpose",
        "unit_complained_id",
        "channel",
        "source_key",
        "unit_complained__name",
        "complained_text",
    )


LETTER: Final = PreparedQuery(
    lambda case, source: (
        Petition.objects.filter(case_id__in=[case, source])
        .select_related("region", "unit_complained", "registered_by")
        .order_by("-case_id")[:1]
    ),
    int,
    int,
)
TOLD: Final = PreparedQuery(_letter_rows, str)


def letter_of(case: Case) -> Petition | None:
    """The letter of a case, or of the petition that a tip-off was opened from."""
    return LETTER.first(case.pk, case.source_case_id or 0)


def readable(person: Person, *, at: datetime) -> QuerySet[Case]:
    """The petitions whose letters this person may open."""
    return access.cases_for(person, at=at, permission=access.READ_LETTER)


def titles(case_ids: Iterable[int], person: Person, *, at: datetime) -> dict[int, str]:
    """Case id → title, for those of the cases whose letters this person may open."""
    letters = Petition.objects.filter(case_id__in=case_ids, case__in=readable(person, at=at))
    return dict(letters.values_list("case_id", "subject"))


def letter_facts(cases: Collection[Case]) -> dict[int, LetterFacts]:
    """What this floor tells of the letters: by whom, the title, about whom; one query."""
    wanted = [each for case in cases for each in (case.pk, case.source_case_id) if each]
    told = {
        case_id: LetterFacts(
            signature(names),
            subject,
            "\n".join(filter(None, about)),
            people=max(people, len(names)),
            is_reachable=is_reachable,
            is_accusation=purpose == Purpose.ACCUSATION,
            unit_complained=unit,
            is_visit=channel == Channel.VISIT,
            is_listed=key is not None,
        )
        for case_id, subject, names, people, is_reachable, purpose, unit, channel, key, *about in (
            TOLD(as_array(wanted))
        )
    }
    own = {case.pk: told.get(case.pk) or told.get(case.source_case_id or 0) for case in cases}
    return {case_id: facts for case_id, facts in own.items() if facts}


def accusations() -> set[int]:
    """The cases whose letters expose or accuse somebody (条例 30)."""
    letters = Petition.objects.filter(purpose=Purpose.ACCUSATION, case__kind=Kind.PETITION)
    return set(letters.filter(case__sealed=False).values_list("case_id", flat=True))


def letter_content(case: Case) -> LetterContent:
    """All that was written on a letter, and the names of its files; two queries."""
    letter = letter_of(case)
    if letter is None:
        return LetterContent()
    text = "\n".join(getattr(letter, name) for name in WRITTEN)
    return LetterContent(text, tuple(letter.attachments.values_list("name", flat=True)))


def signature(names: Sequence[str]) -> str:
    return f"{names[0]}等" if len(names) > 1 else "".join(names)
