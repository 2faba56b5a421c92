"""What every page of who is who under /admin/ has in common.

It shows the rows of the reader's own region, saves nothing itself, and writes down what was tried.
"""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.models import Person
from ui.numbers import read_number
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.administration.recorded_forms import RecordedForm
from workflows.amendments import proposals
from workflows.amendments.amendment_subject import AmendmentError
from workflows.models import Amendment
from workflows.rights.change_refusals import administered
from workflows.rights.change_writing import carry_out
from workflows.rights.guarded_rights import needs_second
from workflows.rights.office_changes import MODELS, OfficeChange, Subject, snapshot
from workflows.rights.rights_record import concern_of, note_refused

FORBIDDEN = 403
REFERENCES = ("person", "post", "unit")
"""Where a form names a row that has to be of the reader's region."""
CLOSED = {"password", "password1", "password2", "usable_password", "user_permissions", "groups"}
"""What a page of Django's own would take, besides the columns of the row."""


def administrator(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def within(request: HttpRequest, place: str) -> Q:
    """The rows whose region, at `place`, is one that the reader keeps."""
    found = Q(pk__in=[])
    for path in administered(administrator(request), at=timezone.now()):
        found |= Q(**{f"{place}path__startswith": path})
    return found


class RegionalAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows of the reader's region, chosen from rows of his region; none is ever deleted."""

    def own(self, request: HttpRequest) -> Q:
        """The rows that the reader keeps."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(self.own(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        kept = self.admin_site._registry.get(db_field.related_model)
        if isinstance(kept, RegionalAdmin) and "queryset" not in kwargs:
            rows = db_field.related_model._default_manager
            stays = (
                request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            )
            own = rows.filter(kept.own(request))
            kwargs["queryset"] = own | rows.filter(pk__in=self._present(db_field.name, stays))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _present(self, name: str, row: str | None) -> list[int]:
        """What the row refers to already: a superior above the region stays."""
        number = read_number(row)
        if number is None:
            return []
        found = self.model._default_manager.filter(pk=number).values_list(f"{name}_id", flat=True)
        return [pk for pk in found if pk]


class RecordedAdmin(RegionalAdmin):
    """Saves through the rules of rights: at once and on record, or as a proposal."""

    subject: ClassVar[str]
    form = RecordedForm

    def get_form(
        self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any
    ) -> type["ModelForm[Any]"]:
        made = super().get_form(request, obj, *args, **kwargs)
        bound = {"subject": self.subject, "asker": administrator(request), "at": timezone.now()}
        return type(made.__name__, (made,), bound)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """A row of the region; whoever asks for another's is on record with it."""
        found = super().get_object(request, object_id, from_field)
        row = read_number(object_id)
        if found is None and row is not None and self._is_there(row):
            self._note(request, row, _("It is kept by the administrators of another region."))
        return found

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if request.method == "POST" and (closed := sorted(self._closed(request, object_id))):
            why = _("Not changed on this page by anybody: %s.") % "、".join(closed)
            self._note(request, read_number(object_id), why)
            raise PermissionDenied(why)
        try:
            answer = super().changeform_view(request, object_id, form_url, extra_context)
        except (Refused, Forbidden, AmendmentError) as refusal:
            messages.error(request, getattr(refusal, "message", "") or str(refusal))
            return HttpResponseRedirect(request.get_full_path())
        shown = (getattr(answer, "context_data", None) or {}).get("adminform")
        if request.method == "POST" and shown is not None and self._note_form(request, shown.form):
            answer.status_code = FORBIDDEN
        return answer

    def _note_form(self, request: HttpRequest, form: Any) -> bool:
        """Write down what a form was refused for by the rules of rights, if it was."""
        row = form.instance.pk
        if form.refused:
            self._note(request, row, form.refused, form.change())
            return True
        foreign = [n for n in REFERENCES if form.has_error(n, "invalid_choice")]
        if foreign:
            sent = {n: read_number(request.POST.get(n)) for n in REFERENCES if n in request.POST}
            why = _("It is kept by the administrators of another region.")
            self._note(request, row, why, OfficeChange(self.subject, row, sent, {}))
        return bool(foreign)

    def _closed(self, request: HttpRequest, row: str | None) -> set[str]:
        """What was sent of the row that this page has no field for."""
        obj = self.get_object(request, row) if row else None
        columns = {field.name for field in self.model._meta.get_fields()} | CLOSED
        return columns & set(request.POST) - set(
            self.get_form(request, obj, change=bool(row)).base_fields
        )

    def _note(
        self, request: HttpRequest, row: int | None, why: str, change: OfficeChange | None = None
    ) -> None:
        at = timezone.now()
        if change is None:
            was = snapshot(self.subject, row) if row and self._is_there(row) else {}
            change = OfficeChange(self.subject, row, {}, was)
        note_refused(concern_of(change, at=at), by=administrator(request), at=at, why=why)

    def _is_there(self, row: int) -> bool:
        return bool(MODELS[self.subject]._default_manager.filter(pk=row).exists())

    def save_model(
        self,
        request: HttpRequest,
        obj: Model,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Carry it out, or propose it; what became of it is said in `respond`."""
        asked, by, at = form.change(), administrator(request), form.at
        why = form.cleaned_data.get("reason", "")
        request.proposed = None  # type: ignore[attr-defined]  # read where the answer is made
        if not asked.values:
            return
        if needs_second(asked, at=at):
            request.proposed = proposals.propose(  # type: ignore[attr-defined]
                Amendment.Subject.RIGHTS, asked.as_json(), by=by, at=at, reason=why
            )
            return
        obj.pk = carry_out(asked, by=by, at=at, why=why)
        self.say_what_followed(request, asked)

    def say_what_followed(self, request: HttpRequest, change: OfficeChange) -> None:
        """What else came about with the change."""
        if change.touches("name", "person") and change.subject != Subject.UNIT:
            text = _(
                "The names were compared with those written on tip-offs: whoever is named there "
                "is shut out of it from now on (Rules on Reports and Accusations, article 47)."
            )
            messages.info(request, text)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Nothing: each row has a page of its own."""

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002
    ) -> list[dict[str, dict[str, list[str]]]]:
        """None: the record says it."""
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The record of rights is the log, and can't be changed."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The record of rights is the log, and can't be changed."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        return self._proposed(request) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._proposed(request) or super().response_change(request, obj)

    def _proposed(self, request: HttpRequest) -> HttpResponse | None:
        amendment = getattr(request, "proposed", None)
        if amendment is None:
            return None
        messages.success(request, _("The change is proposed. A second person decides on it."))
        return HttpResponseRedirect(reverse("limits:amendment", args=[amendment.pk]))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        return HttpResponseRedirect(
            f"{reverse('rights:record')}?subject={self.subject}&row={object_id}"
        )
