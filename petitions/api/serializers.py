"""How cases and letters look in JSON; the schema is made from these classes."""

from typing import Any, ClassVar

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from organizations.models import Person, Region, Unit
from petitions.api.visibility import Shown
from petitions.ledger_format.id_masking import mask_id_number
from petitions.models import Petition, Petitioner
from petitions.portal.petitioner_view import PetitionerView
from workflows.models import Case
from workflows.states import Status

LABELS = dict(Status.choices)


class UnitSerializer(serializers.ModelSerializer[Unit]):
    class Meta:
        model = Unit
        fields: ClassVar = ["code", "name", "kind"]


class RegionSerializer(serializers.ModelSerializer[Region]):
    class Meta:
        model = Region
        fields: ClassVar = ["code", "name"]


class PersonSerializer(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields: ClassVar = ["username", "name"]


class PetitionerSerializer(serializers.ModelSerializer[Petitioner]):
    id_number = serializers.SerializerMethodField(
        help_text="Masked; the whole number is opened on a page, with a reason."
    )

    class Meta:
        model = Petitioner
        fields: ClassVar = ["name", "phone", "address", "id_number", "is_representative"]

    def get_id_number(self, petitioner: Petitioner) -> str:
        return mask_id_number(petitioner.id_number)


class LetterBriefSerializer(serializers.ModelSerializer[Petition]):
    region = RegionSerializer()

    class Meta:
        model = Petition
        fields: ClassVar = [
            "subject",
            "channel",
            "purpose",
            "content_class",
            "region",
            "people_count",
            "external_number",
        ]


class LetterSerializer(LetterBriefSerializer):
    unit_complained = UnitSerializer(allow_null=True)
    petitioners = PetitionerSerializer(many=True)

    class Meta(LetterBriefSerializer.Meta):
        fields: ClassVar = [
            *LetterBriefSerializer.Meta.fields,
            "text",
            "unit_complained",
            "complained_text",
            "key_case",
            "remarks",
            "petitioners",
        ]


class _Envelope(serializers.ModelSerializer[Case]):
    """Fields that follow from the case and from what was read beside it (`Shown`)."""

    status = serializers.ChoiceField(choices=Status.choices)
    status_label = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    due_on = serializers.SerializerMethodField(help_text="The nearest limit somebody has to meet.")
    overdue = serializers.SerializerMethodField()

    @property
    def beside(self) -> Shown:
        beside: Shown = self.context["shown"]
        return beside

    def get_status_label(self, case: Case) -> str:
        return str(LABELS.get(case.status, case.status))

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, case: Case) -> str:
        path = reverse("api:case", args=[case.number])
        return str(self.context["request"].build_absolute_uri(path))

    @extend_schema_field({"type": "string", "format": "date", "nullable": True})
    def get_due_on(self, case: Case) -> str | None:
        due_on = self.beside.due.get(case.pk)
        return due_on.isoformat() if due_on else None

    def get_overdue(self, case: Case) -> bool:
        return case.pk in self.beside.late


ENVELOPE = [
    "number",
    "url",
    "kind",
    "status",
    "status_label",
    "intake_unit",
    "sender_unit",
    "holding_unit",
    "review_unit",
    "leader",
    "received_on",
    "registered_at",
    "accepted_on",
    "served_on",
    "finished_at",
    "petition_class",
    "route",
    "simple",
    "sealed",
    "category",
    "outcome",
    "returns",
    "interim",
    "rated_at",
    "bureau_rating",
    "unit_rating",
    "due_on",
    "overdue",
]


class CaseLineSerializer(_Envelope):
    """An envelope in a list, with the outline of the letter where the caller may read it."""

    intake_unit = UnitSerializer()
    sender_unit = UnitSerializer(allow_null=True)
    holding_unit = UnitSerializer()
    review_unit = UnitSerializer(allow_null=True)
    leader = PersonSerializer(allow_null=True)
    letter = serializers.SerializerMethodField(help_text="Null where the caller may not read it.")

    class Meta:
        model = Case
        fields: ClassVar = [*ENVELOPE, "letter"]

    @extend_schema_field(LetterBriefSerializer(allow_null=True))
    def get_letter(self, case: Case) -> dict[str, Any] | None:
        letter = self.beside.letters.get(case.pk)
        return dict(LetterBriefSerializer(letter).data) if letter else None


class CaseSerializer(CaseLineSerializer):
    """An envelope with the whole letter where the caller may read it."""

    @extend_schema_field(LetterSerializer(allow_null=True))
    def get_letter(self, case: Case) -> dict[str, Any] | None:
        letter = self.beside.letters.get(case.pk)
        return dict(LetterSerializer(letter).data) if letter else None


class OwnCaseSerializer(serializers.Serializer[PetitionerView]):
    """What a petitioner sees by his 查询码: dates and how far it is, no internal opinions."""

    number = serializers.CharField()
    url = serializers.SerializerMethodField()
    status = serializers.ChoiceField(
        choices=Status.choices, help_text="Steps inside the office are not told apart."
    )
    status_label = serializers.CharField(source="stage")
    subject = serializers.CharField(allow_blank=True)
    holding_unit = UnitSerializer(
        source="unit", allow_null=True, help_text="Null once it was passed on to another organ."
    )
    received_on = serializers.DateField()
    registered_at = serializers.DateTimeField()
    accepted_on = serializers.DateField(allow_null=True)
    served_on = serializers.DateField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(
        allow_blank=True, help_text="Empty until the opinion was served."
    )
    rated_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(
        allow_null=True, help_text="The nearest limit that somebody has to meet for him."
    )
    overdue = serializers.BooleanField(source="is_overdue")

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, view: PetitionerView) -> str:
        path = reverse("api:case", args=[view.number])
        return str(self.context["request"].build_absolute_uri(path))


class RegisteredSerializer(CaseSerializer):
    """A case just registered, with its 查询码, which is kept only as a digest."""

    query_code = serializers.SerializerMethodField(
        help_text="Given once, and again to a repeat of the call with the same token."
    )

    class Meta(CaseSerializer.Meta):
        fields: ClassVar = [*CaseSerializer.Meta.fields, "query_code"]

    @extend_schema_field({"type": "string", "nullable": True})
    def get_query_code(self, _case: Case) -> str | None:
        code: str | None = self.context["query_code"]
        return code
