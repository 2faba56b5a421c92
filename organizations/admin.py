"""The administrator's pages for who is who; paths follow from the tree and are never typed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations import services
from organizations.models import Absence, Person, Post, Region, RestDay, Role, Tenure, Unit
from organizations.signing_in.link_action import send_links


def compare_names(request: HttpRequest, names: Collection[str]) -> None:
    """Compare names that were saved with those on tip-offs, and say so; never what was found."""
    if names:
        services.compare_names(names)
        text = _(
            "The names were compared with those written on tip-offs: whoever is named there is "
            "shut out of it from now on (Rules on Reports and Accusations, article 47)."
        )
        messages.info(request, text)


class NeverDeleted(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that the record rests on: they end or close, they are never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(NeverDeleted):
    list_display = ("code", "name", "parent")
    search_fields = ("code", "name")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    readonly_fields = ("path",)

    def save_model(
        self,
        request: HttpRequest,
        obj: Region,
        form: forms.ModelForm[Region],
        change: bool,  # noqa: FBT001
    ) -> None:
        if not change:
            obj.path = f"{obj.parent.path if obj.parent else ''}{obj.code}/"
        super().save_model(request, obj, form, change)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Region | None = None
    ) -> tuple[str, ...]:
        return ("path",) if obj is None else ("path", "code", "parent")


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """Closing a unit follows the same rules here as anywhere else."""

    class Meta:
        model = Unit
        fields = (
            "code",
            "name",
            "short_name",
            "kind",
            "region",
            "parent",
            "address",
            "telephone",
            "reception_hours",
            "closed_on",
            "successor",
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        before = Unit.objects.filter(pk=self.instance.pk).first()
        parent = cleaned.get("parent")
        if before is not None and parent is not None and parent.path.startswith(before.path):
            self.add_error("parent", _("A unit cannot stand below itself."))
        on, successor = cleaned.get("closed_on"), cleaned.get("successor")
        if before is None or before.closed_on is not None or on is None:
            return cleaned
        if successor is None:
            self.add_error("successor", _("A closed unit needs a successor."))
        else:
            services.check_closing(before, on=on, successor=successor, at=timezone.now())
        return cleaned


@admin.register(Unit)
class UnitAdmin(NeverDeleted):
    form = UnitForm
    list_display = ("name", "code", "kind", "region", "parent", "closed_on")
    list_filter = ("kind",)
    search_fields = ("name", "code", "short_name")
    list_select_related = ("region", "parent")
    autocomplete_fields = ("region", "parent", "successor")
    # Who reviews is changed on a page of its own, by two people.
    readonly_fields = ("path", "government", "line_superior", "is_vertical")

    def save_model(
        self,
        request: HttpRequest,
        obj: Unit,
        form: forms.ModelForm[Unit],
        change: bool,  # noqa: FBT001
    ) -> None:
        if not change:
            obj.path = f"new:{obj.code}"
            super().save_model(request, obj, form, change)
            obj.path = services.unit_path(obj)
            obj.save(update_fields=["path"])
            return
        on, successor = obj.closed_on, obj.successor
        closing = on if "closed_on" in form.changed_data else None
        if closing:
            obj.closed_on = obj.successor = None
        super().save_model(request, obj, form, change)
        if "parent" in form.changed_data:
            services.move_unit(unit=obj, parent=obj.parent)
        if closing and successor:
            services.close_unit(unit=obj, on=closing, successor=successor, at=timezone.now())
            text = _("Its open cases were passed to %(successor)s, and its posts ended.")
            messages.info(request, text % {"successor": successor})


class PersonCreationForm(forms.ModelForm):  # type: ignore[type-arg]
    """An account that nobody can enter before its person has set a password by a link."""

    class Meta:
        model = Person
        fields = ("username", "name", "email")

    def save(self, commit: bool = True) -> Person:  # noqa: FBT001, FBT002 - Django's own signature
        self.instance.set_unusable_password()
        person: Person = super().save(commit)
        return person


class PersonChangeForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        exclude = ("password",)  # noqa: DJ006 - all that an administrator keeps


class TenureInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Tenure
    extra = 0
    can_delete = False
    autocomplete_fields = ("post",)


@admin.register(Person)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    form = PersonChangeForm
    add_form = PersonCreationForm
    list_display = ("username", "name", "is_active", "is_staff", "is_demonstration")
    list_filter = ("is_active", "is_staff", "is_demonstration")
    search_fields = ("username", "name")
    ordering = ("username",)
    inlines = (TenureInline,)
    fieldsets = (
        (None, {"fields": ("username",)}),
        (_("Person"), {"fields": ("name", "email", "phone", "is_demonstration")}),
        (_("Account"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "email")}),)
    actions = (send_links,)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,
        form_url: str = "",
    ) -> HttpResponse:
        raise PermissionDenied(_g("Nobody sets the password of another: send the person a link."))

    def save_related(
        self,
        request: HttpRequest,
        form: forms.ModelForm[Person],
        formsets: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """The tenures are saved by now: a name may be written with the unit of a post."""
        super().save_related(request, form, formsets, change)
        tenures_changed = any(formset.has_changed() for formset in formsets)
        if not change or "name" in form.changed_data or tenures_changed:
            compare_names(request, [form.instance.name])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PostForm(forms.ModelForm):  # type: ignore[type-arg]
    roles = forms.TypedMultipleChoiceField(
        label=_("roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Post
        fields = ("unit", "title", "rank", "roles", "quota")


@admin.register(Post)
class PostAdmin(NeverDeleted):
    form = PostForm
    list_display = ("title", "unit", "rank", "roles", "quota")
    search_fields = ("title", "unit__name")
    list_select_related = ("unit",)
    autocomplete_fields = ("unit",)


@admin.register(Tenure)
class TenureAdmin(NeverDeleted):
    list_display = ("person", "post", "since", "until")
    search_fields = ("person__name", "person__username", "post__title", "post__unit__name")
    list_select_related = ("person", "post__unit")
    autocomplete_fields = ("person", "post")
    date_hierarchy = "since"

    def save_model(
        self,
        request: HttpRequest,
        obj: Tenure,
        form: forms.ModelForm[Tenure],
        change: bool,  # noqa: FBT001
    ) -> None:
        super().save_model(request, obj, form, change)
        compare_names(request, [obj.person.name])


@admin.register(Absence)
class AbsenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("person", "since", "until", "substitute", "reason")
    search_fields = ("person__name", "person__username")
    list_select_related = ("person", "substitute")
    autocomplete_fields = ("person", "substitute")


@admin.register(RestDay)
class RestDayAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("on", "name", "is_work", "region")
    list_filter = ("is_work",)
    search_fields = ("name",)
    list_select_related = ("region",)
    autocomplete_fields = ("region",)
    date_hierarchy = "on"
