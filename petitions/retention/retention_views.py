"""The shelf: what is due for review, what waits for the second person, holds, certificates."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from organizations.models import Person
from organizations.signing_in.signed_in import signed_in
from petitions.cases.act_views import details_of
from petitions.cases.bulk_actions import perform_each
from petitions.cases.paper_pages import paper
from petitions.retention import selectors
from petitions.retention.selectors import DUE, GONE, HELD, REVIEWED
from ui.numbers import read_numbers
from workflows.acts.act import ActForm
from workflows.acts.actors import Actor
from workflows.audit import exclusion_record
from workflows.models import Document, Part
from workflows.petition.retention_acts import DestroyForm, RetentionReviewForm
from workflows.retention.erasure import CERTIFICATE

PER_PAGE: Final = 50
WRONG_DETAILS: Final = 422
HEADINGS: Final = (
    (DUE, pgettext_lazy("retention", "Due for review")),
    (REVIEWED, pgettext_lazy("retention", "To be destroyed")),
    (HELD, pgettext_lazy("retention", "Under hold")),
    (GONE, pgettext_lazy("retention", "Destroyed")),
)
BULK: Final[dict[str, tuple[str, type[ActForm]]]] = {
    DUE: ("review_retention", RetentionReviewForm),
    REVIEWED: ("destroy", DestroyForm),
}
"""What is done with the rows that are chosen under a heading."""


@require_http_methods(["GET", "POST"])
@login_required
def retention_page(request: HttpRequest) -> HttpResponse:
    """One heading of the shelf; POST reviews or destroys the rows that are chosen."""
    person, at = _entered(request), timezone.now()
    show = request.GET.get("show", DUE)
    if show not in dict(HEADINGS):
        raise Http404
    if request.method == "POST":
        return _acted(request, person, show, at)
    return _page(request, person, show, at)


@require_GET
@login_required
def certificate_page(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate of a destruction, for whoever has a part in the keeping."""
    person, at = signed_in(request), timezone.now()
    case = selectors.shelf(person, GONE, at=at).filter(number=number).first()
    if case is None:
        exclusion_record.note_refused(number, person, at=at)
        raise Http404
    exclusion_record.note_read(case, person, Part.PAPER, at=at)
    return paper(get_object_or_404(Document, case=case, kind=CERTIFICATE))


def _entered(request: HttpRequest) -> Person:
    person = signed_in(request)
    if not selectors.may_enter(person, at=timezone.now()):
        raise PermissionDenied(_("Your post has no part in keeping and destroying content."))
    return person


def _acted(request: HttpRequest, person: Person, show: str, at: datetime) -> HttpResponse:
    if show not in BULK:
        raise Http404
    act, asked = BULK[show]
    chosen = {*read_numbers(request.POST.getlist("row"))}
    if len(chosen) > PER_PAGE:
        raise Http404
    cases = list(selectors.shelf(person, show, at=at).filter(pk__in=chosen))
    if not cases:
        messages.error(request, _("Choose at least one row."))
        return redirect(f"{request.path}?show={show}")
    details = details_of(asked, request.POST)
    form = asked(details, case=cases[0], actor=Actor.of(person), at=at)
    if not form.is_valid():
        return _page(request, person, show, at, form=form, chosen=chosen)
    outcome = perform_each(cases, act, details, by=person, at=at)
    if outcome.done:
        said = ngettext("Done for %(n)s case.", "Done for %(n)s cases.", outcome.done)
        messages.success(request, said % {"n": outcome.done})
    for number, reason in outcome.refused:
        messages.error(request, f"{number}：{reason}")
    return redirect(f"{request.path}?show={show}")


def _page(  # noqa: PLR0913  # what was typed, by keyword
    request: HttpRequest,
    person: Person,
    show: str,
    at: datetime,
    *,
    form: ActForm | None = None,
    chosen: Collection[int] = (),
) -> HttpResponse:
    shelf = selectors.shelf(person, show, at=at)
    page = Paginator(shelf, PER_PAGE).get_page(request.GET.get("page"))
    cases = list(page.object_list)
    mine = selectors.open_to(person, BULK[show][0], cases, at=at) if show in BULK else set()
    if mine and form is None:
        first = next(case for case in cases if case.pk in mine)
        form = BULK[show][1](case=first, actor=Actor.of(person), at=at)
    counted = selectors.counts(person, at=at)
    context: dict[str, Any] = {
        "at": at,
        "page": page,
        "lines": selectors.lines(cases, at=at),
        "show": show,
        "headings": [(key, label, counted[key]) for key, label in HEADINGS],
        "mine": mine,
        "form": form if mine else None,
        "chosen": chosen,
        "choose_all": request.GET.get("choose") == "all",
    }
    status = WRONG_DETAILS if form is not None and form.errors else 200
    return render(request, "petitions/retention.html", context, status=status)
