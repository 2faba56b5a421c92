"""What can be corrected, and the field of its own that each entry is given anew in."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.acts import form_fields
from workflows.acts.day_bounds import FOUNDING, ISSUE, REGISTRATION, YEAR_BEFORE
from workflows.acts.region_field import RegionField
from workflows.states import PetitionClass

MOST_PEOPLE: Final = 99999
AnyField = TypeVar("AnyField", bound=forms.Field)


class Entry(models.TextChoices):
    """What can be corrected of an envelope, its letter and the services of its papers."""

    NAME = "name", _("Petitioner's name")
    PHONE = "phone", _("Petitioner's telephone")
    ID_NUMBER = "id_number", _("Petitioner's ID number")
    ADDRESS = "address", _("Petitioner's address")
    COMPLAINED = "complained", _("Unit complained of")
    REGION = "region", _("Place of the matter")
    SUBJECT = "subject", _("Title")
    TEXT = "text", _("The matter as brought forward")
    PURPOSE = "purpose", _("Purpose")
    CONTENT_CLASS = "content_class", _("Content class")
    CHANNEL = "channel", _("Channel")
    PEOPLE_COUNT = "people_count", _("Number of people")
    RECEIVED_ON = "received_on", _("Received on")
    PETITION_CLASS = "petition_class", _("Class")
    SERVED_ON = "served_on", _("Served on")


OF_PERSON: Final = (Entry.NAME, Entry.PHONE, Entry.ID_NUMBER, Entry.ADDRESS)
OF_ENVELOPE: Final = (Entry.RECEIVED_ON, Entry.PETITION_CLASS)
OF_ACCUSATION: Final = (Entry.PURPOSE, Entry.COMPLAINED, Entry.SUBJECT, Entry.TEXT)
"""What decides from whom a petition is kept (条例 30③)."""
GIVEN_CLASSES: Final = (PetitionClass.APPEAL, PetitionClass.SUGGESTION)
"""An accusation is no class that a correction gives: it goes to the discipline organ (条例 30)."""


def shown_for(field: AnyField, *entries: Entry) -> AnyField:
    """A field that is filled in for these entries alone; pages show it for them alone."""
    field.required = False
    field.widget.is_required = False
    field.widget.attrs["data-asked-by"] = " ".join(("field", *entries))
    return field


def _line(
    entry: Entry, longest: int, *, check: Callable[[str], None] | None = None, **attrs: Any
) -> forms.CharField:
    box = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    checks = [check] if check else []
    line = forms.CharField(label=entry.label, max_length=longest, widget=box, validators=checks)
    return shown_for(line, entry)


def _choice(entry: Entry, *choices: tuple[str, Any]) -> forms.ChoiceField:
    known = [("", "—"), *choices]
    return shown_for(forms.ChoiceField(label=entry.label, choices=known), entry)


class EntryFields(forms.Form):
    """One field an entry, named as it; the lists of a letter's words come from the letter."""

    name = _line(Entry.NAME, 60)
    phone = _line(Entry.PHONE, 30)
    id_number = _line(Entry.ID_NUMBER, 30)
    address = _line(Entry.ADDRESS, 200)
    complained = _line(Entry.COMPLAINED, 120, list="units")
    region = shown_for(RegionField(label=Entry.REGION.label), Entry.REGION)
    subject = _line(Entry.SUBJECT, 120, check=form_fields.require_named)
    text = shown_for(form_fields.text(Entry.TEXT.label, rows=8), Entry.TEXT)
    purpose = _choice(Entry.PURPOSE)
    content_class = _choice(Entry.CONTENT_CLASS)
    channel = _choice(Entry.CHANNEL)
    people_count = shown_for(
        forms.IntegerField(label=Entry.PEOPLE_COUNT.label, min_value=1, max_value=MOST_PEOPLE),
        Entry.PEOPLE_COUNT,
    )
    received_on = shown_for(
        form_fields.day(
            Entry.RECEIVED_ON.label, not_before=(FOUNDING, YEAR_BEFORE), not_after=REGISTRATION
        ),
        Entry.RECEIVED_ON,
    )
    petition_class = _choice(
        Entry.PETITION_CLASS, *((each.value, each.label) for each in GIVEN_CLASSES)
    )
    served_on = shown_for(form_fields.day(Entry.SERVED_ON.label, not_before=ISSUE), Entry.SERVED_ON)
