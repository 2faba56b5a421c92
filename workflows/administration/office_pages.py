"""Accounts, posts, who holds them, units and regions: kept by administrators of the region."""

from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations import services
from organizations.models import Absence, Person, Post, Region, Role, Tenure, Unit
from organizations.signing_in.link_action import send_links
from ui.numbers import read_number
from workflows.acts.day_bounds import FOUNDED
from workflows.administration.recorded_admin import RecordedAdmin, RegionalAdmin, within
from workflows.administration.recorded_forms import RecordedForm
from workflows.rights.change_refusals import administered
from workflows.rights.office_changes import OfficeChange, Subject, accounts_within


class RegionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A region that an administrator adds lies below one of his own."""

    class Meta:
        model = Region
        fields = ("code", "name", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].required = True


@admin.register(Region)
class RegionAdmin(RegionalAdmin):
    form = RegionForm
    list_display = ("code", "name", "parent")
    search_fields = ("code", "name")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)

    def own(self, request: HttpRequest) -> Q:
        return within(request, "")

    def save_model(self, request: HttpRequest, obj: Region, form: Any, change: bool) -> None:  # noqa: FBT001
        if not change:
            obj.path = f"{obj.parent.path if obj.parent else ''}{obj.code}/"
        super().save_model(request, obj, form, change)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Region | None = None
    ) -> tuple[str, ...]:
        return ("path",) if obj is None else ("path", "code", "parent")


LAST_CLOSING: Final = date(2099, 12, 31)
"""A unit may be closed ahead of time; a year later than this is a slip of the finger."""


class UnitForm(RecordedForm):
    """Closing a unit follows the same rules here as anywhere else."""

    closed_on = forms.DateField(
        label=Unit._meta.get_field("closed_on").verbose_name,
        required=False,
        widget=AdminDateWidget(),
        validators=[MinValueValidator(FOUNDED), MaxValueValidator(LAST_CLOSING)],
    )

    class Meta:
        model = Unit
        fields = (
            *("code", "name", "short_name", "kind", "region", "parent"),
            *("address", "telephone", "reception_hours", "closed_on", "successor"),
        )

    def clean(self) -> dict[str, Any]:
        before = Unit.objects.filter(pk=self.instance.pk).first()
        parent = self.cleaned_data.get("parent")
        if before is not None and parent is not None and parent.path.startswith(before.path):
            self.add_error("parent", _("A unit cannot stand below itself."))
        on, successor = self.cleaned_data.get("closed_on"), self.cleaned_data.get("successor")
        if before is not None and before.closed_on is None and on is not None:
            if successor is None:
                self.add_error("successor", _("A closed unit needs a successor."))
            else:
                services.check_closing(before, on=on, successor=successor, at=timezone.now())
        return super().clean()


@admin.register(Unit)
class UnitAdmin(RecordedAdmin):
    subject = Subject.UNIT
    form = UnitForm
    list_display = ("name", "code", "kind", "region", "parent", "closed_on")
    list_filter = ("kind",)
    search_fields = ("name", "code", "short_name")
    list_select_related = ("region", "parent")
    autocomplete_fields = ("region", "parent", "successor")
    # Who reviews is changed on a page of its own, by two people.
    readonly_fields = ("path", "government", "line_superior", "is_vertical")

    def own(self, request: HttpRequest) -> Q:
        return within(request, "region__")

    def say_what_followed(self, request: HttpRequest, change: OfficeChange) -> None:
        if change.values.get("closed_on") and change.row:
            successor = Unit.objects.get(pk=change.becomes["successor"])
            text = _g("Its open cases were passed to %(successor)s, and its posts ended.")
            messages.info(request, text % {"successor": successor})


class AccountForm(RecordedForm):
    class Meta:
        model = Person
        fields = ("username", "name", "email", "phone", "region", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields["region"].required = True


class HeldPosts(admin.TabularInline):  # type: ignore[type-arg]
    """What posts somebody has and had; they are given and ended on a page of their own."""

    model = Tenure
    extra = 0
    fields = ("post", "since", "until")
    readonly_fields = ("post", "since", "until")
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(RecordedAdmin):
    """Accounts. Passwords are their persons' own: no page sets another's."""

    subject = Subject.ACCOUNT
    form = AccountForm
    list_display = ("username", "name", "region", "is_active", "is_demonstration")
    list_filter = ("is_active", "is_demonstration")
    search_fields = ("username", "name")
    ordering = ("username",)
    list_select_related = ("region",)
    autocomplete_fields = ("region",)
    inlines: ClassVar = [HeldPosts]
    readonly_fields = ("is_demonstration", "last_login", "date_joined")
    actions = (send_links,)

    def own(self, request: HttpRequest) -> Q:
        return accounts_within(administered(request.user, at=timezone.now()))  # type: ignore[arg-type]

    def get_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("username", "name", "email", "phone", "region", "reason")
        return (*AccountForm.Meta.fields, *self.readonly_fields, "reason")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Person | None = None
    ) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Person | None) -> list[Any]:
        return self.inlines if obj else []

    def get_urls(self) -> list[Any]:
        closed = self.admin_site.admin_view(self.password_page)
        name = "auth_user_password_change"  # as Django's own is called
        return [path("<path:row>/password/", closed, name=name), *super().get_urls()]

    def password_page(self, request: HttpRequest, row: str) -> HttpResponse:
        """Where Django's own page would set another's password."""
        why = _g("Nobody sets the password of another: send the person a link.")
        self._note(request, read_number(row), why)
        raise PermissionDenied(why)


class PostForm(RecordedForm):
    roles = forms.TypedMultipleChoiceField(
        label=_("roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Post
        fields = ("unit", "title", "rank", "roles", "quota")


@admin.register(Post)
class PostAdmin(RecordedAdmin):
    subject = Subject.POST
    form = PostForm
    fields = ("unit", "title", "rank", "roles", "quota", "reason")
    list_display = ("title", "unit", "rank", "roles", "quota")
    search_fields = ("title", "unit__name")
    list_select_related = ("unit",)
    autocomplete_fields = ("unit",)

    def own(self, request: HttpRequest) -> Q:
        return within(request, "unit__region__")

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> tuple[str, ...]:
        return ("unit",) if obj else ()


class TenureForm(RecordedForm):
    since = forms.SplitDateTimeField(
        label=pgettext_lazy("rights", "From"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_("Empty: from now on. Never earlier."),
    )

    class Meta:
        model = Tenure
        fields = ("person", "post", "since", "until")

    def clean_since(self) -> Any:
        return self.cleaned_data.get("since") or self.at


@admin.register(Tenure)
class TenureAdmin(RecordedAdmin):
    """Who holds which post. Given once, a tenure only ends."""

    subject = Subject.TENURE
    form = TenureForm
    fields = ("person", "post", "since", "until", "reason")
    list_display = ("person", "post", "since", "until")
    search_fields = ("person__name", "person__username", "post__title", "post__unit__name")
    list_select_related = ("person", "post__unit")
    autocomplete_fields = ("person", "post")
    date_hierarchy = "since"

    def own(self, request: HttpRequest) -> Q:
        return within(request, "post__unit__region__")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Tenure | None = None
    ) -> tuple[str, ...]:
        return ("person", "post", "since") if obj else ()


@admin.register(Absence)
class AbsenceAdmin(RegionalAdmin):
    list_display = ("person", "since", "until", "substitute", "reason")
    search_fields = ("person__name", "person__username")
    list_select_related = ("person", "substitute")
    autocomplete_fields = ("person", "substitute")

    def own(self, request: HttpRequest) -> Q:
        people = Person.objects.filter(
            accounts_within(administered(request.user, at=timezone.now()))  # type: ignore[arg-type]
        )
        return Q(person__in=people)
