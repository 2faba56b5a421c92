"""Keeping what somebody typed into the form of an act, for that person alone, until it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django import forms
from django.http import QueryDict

from organizations.models import Person
from organizations.prepared_statements import execute
from petitions.models import ActDraft
from petitions.vault.crypto import VaultError
from petitions.vault.row_sealing import seal_row, unseal_row
from workflows.models import Case

log = structlog.get_logger(__name__)

TERM: Final = timedelta(days=7)
"""Long enough for a weekend and an absence; what has lain longer is not what one means to say."""
DROP: Final = "DELETE FROM petitions_actdraft WHERE person_id = %s AND case_id = %s AND act = %s"
WRITTEN: Final = ("cipher", "key_id", "wrapped_key", "sealed", "saved_at")


@dataclass(frozen=True, slots=True)
class FoundDraft:
    """What was typed, by the fields of the form, and when it was kept."""

    values: Mapping[str, Any]
    saved_at: datetime


def entries(form: type[forms.Form], data: QueryDict) -> dict[str, Any]:
    """What was typed into the fields of an act's form; files can't be kept."""
    return {
        name: data.getlist(name) if _takes_many(field) else data.get(name, "")
        for name, field in form.base_fields.items()
        if not isinstance(field, forms.FileField)
    }


def entries_of_several(data: QueryDict) -> dict[str, list[str]]:
    """The same of a page with a form for each of several things, told apart by a prefix."""
    return {name: data.getlist(name) for name in data if "-" in name}


def keep(
    person: Person, case: Case, act: str, values: Mapping[str, Any], *, at: datetime
) -> ActDraft | None:
    """Keep what was typed in place of what was kept before; nothing, where nothing was typed.

    The caller asks whether the person may do the act.
    """
    if not any(values.values()):
        drop(person, case, act)
        return None
    draft = ActDraft(person=person, case_id=case.pk, act=act, saved_at=at)
    seal_row(draft, values)
    ActDraft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["person", "case", "act"],
        update_fields=WRITTEN,
    )
    return draft


def find(person: Person, case: Case, act: str, *, at: datetime) -> FoundDraft | None:
    """What this person has typed so far; the caller asks whether he may still do the act."""
    own = ActDraft.objects.filter(person=person, case=case.pk, act=act)
    draft = own.filter(saved_at__gte=at - TERM).first()
    if draft is None:
        return None
    try:
        return FoundDraft(unseal_row(draft), draft.saved_at)
    except VaultError as error:
        log.error("draft_unreadable", draft=str(draft.pk), reason=str(error))
        return None


def drop(person: Person, case: Case, act: str) -> None:
    execute(DROP, person.pk, case.pk, act)


def drop_outdated(at: datetime) -> int:
    """Delete the drafts whose term is over; how many."""
    deleted, _tables = ActDraft.objects.filter(saved_at__lt=at - TERM).delete()
    return deleted


def _takes_many(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple)
