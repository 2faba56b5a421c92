"""Correcting an entry of a letter: what stood of a person stays as a version (规则 47; 设计 §9)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from organizations.models import Unit
from petitions.letters import bigram_search
from petitions.letters.letter_selectors import signature
from petitions.models import Channel, ContentClass, Petition, Petitioner, Purpose
from petitions.vault import keyed_digests, masking
from workflows.acts.act_refusals import Refused
from workflows.models import Case
from workflows.petition.correctable_entries import OF_PERSON, Entry

CHOICES: Final[Mapping[str, type[models.TextChoices]]] = {
    Entry.PURPOSE: Purpose,
    Entry.CONTENT_CLASS: ContentClass,
    Entry.CHANNEL: Channel,
}
OF_LETTER: Final = (
    *CHOICES,
    *(Entry.SUBJECT, Entry.TEXT, Entry.PEOPLE_COUNT, Entry.REGION, Entry.COMPLAINED),
)
IN_SEARCH: Final = (Entry.NAME, Entry.SUBJECT, Entry.TEXT)


class LetterCorrections:
    """Fills `workflows.acts.letter_port.corrector`."""

    def people(self, case: Case) -> list[tuple[str, str]]:
        rows = Petitioner.objects.filter(petition__case=case.pk).order_by("pk")
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]

    def choices(self, entry: str) -> list[tuple[str, Any]]:
        return list(CHOICES[entry].choices) if entry in CHOICES else []

    def values(self, case: Case, entry: str, new: Any, person: str) -> tuple[Any, str, str]:
        letter = _letter(case)
        if entry in OF_PERSON:
            whole = str(new)
            try:
                masking.refuse_masked({entry: whole})
            except Refused as refusal:
                raise forms.ValidationError(refusal.message) from refusal
            _fits(Petitioner, entry, whole)
            stood = getattr(_person(letter, person), entry)
            if stood == whole:
                raise forms.ValidationError(_("It stands so already."))
            return whole, masking.mask(stood), masking.mask(whole)
        value = _complained(new) if entry == Entry.COMPLAINED else new
        stood, stands = _as_read(letter, entry), _legible(value)
        if stood == stands:
            raise forms.ValidationError(_("It stands so already."))
        return value, stood, stands

    def standing(self, case: Case) -> list[tuple[str, str]]:
        """Every entry of the letter as it stands, for whoever may read it; ID numbers masked."""
        letter = _letter(case)
        found = [(str(Entry(name).label), _as_read(letter, name)) for name in OF_LETTER]
        for each in letter.petitioners.all():
            values = ((name, str(getattr(each, name))) for name in OF_PERSON)
            found += [
                (str(name.label), masking.mask(value) if name == Entry.ID_NUMBER else value)
                for name, value in values
            ]
        return found

    def addressed(self, case: Case) -> set[str]:
        rows = Petitioner.versions.filter(petition__case=case.pk)
        names = set(rows.values_list("name", flat=True))
        return names | {signature([name, name]) for name in names}

    def plain(self, case: Case, entry: str, person: str) -> str:
        return str(getattr(_person(_letter(case), person), entry))

    def write(self, case: Case, entry: str, value: Any, person: str, *, on: date) -> None:
        letter = _letter(case)
        if entry in OF_PERSON:
            _replace(_person(letter, person), entry, value, on)
        elif entry == Entry.COMPLAINED:
            letter.complained_text, letter.unit_complained = str(value), _unit(str(value))
        else:
            setattr(letter, entry, value)
        if entry in IN_SEARCH:
            names = " ".join(each.name for each in letter.petitioners.all())
            letter.search = bigram_search.vector(
                letter.subject, letter.text, names, letter.external_number
            )
        letter.save()


def _letter(case: Case) -> Petition:
    found = Petition.objects.filter(case=case.pk).select_related("region", "unit_complained")
    letter = found.first()
    if letter is None:
        raise forms.ValidationError(_("This case has no letter of its own to correct."))
    return letter


def _person(letter: Petition, person: str) -> Petitioner:
    people = list(letter.petitioners.all())
    chosen = [each for each in people if str(each.pk) == person] if person else people
    if len(chosen) != 1:
        raise forms.ValidationError(_("Say of which petitioner the entry is wrong."))
    return chosen[0]


def _replace(old: Petitioner, entry: str, value: str, on: date) -> None:
    """A row as it should stand beside the old one, by which nobody is found any more."""
    new = Petitioner.objects.get(pk=old.pk)
    new.pk, new.replaces = None, old
    new._state.adding = True
    setattr(new, entry, value)
    new.identity_digest = keyed_digests.identity_digest(new.name, new.id_number)
    new.phone_digest = keyed_digests.phone_digest(new.name, new.phone)
    old.replaced_on, old.identity_digest, old.phone_digest = on, "", ""
    old.save()
    new.save()


def _fits(model: type[models.Model], name: str, value: str) -> None:
    field = model._meta.get_field(name)
    field.clean(value, None)  # type: ignore[union-attr]  # a plain column


def _unit(name: str) -> Unit | None:
    return Unit.objects.filter(name=name).first()


def _complained(new: str) -> str:
    """A unit is named as it is called, whether it was given by name or by code."""
    unit = Unit.objects.filter(code=new).first()
    return unit.name if unit else new


def _as_read(letter: Petition, entry: str) -> str:
    if entry in CHOICES:
        return str(getattr(letter, f"get_{entry}_display")())
    if entry == Entry.COMPLAINED:
        return letter.complained_text or str(letter.unit_complained or "")
    return _legible(getattr(letter, entry))


def _legible(value: Any) -> str:
    for choices in CHOICES.values():
        if value in choices.values:
            return str(choices(value).label)
    return str(value)


CORRECTIONS: Final = LetterCorrections()
