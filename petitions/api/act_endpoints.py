"""What a caller may do with a case now, and doing it: through the door, like everybody."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound as NoSuchThing
from rest_framework.request import Request
from rest_framework.response import Response

from petitions.api import act_forms, visibility
from petitions.api.history_serializers import EVENT_ANSWER, EventSerializer, OwnEventSerializer
from petitions.api.openapi_parts import problems
from petitions.api.parsers import PlainMultiPartParser, StrictJSONParser
from petitions.api.serializers import LABELS
from petitions.api.views import ApiView
from petitions.portal.petitioner_view import PetitionerView
from workflows.acts.act import Act
from workflows.acts.purpose import Purpose
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent
from workflows.models.clock import with_rules


class ChoiceSerializer(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # not the field's own


class FieldSerializer(serializers.Serializer[Any]):
    """One detail an act asks for. `choices` is null where there is nothing to choose from,
    or more than can be listed: then look it up under units/."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # not the field's own
    type = serializers.CharField(
        help_text="string, text, boolean, integer, date, choice, choices, unit, units, person,"
        " people or files."
        " Files take a multipart body."
    )
    required = serializers.BooleanField()  # type: ignore[assignment]  # not the field's own
    help = serializers.CharField(allow_blank=True)
    initial = serializers.JSONField(allow_null=True)
    minimum = serializers.IntegerField(allow_null=True)
    maximum = serializers.IntegerField(allow_null=True)
    max_length = serializers.IntegerField(allow_null=True)
    choices = ChoiceSerializer(many=True, allow_null=True)


class ActSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # not the field's own
    purpose = serializers.CharField(
        help_text="What it is for; pages put acts together by it: " + ", ".join(Purpose.values)
    )
    article = serializers.CharField(help_text="What the act stands on.")
    url = serializers.CharField(help_text="Where to POST the fields as a JSON object.")
    issues = serializers.ListField(
        child=serializers.CharField(), help_text="Kinds of paper it issues."
    )
    fields_ = FieldSerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]  # any field
        """`fields` is a name of the framework's own, so it cannot be an attribute."""
        found = super().get_fields()
        found["fields"] = found.pop("fields_")
        return found


class PerformedSerializer(serializers.Serializer[Any]):
    """The event that was written, and how the case now stands."""

    event = serializers.SerializerMethodField()
    status = serializers.CharField()
    status_label = serializers.CharField()
    query_code = serializers.CharField(
        allow_null=True,
        help_text="The petitioner's new 查询码, for the slip that he is given; this once.",
    )

    @extend_schema_field(EVENT_ANSWER)
    def get_event(self, performed: Mapping[str, Any]) -> Any:
        return performed["event"]


class ActsView(ApiView):
    """The acts open to this caller on this case at this moment."""

    @extend_schema(
        operation_id="list_acts", responses={200: ActSerializer(many=True), **problems(404)}
    )
    def get(self, request: Request, number: str) -> Response:
        case = visibility.one(self.actor, number, at=self.at)
        prefetch_related_objects([case], "measures", with_rules())
        catalogue = act_forms.Catalogue()
        acts = self._open_to_caller(case)
        return Response([self._described(case, declared, catalogue) for declared in acts])

    def _open_to_caller(self, case: Case) -> Iterable[Act]:
        if self.actor.person is None:
            return PetitionerView.of(case, at=self.at).acts
        return door.available_acts(case, self.actor, at=self.at)

    def _described(
        self, case: Case, declared: Act, catalogue: act_forms.Catalogue
    ) -> dict[str, Any]:
        form = door.blank_form(case, declared, self.actor, at=self.at)
        url = reverse("api:act", args=[case.number, declared.name])
        return {
            "name": declared.name,
            "label": str(declared.label),
            "purpose": declared.purpose.value,
            "article": declared.article,
            "url": self.request.build_absolute_uri(url),
            "issues": list(declared.issues),
            "fields": act_forms.described(form, catalogue),
        }


class ActView(ApiView):
    """Performing one act; the body holds its details, as multipart where files go with them."""

    parser_classes = (StrictJSONParser, PlainMultiPartParser)

    @extend_schema(
        operation_id="perform",
        request=OpenApiTypes.OBJECT,
        responses={200: PerformedSerializer, **problems(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, number: str, act: str) -> Response:
        case = visibility.one(self.actor, number, at=self.at)
        declared = ACTS[case.kind].get(act)
        if declared is None:
            raise NoSuchThing(_("There is no such act."))
        body = request.data
        if isinstance(body, QueryDict):
            details = act_forms.uploaded(declared.form, body)
        else:
            details = act_forms.details(declared.form, body)
        event = door.perform(case.pk, act, actor=self.actor, at=self.at, **details)
        return Response(PerformedSerializer(self._performed(event)).data)

    def _performed(self, event: CaseEvent) -> dict[str, Any]:
        if self.actor.person is None:
            view = PetitionerView.of(Case.objects.get(pk=event.case_id), at=self.at)
            own = OwnEventSerializer(view.steps[-1]).data
            return self._answer(own, view.status, view.stage)
        shown = EventSerializer(event, context={"read_details": True}).data
        label = str(LABELS[event.target])
        return self._answer(shown, event.target, label) | {"query_code": event.handout or None}

    def _answer(self, event: Any, status: str, label: str) -> dict[str, Any]:
        return {"event": event, "status": status, "status_label": label, "query_code": None}
