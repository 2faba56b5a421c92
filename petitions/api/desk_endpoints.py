"""What waits on the caller's desk, and taking it."""

from datetime import date
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from petitions.api.callers import IsPerson
from petitions.api.case_query import PlaceQuery
from petitions.api.openapi_parts import paged, problems
from petitions.api.paging import listed, requested_page
from petitions.api.serializers import LABELS, PersonSerializer, UnitSerializer
from petitions.api.views import ApiView
from petitions.clocks.nearest_limits import Limit, task_limits
from workflows.acts.act_refusals import NotFound
from workflows.cases import desk_inbox
from workflows.counting.work_calendar import legal_date
from workflows.models import DeskTask

STAFF: tuple[type[BasePermission], ...] = (IsPerson,)


class DeskSerializer(serializers.ModelSerializer[Any]):
    """Work that waits: for a unit's role, or for the person who took it (`owner`).

    The case's own next step, or what goes on beside it: an assisting unit's part, a measure or
    its verification, a reply that is owed. `due_on` is the limit of that work.
    """

    desk = serializers.SerializerMethodField(help_text="What is to be done.")
    number = serializers.CharField(source="case.number")
    status = serializers.CharField(source="case.status")
    status_label = serializers.SerializerMethodField()
    unit = UnitSerializer(allow_null=True)
    owner = PersonSerializer(allow_null=True)
    due_on = serializers.SerializerMethodField()

    class Meta:
        model = DeskTask
        fields: ClassVar = [
            "id",
            "desk",
            "number",
            "status",
            "status_label",
            "unit",
            "role",
            "owner",
            "since",
            "due_on",
        ]

    def get_desk(self, task: DeskTask) -> str:
        return task.label

    def get_status_label(self, task: DeskTask) -> str:
        return str(LABELS[task.case.status]) if task.case else ""

    @extend_schema_field({"type": "string", "format": "date", "nullable": True})
    def get_due_on(self, task: DeskTask) -> str | None:
        limit: Limit | None = self.context["limits"].get(task.pk)
        return limit.due_on.isoformat() if limit and not limit.is_right else None


def described(tasks: list[DeskTask], today: date) -> list[dict[str, Any]]:
    limits = task_limits(tasks, today=today)
    return list(DeskSerializer(tasks, many=True, context={"limits": limits}).data)


class DeskView(ApiView):
    """The caller's own desk and the queues of his units, the nearest limit first."""

    permission_classes = STAFF

    @extend_schema(
        operation_id="list_desk",
        parameters=[PlaceQuery],
        responses={200: paged("DeskPage", DeskSerializer), **problems(403, 422)},
    )
    def get(self, request: Request) -> Response:
        query = PlaceQuery(data=requested_page(request))
        query.is_valid(raise_exception=True)
        waiting = desk_inbox.own_and_queues(self.person, at=self.at)
        ids, envelope = listed(waiting, waiting.count(), query.validated_data, request)
        return Response(
            envelope | {"results": described(desk_inbox.tasks(ids), legal_date(self.at))}
        )


class ClaimView(ApiView):
    """Taking a case from the unit's queue to one's own desk."""

    permission_classes = STAFF

    @extend_schema(
        operation_id="claim",
        request=None,
        responses={200: DeskSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request, task: int) -> Response:
        inbox = desk_inbox.inbox(self.person, at=self.at).filter(pk=task)
        if not inbox.exists():
            raise NotFound
        desk_inbox.claim(task, self.person, at=self.at)
        return Response(described(list(inbox), legal_date(self.at))[0])
