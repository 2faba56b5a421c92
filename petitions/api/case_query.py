"""Narrowing a list of cases by what stands behind the question mark."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from organizations.models import Person, Unit
from petitions.api.strict_bodies import StrictSerializer
from petitions.letters import bigram_search
from workflows.acts.act import Relation
from workflows.cases import access
from workflows.cases.case_lists import CaseList, received
from workflows.counting.work_calendar import legal_date
from workflows.states import Kind, Status

PAGE_SIZE = 20
LARGEST_PAGE = 100
FARTHEST_PAGE = 100_000


class PageQuery(StrictSerializer):
    page = serializers.IntegerField(min_value=1, max_value=FARTHEST_PAGE, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)


class PlaceQuery(PageQuery):
    cursor = serializers.CharField(
        required=False, max_length=100, help_text="Where the page begins, as `next` gives it."
    )


class CaseQuery(PlaceQuery):
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


def filtered(person: Person, query: dict[str, Any], *, at: datetime) -> CaseList:
    """The caller's cases that answer a checked query."""
    kind = query["kind"]
    found = CaseList.of(person, at=at, kind=kind)
    if "unit" in query:
        unit = Unit.objects.filter(code=query["unit"]).values_list("pk", flat=True).first()
        found = found.through(access.scope(kind, Relation.HOLDER, unit or 0))
    if "leader" in query:
        leaders = Person.objects.filter(username=query["leader"])
        leader = leaders.values_list("pk", flat=True).first()
        found = found.through(access.scope(kind, Relation.LEADS, leader or 0))
    if "status" in query:
        found = found.with_status(query["status"])
    found = found.where(received(query.get("from"), query.get("to")))
    if query.get("overdue") is not None:
        today = legal_date(at)
        found = found.late(today) if query["overdue"] else found.in_time(today)
    if phrase := query.get("q"):
        readable = access.scopes_for(person, at=at, permission=access.READ_LETTER, kind=kind)
        found = bigram_search.among(found, phrase, readable=readable)
    return found
