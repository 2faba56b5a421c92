"""Correcting a file of a tip-off: a version beside the one that stays (规则 52; rules.md C16)."""

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

from petitions.cases.act_views import CONFLICT, WRONG_DETAILS, reader
from petitions.letters.attachments import correct
from petitions.models import Attachment
from petitions.tipoffs.tipoff_views import found_clue
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.acts.attachment_fields import AttachmentsField
from workflows.cases.act_notices import case_url


class CorrectionForm(forms.Form):
    """The better file, and what was wrong with the other."""

    file = AttachmentsField(label=pgettext_lazy("material", "Corrected file"))
    why = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=200)

    def clean_file(self) -> Any:
        files = self.cleaned_data["file"]
        if len(files) != 1:
            raise forms.ValidationError(_("Choose one file: it corrects one."))
        return files[0]


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def material_page(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The form; or the corrected version put beside the file."""
    at, person = timezone.now(), reader(request)
    case = found_clue(person, number, at)
    old = Attachment.objects.filter(petition__case=case, pk=pk).select_related("petition__case")
    file = old.first()
    if file is None:
        raise Http404
    form = CorrectionForm(request.POST or None, request.FILES or None)
    status = WRONG_DETAILS if form.is_bound else 200
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            correct(file, given["file"], person, why=given["why"], at=at)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from None
        except Refused as refusal:
            form.add_error(None, refusal.message)
            status = CONFLICT
        else:
            messages.success(request, _("The corrected version stands beside the file."))
            return redirect(case_url(case))
    context = {"form": form, "case": case, "file": file, "back": case_url(case), "at": at}
    return render(request, "petitions/clue_material.html", context, status=status)
