"""Small look-ups that clients need to fill in a form, and what each kind of problem means."""

from typing import Any

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound as NoSuchThing
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.models import Region
from organizations.selectors import open_units
from petitions.api.callers import IsPerson
from petitions.api.case_query import PageQuery
from petitions.api.openapi_parts import paged, problems
from petitions.api.paging import page_of, requested_page
from petitions.api.problems import PROBLEMS
from petitions.api.serializers import RegionSerializer, UnitSerializer
from petitions.api.views import ApiView


class WordQuery(PageQuery):
    q = serializers.CharField(
        required=False, max_length=60, help_text="Beginning of the code, or part of the name."
    )


def _meets(query: dict[str, Any]) -> Q:
    word = query.get("q")
    return Q(code__startswith=word) | Q(name__icontains=word) if word else Q()


class UnitsView(ApiView):
    """Open units in the order of the tree."""

    permission_classes = (IsPerson,)

    @extend_schema(
        operation_id="list_units",
        parameters=[WordQuery],
        responses={200: paged("UnitPage", UnitSerializer), **problems(403, 422)},
    )
    def get(self, request: Request) -> Response:
        query = WordQuery(data=requested_page(request))
        query.is_valid(raise_exception=True)
        found = open_units().filter(_meets(query.validated_data)).order_by("path")
        units, envelope = page_of(found, query.validated_data, request)
        return Response(envelope | {"results": UnitSerializer(units, many=True).data})


class RegionsView(ApiView):
    """Regions by GB/T 2260, from the province down."""

    permission_classes = (IsPerson,)

    @extend_schema(
        operation_id="list_regions",
        parameters=[WordQuery],
        responses={200: paged("RegionPage", RegionSerializer), **problems(403, 422)},
    )
    def get(self, request: Request) -> Response:
        query = WordQuery(data=requested_page(request))
        query.is_valid(raise_exception=True)
        found = Region.objects.filter(_meets(query.validated_data)).order_by("path")
        regions, envelope = page_of(found, query.validated_data, request)
        return Response(envelope | {"results": RegionSerializer(regions, many=True).data})


class ProblemKindSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    status = serializers.IntegerField()
    title = serializers.CharField()


class ProblemView(ApiView):
    """What a problem's `type` points to; open to all."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(operation_id="get_problem", responses={200: ProblemKindSerializer}, auth=[])
    def get(self, request: Request, code: str) -> Response:
        if code not in PROBLEMS:
            raise NoSuchThing
        status, title = PROBLEMS[code]
        return Response({"code": code, "status": status, "title": str(title)})


class NothingHereView(ApiView):
    """Any other address below /api/v1/, so that errors look alike everywhere."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NoSuchThing
