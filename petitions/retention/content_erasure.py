"""What this floor keeps of a case, and how it goes when the case's content is destroyed."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from petitions.models import (
    ActDraft,
    Attachment,
    Opening,
    Petition,
    Petitioner,
    Promise,
    SealedIdentity,
    Visit,
    VisitMatter,
)
from workflows.models import Case
from workflows.retention.erasure import ContentEraser

STAYS: Final = {
    *("id", "case", "channel", "purpose", "content_class", "region", "people_count", "key_case"),
    *("source_key", "batch", "registered_by"),
}
"""What reports count of a letter, and where it came from; every other field is emptied."""
EMPTIED: Final = {
    field.name: None if field.null else field.get_default()
    for field in Petition._meta.concrete_fields
    if field.name not in STAYS
}

ATTACHMENTS: Final = """
    DELETE FROM petitions_attachment
    WHERE petition_id IN (SELECT id FROM petitions_petition WHERE case_id = %s)
"""
IDENTITIES: Final = "DELETE FROM petitions_sealedidentity WHERE case_id = %s"


def tally(case: Case) -> Mapping[str, int]:
    return {
        "letter": Petition.objects.filter(case=case.pk).count(),
        "petitioners": _petitioners(case).count(),
        "attachments": _attachments(case).count(),
        "identities": SealedIdentity.objects.filter(case=case.pk).count(),
        "visits": VisitMatter.objects.filter(case=case.pk).count(),
    }


def erase(case: Case) -> Iterable[str]:
    """Each identity goes with the key of its own that was wrapped beside it."""
    paths = list(_attachments(case).values_list("file", flat=True))
    _petitioners(case).delete()
    ActDraft.objects.filter(case=case.pk).delete()
    Opening.objects.filter(identity__case=case.pk).delete()
    # In one statement each: a later version points to the one that it replaces.
    with connection.cursor() as cursor:
        cursor.execute(ATTACHMENTS, [case.pk])
        cursor.execute(IDENTITIES, [case.pk])
    Promise.objects.filter(matter__case=case.pk).update(text="", done_note="")
    VisitMatter.objects.filter(case=case.pk).update(subject="", answer="")
    _visits_of_no_other(case).update(representatives=[], phone="", record="")
    Petition.objects.filter(case=case.pk).update(**EMPTIED)
    return paths


def _visits_of_no_other(case: Case) -> QuerySet[Visit]:
    """Visits with this matter in which nothing is told any more of another one."""
    others = VisitMatter.objects.exclude(case=case.pk).filter(
        Q(case__isnull=True) | Q(case__destroyed_on__isnull=True)
    )
    return Visit.objects.filter(matters__case=case.pk).exclude(matters__in=others)


def _attachments(case: Case) -> QuerySet[Attachment]:
    return Attachment.objects.filter(petition__case=case.pk)


def _petitioners(case: Case) -> QuerySet[Petitioner]:
    return Petitioner.versions.filter(petition__case=case.pk)


ERASER = ContentEraser(tally, erase)
