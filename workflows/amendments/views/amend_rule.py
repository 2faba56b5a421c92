"""The next version of a limit: filled in, looked at, proposed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from workflows.acts import day_bounds
from workflows.amendments.views.amendment_differences import changed_values
from workflows.amendments.views.amendment_forms import RuleForm
from workflows.amendments.views.amendment_permissions import proposer
from workflows.amendments.views.proposal_steps import AmendmentDraft, forecast, try_out
from workflows.amendments.views.rule_pages import versions_of
from workflows.amendments.views.rule_presenters import rule_summary
from workflows.counting.work_calendar import legal_date
from workflows.models import Amendment


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def amend_page(request: HttpRequest, key: str) -> HttpResponse:
    """The form, begun with the newest version; after the dry run also what it would do."""
    person, at = proposer(request)
    versions = versions_of(key)
    newest = versions[-1]
    form = RuleForm(request.POST or None, initial=RuleForm.values_of(newest, at=at))
    day_bounds.bind_today(form, legal_date(at))
    context: dict[str, Any] = {
        "at": at,
        "form": form,
        "newest": newest,
        "told": rule_summary(versions, legal_date(at)),
    }
    if form.is_valid():
        content = form.content(key)
        draft = AmendmentDraft(Amendment.Subject.RULE, content, form)
        result = try_out(request, draft, by=person, at=at)
        if isinstance(result, Amendment):
            return redirect("limits:amendment", result.pk)
        if result is not None:
            context["foreseen"] = forecast(result.as_json(), person, at=at)
            context["changes"] = changed_values(newest.as_rule(), content)
    status = 422 if form.errors else 200
    return render(request, "limits/amend.html", context, status=status)
