"""Registering a petition from a programme: the body, what it must hold, and the letter it makes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from organizations.models import Person, Region, Unit
from organizations.regions import find_region
from organizations.selectors import open_units
from petitions.api.strict_bodies import StrictSerializer
from petitions.letters.registration import LetterInput, PetitionerDetails
from petitions.models import Channel, ContentClass, Purpose
from petitions.models.reception import MAX_REPRESENTATIVES
from workflows.acts.act_refusals import Forbidden
from workflows.acts.day_bounds import check_receipt
from workflows.cases import access
from workflows.counting.work_calendar import legal_date
from workflows.states import Kind

MOST_PETITIONERS = 1000
MOST_PEOPLE = 100_000
LONGEST_TEXT = 20_000


class PetitionerInput(StrictSerializer):
    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    id_number = serializers.CharField(max_length=30, required=False, allow_blank=True)
    is_representative = serializers.BooleanField(required=False)


class RegistrationInput(StrictSerializer):
    """A petition as received. Only the channel and the text must be given."""

    unit = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Unit.objects.all(),
        required=False,
        help_text="Code of the unit that received it; by default the caller's own.",
    )
    channel = serializers.ChoiceField(choices=Channel.choices)
    received_on = serializers.DateField(required=False, help_text="By default today.")
    subject = serializers.CharField(max_length=120, required=False, allow_blank=True)
    text = serializers.CharField(max_length=LONGEST_TEXT)
    petitioners = PetitionerInput(many=True, required=False)
    purpose = serializers.ChoiceField(choices=Purpose.choices, required=False)
    content_class = serializers.ChoiceField(choices=ContentClass.choices, required=False)
    region = serializers.CharField(
        max_length=60,
        required=False,
        help_text="GB/T 2260 code or name of the place; by default the unit's own.",
    )
    unit_complained = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text="A unit's code, or its name."
    )
    people_count = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE, required=False)
    external_number = serializers.CharField(max_length=60, required=False, allow_blank=True)

    def validate_received_on(self, value: date) -> date:
        try:
            check_receipt(value, today=legal_date(self.context["at"]))
        except DjangoValidationError as wrong:
            raise serializers.ValidationError(wrong.messages) from wrong
        return value

    def validate_petitioners(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(value) > MOST_PETITIONERS:
            raise serializers.ValidationError(
                _("Name at most %(most)s people; give the rest as people_count.")
                % {"most": MOST_PETITIONERS}
            )
        if sum(bool(party.get("is_representative")) for party in value) > MAX_REPRESENTATIVES:
            raise serializers.ValidationError(
                _(
                    "There may be at most 5 representatives (Regulations on Petition Work, "
                    "article 20, paragraph 3)."
                )
            )
        return value

    def validate_region(self, value: str) -> Region:
        region = Region.objects.filter(code=value).first() or find_region(value)
        if region is None:
            raise serializers.ValidationError(_("No region has this code or name."))
        return region


@dataclass(frozen=True, slots=True)
class Received:
    """A body that was found good."""

    letter: LetterInput
    unit: Unit
    received_on: date


def received(body: Any, person: Person, *, at: datetime) -> Received:
    """The body as a letter at a unit. Raises `ValidationError`, or `Forbidden` for the unit."""
    checked = RegistrationInput(data=body, context={"at": at})
    checked.is_valid(raise_exception=True)
    given = dict(checked.validated_data)
    unit = _unit(given.pop("unit", None), person, at)
    received_on = given.pop("received_on", legal_date(at))
    parties = [PetitionerDetails(**party) for party in given.pop("petitioners", ())]
    complained = _complained(given.pop("unit_complained", ""))
    given.setdefault("region", unit.region)
    return Received(LetterInput(petitioners=parties, **complained, **given), unit, received_on)


def _unit(named: Unit | None, person: Person, at: datetime) -> Unit:
    """Where the caller registers; the table of access says at which units he may."""
    registering = access.posts_with(person, "register", kind=Kind.PETITION, at=at)
    own = {post.unit_id for post in registering}
    if not own or (named and named.pk not in own):
        raise Forbidden(_("Your post does not register petitions at this unit."))
    if named is None and len(own) > 1:
        raise serializers.ValidationError({"unit": [_("You work at several units: name one.")]})
    return open_units().select_related("region").get(pk=named.pk if named else own.pop())


def _complained(text: str) -> dict[str, Any]:
    unit = open_units().filter(code=text).first() if text else None
    return {"unit_complained": unit} if unit else {"complained_text": text}
