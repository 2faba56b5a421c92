"""The administrator's pages: who is who, what leaders are linked to (包联), relatives (规则 48)."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Q
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone

from organizations.models import Person, Role, Tenure
from workflows.administration import office_pages
from workflows.administration.recorded_admin import RecordedAdmin, RegionalAdmin, administrator
from workflows.administration.recorded_forms import RecordedForm
from workflows.models import CloseRelative, LeaderLink
from workflows.rights.change_refusals import administered
from workflows.rights.office_changes import Subject, accounts_within

__all__ = ["office_pages"]


def _people_within(request: HttpRequest) -> Any:
    paths = administered(administrator(request), at=timezone.now())
    return Person.objects.filter(accounts_within(paths))


@admin.register(LeaderLink)
class LeaderLinkAdmin(RegionalAdmin):
    list_display = ("person", "region", "subject")
    list_select_related = ("person", "region")
    autocomplete_fields = ("region",)

    def own(self, request: HttpRequest) -> Q:
        return Q(person__in=_people_within(request))

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name == "person":
            leading = Tenure.objects.filter(until__isnull=True, post__roles__contains=[Role.LEADER])
            kwargs["queryset"] = _people_within(request).filter(pk__in=leading.values("person_id"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RelativeForm(RecordedForm):
    class Meta:
        model = CloseRelative
        fields = ("person", "relative")


@admin.register(CloseRelative)
class CloseRelativeAdmin(RecordedAdmin):
    """On record so that a tip-off about one is kept from the other."""

    subject = Subject.RELATIVE
    form = RelativeForm
    list_display = ("person", "relative")
    list_select_related = ("person", "relative")
    autocomplete_fields = ("person", "relative")

    def own(self, request: HttpRequest) -> Q:
        return Q(person__in=_people_within(request))
