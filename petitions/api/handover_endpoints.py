"""Ledgers handed over: the caller's, one with its rows, and sorting rows of it (M10)."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.models import Unit
from petitions.api.callers import IsPerson
from petitions.api.case_query import LARGEST_PAGE, PageQuery
from petitions.api.openapi_parts import paged, problems
from petitions.api.paging import page_of, requested_page
from petitions.api.serializers import LABELS, UnitSerializer
from petitions.api.strict_bodies import StrictSerializer
from petitions.api.views import ApiView
from petitions.handovers import selectors
from petitions.handovers.forms import SortForm
from petitions.handovers.selectors import Totals
from petitions.handovers.services import SortWay, sort_rows
from petitions.letters.letter_selectors import titles
from petitions.models.handover import HandoverBatch
from workflows.acts.act_refusals import NotFound
from workflows.cases import access
from workflows.models import Case
from workflows.states import Status


class TotalsSerializer(serializers.Serializer[Any]):
    """`checked` at one's own level are settled, filed or in hand there."""

    rows = serializers.IntegerField()
    sorted = serializers.IntegerField()
    unsorted = serializers.IntegerField()
    checked = serializers.IntegerField()
    settled = serializers.IntegerField()
    filed = serializers.IntegerField()
    in_hand = serializers.IntegerField()
    passed_down = serializers.IntegerField()
    otherwise = serializers.IntegerField()
    finished = serializers.IntegerField()


class HandoverSerializer(serializers.ModelSerializer[Any]):
    """A ledger with what became of its rows, as far as the caller may know of them."""

    unit = UnitSerializer()
    totals = serializers.SerializerMethodField()

    class Meta:
        model = HandoverBatch
        fields: ClassVar = ["id", "unit", "source", "filename", "made_at", "totals"]

    @extend_schema_field(TotalsSerializer)
    def get_totals(self, batch: HandoverBatch) -> dict[str, int]:
        found: Totals = self.context["totals"].get(batch.pk, Totals())
        return found.as_counts()


class RowSerializer(serializers.ModelSerializer[Any]):
    """A row of a ledger; `title` is null where the letter is closed to the caller."""

    status_label = serializers.SerializerMethodField()
    unit = UnitSerializer(source="holding_unit")
    title = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields: ClassVar = ["number", "status", "status_label", "unit", "title"]

    def get_status_label(self, case: Case) -> str:
        return str(LABELS[case.status])

    def get_title(self, case: Case) -> str | None:
        title: str | None = self.context["titles"].get(case.pk)
        return title


class RowQuery(PageQuery):
    sorted = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Only rows sorted, or not yet."
    )


class SortInput(StrictSerializer):
    """What becomes of some rows; what else is needed depends on `way`."""

    rows = serializers.ListField(
        child=serializers.CharField(max_length=40),
        min_length=1,
        max_length=LARGEST_PAGE,
        help_text="Numbers of rows that are not sorted yet.",
    )
    way = serializers.ChoiceField(choices=SortWay.choices)
    unit = serializers.SlugRelatedField(
        slug_field="code", queryset=Unit.objects.all(), required=False, help_text="Code of a unit."
    )
    facts = serializers.CharField(required=False, allow_blank=True)
    result = serializers.CharField(required=False, allow_blank=True)


class RefusedRowSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    reason = serializers.CharField()


class SortedSerializer(serializers.Serializer[Any]):
    """How many rows went their way, and why each other one did not."""

    done = serializers.IntegerField()
    refused = RefusedRowSerializer(many=True)


class HandoversView(ApiView):
    """The ledgers of the units where the caller sends matters on, the newest first."""

    permission_classes = (IsPerson,)

    @extend_schema(
        operation_id="list_handovers",
        parameters=[PageQuery],
        responses={200: paged("HandoverPage", HandoverSerializer), **problems(403, 422)},
    )
    def get(self, request: Request) -> Response:
        query = PageQuery(data=requested_page(request))
        query.is_valid(raise_exception=True)
        found = selectors.batches_for(self.person, at=self.at)
        batches, envelope = page_of(found, query.validated_data, request)
        mine = access.cases_for(self.person, at=self.at)
        cases = mine.filter(letter__batch__in=[batch.pk for batch in batches])
        context = {"totals": selectors.totals(cases, at=self.at)}
        told = HandoverSerializer(batches, many=True, context=context).data
        return Response(envelope | {"results": told})


class _OneView(ApiView):
    permission_classes = (IsPerson,)

    def batch(self, pk: int) -> HandoverBatch:
        found = selectors.batches_for(self.person, at=self.at).filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found


class HandoverView(_OneView):
    """The rows of one ledger that the caller may know of, in its order."""

    @extend_schema(
        operation_id="list_handover_rows",
        parameters=[RowQuery],
        responses={200: paged("HandoverRowPage", RowSerializer), **problems(403, 404, 422)},
    )
    def get(self, request: Request, pk: int) -> Response:
        query = RowQuery(data=requested_page(request))
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        found = selectors.rows_of(self.batch(pk), self.person, at=self.at)
        if wanted["sorted"] is not None:
            waiting = {"status": Status.REGISTERED}
            found = found.exclude(**waiting) if wanted["sorted"] else found.filter(**waiting)
        rows, envelope = page_of(found, wanted, request)
        known = titles([row.pk for row in rows], self.person, at=self.at)
        told = RowSerializer(rows, many=True, context={"titles": known}).data
        return Response(envelope | {"results": told})


class SortView(_OneView):
    """Sorting rows: one act through the door for each, whole or not at all."""

    @extend_schema(
        operation_id="sort_handover_rows",
        request=SortInput,
        responses={200: SortedSerializer, **problems(400, 403, 404, 422)},
    )
    def post(self, request: Request, pk: int) -> Response:
        batch = self.batch(pk)
        checked = SortInput(data=request.data)
        checked.is_valid(raise_exception=True)
        given = dict(checked.validated_data)
        rows = selectors.rows_of(batch, self.person, at=self.at).filter(
            status=Status.REGISTERED, number__in=given.pop("rows")
        )
        unit = given.pop("unit", None)
        form = SortForm(given | {"unit": unit.pk if unit else ""}, batch=batch)
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        cases = list(rows)
        if missing := set(checked.validated_data["rows"]) - {case.number for case in cases}:
            told = _("This ledger has no such row to be sorted: %(numbers)s.")
            raise serializers.ValidationError(
                {"rows": [told % {"numbers": "、".join(sorted(missing))}]}
            )
        outcome = sort_rows(
            cases, form.cleaned_data["way"], form.details(), by=self.person, at=self.at
        )
        refused = [{"number": number, "reason": reason} for number, reason in outcome.refused]
        return Response({"done": outcome.done, "refused": refused})
