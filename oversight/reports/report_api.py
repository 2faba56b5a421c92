"""Reports through the programme interface: what the caller may see, as JSON."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.database_waits import long_statements
from organizations.models import Unit
from oversight.reports.registry import BUILT, build
from oversight.reports.scope import FIRST_DAY, LAST_DAY, scope_for_user
from petitions.api.callers import IsPerson
from petitions.api.openapi_parts import problems
from petitions.api.strict_bodies import StrictSerializer
from petitions.api.views import ApiView
from workflows.acts.act_refusals import NotFound


def _in_bounds(when: date) -> None:
    """Of an instant too, which is a date here."""
    if not FIRST_DAY.year <= when.year <= LAST_DAY.year:
        raise serializers.ValidationError(_("Choose a year from 1949 to 2999."))


class ReportQuery(StrictSerializer):
    unit = serializers.CharField(
        required=False, max_length=40, help_text="Code of a unit; with all below it."
    )
    as_of = serializers.DateTimeField(
        required=False, help_text="What was true then.", validators=[_in_bounds]
    )

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]  # any field
        """`from` is a word of Python, so these two cannot be attributes."""
        first = serializers.DateField(
            required=False, help_text="First day of the period.", validators=[_in_bounds]
        )
        last = serializers.DateField(
            required=False, help_text="Last day of the period.", validators=[_in_bounds]
        )
        return {**super().get_fields(), "from": first, "to": last}


class FigureSerializer(serializers.Serializer[Any]):
    """A rate with the numbers it was made from; per cent, half up."""

    name = serializers.CharField()
    label_ = serializers.CharField()
    formula = serializers.CharField()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    precise = serializers.FloatField(allow_null=True)
    parts = serializers.DictField(child=serializers.IntegerField())

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]  # any field
        """`label` is a name of the framework's own, so it cannot be an attribute."""
        found = super().get_fields()
        found["label"] = found.pop("label_")
        return found


class ReportSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=tuple(BUILT))
    title = serializers.CharField()
    scope = serializers.CharField()
    as_of = serializers.DateTimeField()
    counts = serializers.DictField(child=serializers.IntegerField())
    figures = FigureSerializer(many=True)
    tables = serializers.DictField(child=serializers.ListField(child=serializers.DictField()))
    notes = serializers.ListField(child=serializers.CharField())

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]  # any field
        """`from` is a word of Python."""
        first, last = (serializers.DateField(allow_null=True) for _n in range(2))
        return {**super().get_fields(), "from": first, "to": last}


class ReportView(ApiView):
    """A report over the cases that the caller may see."""

    permission_classes = (IsPerson,)

    @extend_schema(
        operation_id="get_report",
        parameters=[ReportQuery],
        responses={200: ReportSerializer, **problems(403, 404, 422)},
    )
    def get(self, request: Request, kind: str) -> Response:
        if kind not in BUILT:
            raise NotFound
        query = ReportQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        found = query.validated_data
        asked = scope_for_user(
            self.person,
            now=self.at,
            at=found.get("as_of", self.at),
            period=(found.get("from"), found.get("to")),
            unit=_unit(found.get("unit")),
        )
        with long_statements():
            return Response(build(kind, asked).as_json())


def _unit(code: str | None) -> Unit | None:
    if code is None:
        return None
    unit = Unit.objects.filter(code=code).select_related("region").first()
    if unit is None:
        raise NotFound
    return unit
