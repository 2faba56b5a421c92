"""The page on which colleagues write to each other about a case, of either kind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.models import Person
from petitions.cases import case_detail
from petitions.cases.act_views import CONFLICT, WRONG_DETAILS, reader
from workflows.acts.act_refusals import Forbidden, NotFound, Refused
from workflows.audit import exclusion_record
from workflows.cases import case_notes
from workflows.cases.act_notices import case_url
from workflows.models import Case, Part
from workflows.models.case_note import TEXT_LENGTH
from workflows.states import Kind


class NoteForm(forms.Form):
    """The note, and whom it mentions: by a tick, or as @name among its words."""

    text = forms.CharField(
        label=pgettext_lazy("colleagues", "Note"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        help_text=gettext_lazy(
            "For colleagues who handle this case. Write @ and a name, or tick it below, and the "
            "colleague is told. A note can't be changed afterwards."
        ),
    )
    mentioned = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Tell"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self, case: Case, author: Person, *, at: datetime) -> None:
        people = case_notes.with_units(case, author, at=at)
        field: Any = self.fields["mentioned"]
        field.choices = [(each.pk, f"@{each.name}（{unit}）") for each, unit in people]
        if not people:
            del self.fields["mentioned"]


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def notes_page(request: HttpRequest, number: str, kind: Kind) -> HttpResponse:
    """The notes of a case and the form of the next one; or the note written."""
    at, person = timezone.now(), reader(request)
    case = case_detail.envelope(person, number, kind=kind, at=at)
    if case is None:
        exclusion_record.note_refused(number, person, at=at)
        raise Http404
    if not case_notes.may_keep(case, person, at=at):
        raise PermissionDenied(_("The notes on this case are closed to your post."))
    exclusion_record.note_read(case, person, Part.LETTER, at=at, why="notes")
    form = NoteForm(request.POST or None)
    form.offer(case, person, at=at)
    if not form.is_bound:
        return _page(request, case, form)
    if not form.is_valid():
        return _page(request, case, form, status=WRONG_DETAILS)
    return _written(request, case, form, person, at)


def _written(
    request: HttpRequest, case: Case, form: NoteForm, person: Person, at: datetime
) -> HttpResponse:
    given = form.cleaned_data
    mentioned: Sequence[int] = given.get("mentioned") or ()
    try:
        note = case_notes.write(case.pk, given["text"], author=person, at=at, mentioned=mentioned)
    except NotFound:
        raise Http404 from None
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from None
    except Refused as refusal:
        form.add_error("text", refusal.message)
        return _page(request, case, form, status=CONFLICT)
    told = "、".join(str(each.person) for each in note.mentions.select_related("person"))
    words = _("Written; told: %(people)s.") % {"people": told} if told else _("Written.")
    messages.success(request, words)
    return redirect(f"{case_url(case)}#notes")


def _page(request: HttpRequest, case: Case, form: NoteForm, *, status: int = 200) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "notes": case_notes.notes_of(case),
        "back": case_url(case),
    }
    return render(request, "petitions/notes.html", context, status=status)
