"""Narrowing a list of cases by what stands behind the question mark."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from organizations.models import Person
from petitions.api.strict_bodies import StrictSerializer
from petitions.cases.case_conditions import CaseConditions, person_named, unit_coded
from workflows.cases import access
from workflows.cases.case_lists import CaseList
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


def filtered(person: Person, query: Mapping[str, Any], *, at: datetime) -> CaseList:
    """The caller's cases that answer a checked query."""
    kind = query["kind"]
    wanted = CaseConditions(
        kind=kind,
        status=query.get("status"),
        unit=unit_coded(query["unit"]) if "unit" in query else None,
        leader=person_named(query["leader"]) if "leader" in query else None,
        since=query.get("from"),
        until=query.get("to"),
        overdue=query.get("overdue"),
        q=query.get("q", ""),
    )
    readable = access.scopes_for(person, at=at, permission=access.READ_LETTER, kind=kind)
    found = CaseList.of(person, at=at, kind=kind)
    return wanted.narrow(found, readable=readable, today=legal_date(at))
