"""Cases: the list, registration, one case, its events and its clocks."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from petitions.api import visibility
from petitions.api.case_query import CaseQuery, filtered
from petitions.api.history_serializers import (
    EVENT_ANSWERS,
    ClockSerializer,
    EventSerializer,
    OwnEventSerializer,
)
from petitions.api.idempotency import CREATED, REPEATED
from petitions.api.openapi_parts import paged, problems
from petitions.api.paging import listed, requested_page
from petitions.api.registration_input import RegistrationInput, received
from petitions.api.serializers import (
    CaseLineSerializer,
    CaseSerializer,
    OwnCaseSerializer,
    RegisteredSerializer,
)
from petitions.api.views import ApiView
from petitions.letters.registration import register
from petitions.models import IdempotencyKey
from petitions.portal.petitioner_view import PetitionerView, clocks_of
from workflows.acts.act_refusals import NotFound
from workflows.cases import access
from workflows.cases.case_lists import BY_NEWEST
from workflows.clocks.clock_api import explained
from workflows.models import Case

CASE_ANSWER = PolymorphicProxySerializer(
    component_name="CaseAnswer",
    serializers=[CaseSerializer, OwnCaseSerializer],
    resource_type_field_name=None,
)


class CasesView(ApiView):
    """GET: the caller's cases in pages. POST: register a petition."""

    @extend_schema(
        operation_id="list_cases",
        parameters=[CaseQuery],
        responses={200: paged("CasePage", CaseLineSerializer), **problems(403, 422)},
    )
    def get(self, request: Request) -> Response:
        query = CaseQuery(data=requested_page(request))
        query.is_valid(raise_exception=True)
        found = filtered(self.person, query.validated_data, at=self.at)
        ids, envelope = listed(
            found.ranges(BY_NEWEST), found.count(), query.validated_data, request
        )
        cases = found.found(ids, *visibility.UNITS)
        context = {"request": request, "shown": visibility.shown(cases, self.actor, at=self.at)}
        lines = CaseLineSerializer(cases, many=True, context=context)
        return Response(envelope | {"results": lines.data})

    @extend_schema(
        operation_id="register",
        request=RegistrationInput,
        responses={
            201: RegisteredSerializer,
            200: RegisteredSerializer,
            **problems(400, 403, 409, 422),
        },
    )
    def post(self, request: Request) -> Response:
        new = received(request.data, self.person, at=self.at)
        done = register(
            new.letter, unit=new.unit, received_on=new.received_on, actor=self.actor, at=self.at
        )
        return self._answer(done.case, done.query_code, CREATED)

    def recall(self, before: IdempotencyKey) -> Response:
        """The case of the first call; its query code opens with the first token alone."""
        own = Case.objects.filter(pk=before.case_id or 0)
        found = visibility.find(self.actor, own, at=self.at)
        if found is None:
            raise NotFound
        return self._answer(found, None, REPEATED)

    def _answer(self, case: Case, query_code: str | None, status: int) -> Response:
        context = {
            "request": self.request,
            "shown": visibility.shown_of(case, self.actor, at=self.at),
            "query_code": query_code,
        }
        address = self.request.build_absolute_uri(reverse("api:case", args=[case.number]))
        body = RegisteredSerializer(case, context=context).data
        return Response(body, status, headers={"Location": address})


class CaseView(ApiView):
    """One case: whole for staff, dates and progress for the petitioner."""

    @extend_schema(operation_id="get_case", responses={200: CASE_ANSWER, **problems(404)})
    def get(self, request: Request, number: str) -> Response:
        case = visibility.one(self.actor, number, at=self.at)
        context: dict[str, Any] = {"request": request}
        if self.actor.person is None:
            view = PetitionerView.of(case, at=self.at)
            return Response(OwnCaseSerializer(view, context=context).data)
        context["shown"] = visibility.shown_of(case, self.actor, at=self.at)
        return Response(CaseSerializer(case, context=context).data)


class EventsView(ApiView):
    """What happened, in order."""

    @extend_schema(operation_id="list_events", responses={200: EVENT_ANSWERS, **problems(404)})
    def get(self, request: Request, number: str) -> Response:
        case = visibility.one(self.actor, number, at=self.at)
        if self.actor.person is None:
            view = PetitionerView.of(case, at=self.at)
            return Response([OwnEventSerializer(step).data for step in view.steps])
        events = case.events.select_related("actor", "actor_unit").prefetch_related("documents")
        may_read = access.may(self.actor, access.READ_LETTER, case, at=self.at)
        context = {"read_details": may_read}
        return Response(EventSerializer(events, many=True, context=context).data)


class ClocksView(ApiView):
    """Every limit of the case, with the proof of its last day, day by day."""

    @extend_schema(
        operation_id="list_clocks", responses={200: ClockSerializer(many=True), **problems(404)}
    )
    def get(self, request: Request, number: str) -> Response:
        case = visibility.one(self.actor, number, at=self.at)
        seen = case.clocks.all() if self.actor.person else clocks_of(case)
        return Response(explained(seen))
