"""The administrator's pages: what leaders are linked to (包联), and close relatives (规则 48)."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest

from organizations.admin import compare_names
from organizations.models import Person, Role, Tenure
from workflows.models import CloseRelative, LeaderLink


@admin.register(LeaderLink)
class LeaderLinkAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Links are settings, not records: they may be taken away again."""

    list_display = ("person", "region", "subject")
    list_select_related = ("person", "region")
    autocomplete_fields = ("region",)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name == "person":
            leading = Tenure.objects.filter(until__isnull=True, post__roles__contains=[Role.LEADER])
            kwargs["queryset"] = Person.objects.filter(pk__in=leading.values("person_id"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(CloseRelative)
class CloseRelativeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """On record so that a tip-off about one is kept from the other."""

    list_display = ("person", "relative")
    list_select_related = ("person", "relative")
    autocomplete_fields = ("person", "relative")

    def save_model(
        self,
        request: HttpRequest,
        obj: CloseRelative,
        form: "ModelForm[CloseRelative]",
        change: bool,  # noqa: FBT001
    ) -> None:
        super().save_model(request, obj, form, change)
        compare_names(request, [obj.person.name, obj.relative.name])
