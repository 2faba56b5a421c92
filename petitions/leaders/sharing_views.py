"""Cases shared out to leaders: a board of leaders and cards, mended by hand, then confirmed."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from organizations.models import Person
from petitions.cases.act_views import reader
from petitions.leaders import sharing_board
from petitions.leaders.letter_reader import read
from petitions.letters.letter_selectors import titles
from ui.numbers import read_number
from workflows.acts.act_refusals import NotFound, Refused
from workflows.leading import sharing_batches, sharing_messages, succession
from workflows.leading.explanation import Proof
from workflows.leading.sharing_batches import Board
from workflows.models import Case, SharingBatch, SharingLine

LINES_PER_PAGE: Final = 60
SCOPES: Final = {
    "all": gettext_lazy("All open cases without a leader"),
    "key": gettext_lazy("Key cases"),
    "many": gettext_lazy("Matters of five people or more"),
}
View = Callable[..., HttpResponse]


def coordinator_only(view: View) -> View:
    """404 for whoever has no post that shares cases out; refusals come back as a message."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if sharing_batches.coordinating_post(reader(request), at=timezone.now()) is None:
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("petitions:share")

    return guarded


@require_GET
@coordinator_only
def share_page(request: HttpRequest) -> HttpResponse:
    """The open proposal as a board; without one, what could be shared out."""
    at, person = timezone.now(), reader(request)
    batch = sharing_batches.open_batch(person, at=at)
    context: dict[str, Any] = {
        "at": at,
        "batch": batch,
        "scopes": SCOPES,
        "waiting": sharing_batches.to_share(person, at=at).count(),
        "departed": succession.departed(person, at=at),
        "past": _past(person, at),
    }
    if batch is not None:
        board = sharing_batches.load(batch, person, at=at, read=read)
        context |= sharing_board.board_columns(board, person, request.GET.get("page"), at=at)
        context["focus"] = request.GET.get("card", "")
    return render(request, "petitions/share.html", context)


@require_POST
@coordinator_only
def propose(request: HttpRequest) -> HttpResponse:
    """Share the cases of the chosen scope out, or those on the board anew."""
    at, person = timezone.now(), reader(request)
    cases = _scope(sharing_batches.to_share(person, at=at), request.POST.get("scope", ""))
    sharing_batches.propose(person, cases, at=at, read=read)
    return redirect("petitions:share")


@require_POST
@coordinator_only
def move(request: HttpRequest) -> HttpResponse:
    """Move one card: `line`, and `leader`, or '' to leave the case out."""
    at, person = timezone.now(), reader(request)
    batch = sharing_batches.open_batch(person, at=at)
    number, leader = (read_number(request.POST.get(name)) for name in ("line", "leader"))
    lines = SharingLine.objects.filter(batch=batch, pk=number or 0)
    line = get_object_or_404(lines.select_related("batch"))
    try:
        moved = sharing_batches.move(line, leader, person, at=at, read=read)
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _moved(moved, moved.leader))
    page = read_number(request.POST.get("page"))
    query = f"?card={line.pk}" + ("" if page is None else f"&page={page}")
    return redirect(reverse("petitions:share") + query + f"#line-{line.pk}")


@require_POST
@coordinator_only
def confirm(request: HttpRequest) -> HttpResponse:
    """Make the proposed appointments; the page lists what failed."""
    at, board = timezone.now(), _open_board(request)
    left = sharing_batches.confirm(board, reader(request), at=at)
    if left:
        messages.info(request, _still_waiting(left))
    if SharingBatch.objects.filter(pk=board.batch.pk, state=SharingBatch.State.OPEN).exists():
        return redirect("petitions:share")
    return redirect("petitions:share_record", board.batch.pk)


@require_POST
@coordinator_only
def drop(request: HttpRequest) -> HttpResponse:
    """Give the proposal up."""
    sharing_batches.drop(_open_board(request).batch, reader(request), at=timezone.now())
    messages.success(request, _("The proposal was dropped; no leader was appointed by it."))
    return redirect("petitions:share")


@require_POST
@coordinator_only
def pass_on(request: HttpRequest) -> HttpResponse:
    """Give the open cases of a leader who left to his successor in the post."""
    at, person = timezone.now(), reader(request)
    chosen = request.POST.get("leader", "")
    leaving = next(
        (d for d in succession.departed(person, at=at) if str(d.leader.pk) == chosen), None
    )
    if leaving is None:
        raise Http404
    done, refused = succession.pass_on(leaving, person, at=at)
    if done:
        messages.success(request, _passed(done, leaving.successor))
    for refusal in refused:
        messages.error(request, refusal)
    return redirect("petitions:share")


@require_GET
@coordinator_only
def record_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A decided batch: every line with the proof it was decided on."""
    at, person = timezone.now(), reader(request)
    batch = get_object_or_404(_decided(person, at), pk=pk)
    lines = sharing_batches.decided_lines(batch, person, at=at)
    page = Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page"))
    people, known = (
        sharing_batches.people_of(page),
        titles([ln.case_id for ln in page], person, at=at),
    )
    rows = [(line, known.get(line.case_id), _announced(line.proof, people)) for line in page]
    return render(
        request, "petitions/share_record.html", {"batch": batch, "rows": rows, "page": page}
    )


def _open_board(request: HttpRequest) -> Board:
    at, person = timezone.now(), reader(request)
    batch = sharing_batches.open_batch(person, at=at)
    if batch is None:
        raise Refused(_("This proposal is decided already."))
    return sharing_batches.load(batch, person, at=at, read=read)


def _scope(cases: QuerySet[Case], scope: str) -> QuerySet[Case]:
    conditions: dict[str, dict[str, Any]] = {
        "key": {"letter__key_case": True},
        "many": {"letter__people_count__gte": 5},
    }
    return cases.filter(**conditions.get(scope, {}))


def _announced(
    kept: dict[str, Any], people: dict[int, Person]
) -> tuple[str, list[tuple[Person, str]]]:
    if not kept:
        return "", []
    proof = Proof.from_json(kept)
    others = [(people[o.leader], sharing_messages.why_not(o)) for o in proof.others]
    return sharing_messages.because(proof, people), others


def _decided(person: Person, at: datetime) -> QuerySet[SharingBatch]:
    post = sharing_batches.coordinating_post(person, at=at)
    own = SharingBatch.objects.filter(unit=post.unit_id if post else 0)
    return own.exclude(state=SharingBatch.State.OPEN).select_related("decided_by")


def _past(person: Person, at: datetime) -> list[SharingBatch]:
    return list(_decided(person, at)[:5])


def _moved(line: SharingLine, to: Person | None) -> str:
    if to is None:
        return _("%(number)s is left out.") % {"number": line.case.number}
    return _("%(number)s goes to %(leader)s.") % {"number": line.case.number, "leader": to}


def _still_waiting(left: int) -> str:
    return ngettext(
        "%(n)s case is still to be put under its leader: confirm once more.",
        "%(n)s cases are still to be put under their leaders: confirm once more.",
        left,
    ) % {"n": left}


def _passed(done: int, to: Person) -> str:
    return ngettext(
        "%(n)s case was passed to %(leader)s.", "%(n)s cases were passed to %(leader)s.", done
    ) % {"n": done, "leader": to}
