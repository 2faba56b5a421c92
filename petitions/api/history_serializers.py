"""How events and clocks look in JSON; the schema is made from these classes."""

from datetime import date
from typing import Any, ClassVar

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from petitions.api.serializers import PersonSerializer, UnitSerializer
from petitions.cases.timeline import Detail, happened_on
from petitions.portal.petitioner_view import PetitionerPaper, PetitionerStep
from workflows.cases.machines import ACTS
from workflows.counting.due_date import StepKind
from workflows.counting.work_calendar import DayKind
from workflows.models import CaseEvent, Document
from workflows.states import Kind, Status


class DocumentSerializer(serializers.ModelSerializer[Document]):
    class Meta:
        model = Document
        fields: ClassVar = ["id", "kind", "number", "title", "issued_on", "sha256"]


class EventSerializer(serializers.ModelSerializer[CaseEvent]):
    """One act performed. `details` is null where the caller may not read the letter."""

    label = serializers.SerializerMethodField()  # type: ignore[assignment]  # not the field's own
    happened_on = serializers.SerializerMethodField(
        help_text="The day of it; before that of `at` where it was entered later."
    )
    actor = PersonSerializer(allow_null=True)
    unit = UnitSerializer(source="actor_unit", allow_null=True)
    details = serializers.SerializerMethodField()
    documents = DocumentSerializer(many=True)

    class Meta:
        model = CaseEvent
        fields: ClassVar = [
            "act",
            "label",
            "at",
            "happened_on",
            "actor_kind",
            "actor",
            "unit",
            "source",
            "target",
            "details",
            "documents",
        ]

    def get_label(self, event: CaseEvent) -> str:
        return act_label(event)

    def get_happened_on(self, event: CaseEvent) -> date:
        declared = ACTS[event.case.kind].get(event.act) if self.context["read_details"] else None
        return happened_on(event.case, event, declared)

    @extend_schema_field({"type": "object", "additionalProperties": True, "nullable": True})
    def get_details(self, event: CaseEvent) -> dict[str, Any] | None:
        return dict(event.details) if self.context["read_details"] else None


class FallSerializer(serializers.Serializer[PetitionerPaper]):
    """Since when a paper holds no longer, by which act, and by which paper that he may read."""

    since = serializers.DateField(source="fall.on")
    act = serializers.CharField(source="fall.act.name")
    document = DocumentSerializer(source="by", allow_null=True)
    label = serializers.CharField(source="ended")  # type: ignore[assignment]  # not the field's own


class OwnDocumentSerializer(DocumentSerializer):
    """A paper that the petitioner may read, and whether it still holds."""

    holds_no_longer = serializers.SerializerMethodField(help_text="Null while it holds.")

    class Meta(DocumentSerializer.Meta):
        fields: ClassVar = [*DocumentSerializer.Meta.fields, "holds_no_longer"]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        fall = dict(FallSerializer(instance).data) if instance.fall else None
        return {**super().to_representation(instance.document), "holds_no_longer": fall}

    @extend_schema_field(FallSerializer(allow_null=True))
    def get_holds_no_longer(self, _paper: Document) -> None:
        """Filled in from the petitioner's view of the paper."""


class DetailSerializer(serializers.Serializer[Detail]):
    label = serializers.CharField()  # type: ignore[assignment]  # not the field's own
    value = serializers.CharField()


class OwnEventSerializer(serializers.Serializer[PetitionerStep]):
    """A step the petitioner is told of, with the papers that he may read."""

    act = serializers.CharField(
        allow_blank=True, help_text="Empty where a matter was passed on to another organ."
    )
    label = serializers.CharField(help_text="What he is told of it.")  # type: ignore[assignment]  # not the field's own
    entered = serializers.CharField(
        allow_blank=True, help_text="Who entered it from him, and when that reached them."
    )
    at = serializers.DateTimeField()
    target = serializers.ChoiceField(choices=Status.choices)
    details = DetailSerializer(
        many=True, help_text="What else he may know, as of a decision for him."
    )
    documents = OwnDocumentSerializer(many=True, source="papers")


def _event_answer(*, many: bool) -> PolymorphicProxySerializer:
    """An event as staff see it, or as the petitioner is told of it."""
    return PolymorphicProxySerializer(
        component_name="EventAnswer",
        serializers=[EventSerializer, OwnEventSerializer],
        resource_type_field_name=None,
        many=many,
    )


EVENT_ANSWER, EVENT_ANSWERS = _event_answer(many=False), _event_answer(many=True)


def act_label(event: CaseEvent) -> str:
    """The act's name in the reader's language, even if it is no longer declared."""
    for kind in Kind:
        if declared := ACTS[kind].get(event.act):
            return str(declared.label)
    return event.act


class ProofStepSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in StepKind])
    n = serializers.IntegerField(help_text="The running count; 0 where nothing is counted.")
    note = serializers.CharField(allow_blank=True)
    day = serializers.ChoiceField(choices=[kind.value for kind in DayKind])
    amount = serializers.IntegerField()
    document = serializers.CharField(allow_blank=True)
    certain = serializers.BooleanField(help_text="False where the calendar is not published.")
    was = serializers.DateField(
        allow_null=True, help_text="The last day before a recomputation, null elsewhere."
    )


class ResponsibleSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class StoredSerializer(serializers.Serializer[Any]):
    due_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()


class ClockSerializer(serializers.Serializer[Any]):
    """A limit, computed from the clock's events, with every day that leads to its last one."""

    rule = serializers.CharField()
    name = serializers.CharField()
    article = serializers.CharField()
    version = serializers.IntegerField()
    calendar = serializers.CharField()
    arrangements = serializers.ListField(
        child=serializers.CharField(), help_text="Official names of what settles the rest days."
    )
    start = serializers.DateField()
    length = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField(help_text="What the length counts.")
    extended_by = serializers.IntegerField()
    counted_to = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    recomputed_from = serializers.DateField(
        allow_null=True, help_text="The last day before the latest recomputation."
    )
    provisional = serializers.BooleanField()
    state = serializers.CharField()
    ended_on = serializers.DateField(allow_null=True)
    proof = ProofStepSerializer(many=True)
    responsible = ResponsibleSerializer()
    stored = StoredSerializer()
