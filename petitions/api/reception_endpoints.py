"""The timetable of receiving and visiting, to read; who came is counted and never named."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from petitions.api.callers import IsPerson
from petitions.api.case_query import PageQuery
from petitions.api.openapi_parts import paged, problems
from petitions.api.paging import page_of, requested_page
from petitions.api.serializers import UnitSerializer
from petitions.api.views import ApiView
from petitions.models import ReceptionDay
from petitions.models.reception import ReceptionKind
from petitions.receptions import reception_rights, selectors
from petitions.receptions.selectors import Amount


class ReceptionQuery(PageQuery):
    kind = serializers.ChoiceField(choices=ReceptionKind.choices, required=False)

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]  # any field
        """`from` is a word of Python, so these two cannot be attributes."""
        first = serializers.DateField(required=False, help_text="Held on or after.")
        last = serializers.DateField(required=False, help_text="Held on or before.")
        return {**super().get_fields(), "from": first, "to": last}


class ReceptionSerializer(serializers.ModelSerializer[Any]):
    """A day or trip: 批次 are `visits`, 人次 `people`, 件次 `matters`."""

    unit = UnitSerializer()
    post = serializers.CharField(help_text="The post that receives.")
    visits = serializers.SerializerMethodField()
    people = serializers.SerializerMethodField()
    matters = serializers.SerializerMethodField()

    class Meta:
        model = ReceptionDay
        fields: ClassVar = [
            "id",
            "kind",
            "on",
            "opens",
            "closes",
            "place",
            "unit",
            "post",
            "cadre_count",
            "published",
            "visits",
            "people",
            "matters",
        ]

    def _amount(self, day: ReceptionDay) -> Amount:
        found: Amount = self.context["amounts"].get(day.pk, Amount())
        return found

    def get_visits(self, day: ReceptionDay) -> int:
        return self._amount(day).visits

    def get_people(self, day: ReceptionDay) -> int:
        return self._amount(day).people

    def get_matters(self, day: ReceptionDay) -> int:
        return self._amount(day).matters


class ReceptionsView(ApiView):
    """The days the caller may read, the newest first."""

    permission_classes = (IsPerson,)

    @extend_schema(
        operation_id="list_receptions",
        parameters=[ReceptionQuery],
        responses={200: paged("ReceptionPage", ReceptionSerializer), **problems(403, 422)},
    )
    def get(self, request: Request) -> Response:
        query = ReceptionQuery(data=requested_page(request))
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        names = {"kind": "kind", "from": "on__gte", "to": "on__lte"}
        conditions = {names[name]: wanted[name] for name in names if name in wanted}
        found = reception_rights.days_for(self.person, at=self.at).filter(**conditions)
        related = found.select_related(*selectors.RELATED).order_by("-on", "-opens", "-pk")
        days, envelope = page_of(related, wanted, request)
        context = {"amounts": selectors.amounts(days, self.person, at=self.at)}
        told = ReceptionSerializer(days, many=True, context=context).data
        return Response(envelope | {"results": told})
