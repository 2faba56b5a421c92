"""Narrowing a list of cases by what stands behind the question mark."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from organizations.models import Person
from petitions.api.strict_bodies import StrictSerializer
from petitions.letters import bigram_search
from petitions.models import Petition
from workflows.cases.access import READ_LETTER, cases_for
from workflows.models import Case
from workflows.models.case import is_overdue
from workflows.states import Kind, Status

PAGE_SIZE = 20
LARGEST_PAGE = 100
FARTHEST_PAGE = 100_000


class PageQuery(StrictSerializer):
    page = serializers.IntegerField(min_value=1, max_value=FARTHEST_PAGE, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)


class CaseQuery(PageQuery):
    kind = serializers.ChoiceField(choices=Kind.choices, default=Kind.PETITION.value)
    status = serializers.CharField(
        required=False, help_text="One status, or several with commas between."
    )
    unit = serializers.CharField(
        required=False, max_length=40, help_text="Code of the unit that holds the case."
    )
    leader = serializers.CharField(
        required=False, max_length=150, help_text="Username of the leader in charge."
    )
    overdue = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="A limit has passed."
    )
    q = serializers.CharField(
        required=False, max_length=100, help_text="In the number, or in letters you may read."
    )

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]  # any field
        """`from` is a word of Python, so these two cannot be attributes."""
        first = serializers.DateField(required=False, help_text="Received on or after.")
        last = serializers.DateField(required=False, help_text="Received on or before.")
        return {**super().get_fields(), "from": first, "to": last}

    def validate_status(self, value: str) -> list[str]:
        wanted = [status for status in value.split(",") if status]
        if unknown := [status for status in wanted if status not in Status.values]:
            raise serializers.ValidationError(
                _("No such status: %(status)s.") % {"status": ", ".join(unknown)}
            )
        return wanted


def filtered(person: Person, query: dict[str, object], *, at: datetime) -> QuerySet[Case]:
    """The caller's cases that answer a checked query."""
    kind = str(query["kind"])
    cases: QuerySet[Case] = cases_for(person, at=at, kind=kind)
    plain = {
        "status": "status__in",
        "unit": "holding_unit__code",
        "leader": "leader__username",
        "from": "received_on__gte",
        "to": "received_on__lte",
    }
    cases = cases.filter(**{plain[name]: query[name] for name in plain if name in query})
    if query.get("overdue") is not None:
        late = is_overdue(at)
        cases = cases.filter(late if query["overdue"] else ~late)
    if query.get("q"):
        cases = _searched(cases, person, kind, str(query["q"]), at)
    return cases.order_by("-registered_at", "-pk")


def _searched(
    cases: QuerySet[Case], person: Person, kind: str, phrase: str, at: datetime
) -> QuerySet[Case]:
    readable = cases_for(person, at=at, permission=READ_LETTER, kind=kind)
    letters = bigram_search.matching(Petition.objects.filter(case__in=readable), phrase)
    return cases.filter(Q(number__icontains=phrase) | Q(pk__in=letters.values("case_id")))
