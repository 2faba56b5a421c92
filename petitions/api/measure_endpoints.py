"""Measures and their evidence, to read; what they say is told to those who may read it."""

from typing import Any, ClassVar

from django.http import FileResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from petitions.api.callers import IsPerson
from petitions.api.case_query import PageQuery
from petitions.api.openapi_parts import paged, problems
from petitions.api.paging import page_of, requested_page
from petitions.api.serializers import PersonSerializer, UnitSerializer
from petitions.api.views import ApiView
from petitions.letters.stored_files import download
from petitions.measures import selectors
from workflows.counting.work_calendar import legal_date
from workflows.models import Evidence, Measure


class MeasureQuery(PageQuery):
    case = serializers.CharField(required=False, max_length=40, help_text="Number of a case.")
    unit = serializers.CharField(
        required=False, max_length=40, help_text="Code of the unit that answers."
    )
    leader = serializers.CharField(
        required=False, max_length=150, help_text="Username of the leader."
    )
    state = serializers.ChoiceField(choices=selectors.STATES, required=False)


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """A file that proves what was done; `url` is where to get it."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields: ClassVar = ["id", "name", "size", "sha256", "url"]

    def get_url(self, evidence: Evidence) -> str:
        return reverse("api:evidence", args=[evidence.pk])


class MeasureSerializer(serializers.ModelSerializer[Any]):
    """`place` is the number within the case, by which acts name it; `due_on` its running limit."""

    case = serializers.CharField(source="case.number")
    unit = UnitSerializer()
    leader = PersonSerializer()
    doer = PersonSerializer()
    problem = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    state_label = serializers.CharField(source="get_state_display")
    due_on = serializers.DateField(allow_null=True)
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = Measure
        fields: ClassVar = [
            "case", "place", "source", "source_name", "problem", "text", "leader", "unit", "doer",
            "since_on", "limit_on", "due_on", "state", "state_label", "redone", "struck_off_on",
            "evidence",
        ]  # fmt: skip

    def get_problem(self, measure: Measure) -> str | None:
        return measure.problem if measure.case_id in self.context["readable"] else None

    def get_text(self, measure: Measure) -> str | None:
        return measure.text if measure.case_id in self.context["readable"] else None

    @extend_schema_field(EvidenceSerializer(many=True, allow_null=True))
    def get_evidence(self, measure: Measure) -> list[dict[str, Any]] | None:
        if measure.case_id not in self.context["readable"]:
            return None
        files = [file for step in measure.steps.all() for file in step.evidence.all()]
        return list(EvidenceSerializer(files, many=True).data)


class MeasuresView(ApiView):
    """The measures of the cases the caller may see, the nearest limit first."""

    permission_classes = (IsPerson,)

    @extend_schema(
        operation_id="list_measures",
        parameters=[MeasureQuery],
        responses={200: paged("MeasurePage", MeasureSerializer), **problems(403, 422)},
    )
    def get(self, request: Request) -> Response:
        query = MeasureQuery(data=requested_page(request))
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        names = {"case": "case__number", "unit": "unit__code", "leader": "leader__username"}
        conditions = {names[name]: wanted[name] for name in names if name in wanted}
        reach = selectors.measures_for(self.person, at=self.at).filter(**conditions)
        state = {"state": wanted.get("state")}
        found = selectors.narrowed(reach, state, today=legal_date(self.at))
        with_files = found.prefetch_related("steps__evidence")
        measures, envelope = page_of(with_files, wanted, request)
        cases = {measure.case_id for measure in measures}
        context = {"readable": selectors.readable(self.person, cases, at=self.at)}
        told = MeasureSerializer(measures, many=True, context=context).data
        return Response(envelope | {"results": told})


class EvidenceView(ApiView):
    """One file of evidence, as it was uploaded."""

    permission_classes = (IsPerson,)

    @extend_schema(
        operation_id="get_evidence",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **problems(403, 404)},
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        found = selectors.evidence_for(self.person, pk, at=self.at)
        return download(found)
