"""The public portal: submit a petition, follow it with number and 查询码, rate it.

Without login, without scripts. The 查询码 travels in POST bodies only; what it opened is kept
in the session as a signed note that runs out.
"""

from datetime import datetime
from typing import Final

from django.core import signing
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from organizations.database_trouble import done_again
from organizations.models import Person, Unit, UnitKind
from petitions.cases.act_views import ActPlace, respond
from petitions.cases.paper_pages import Shape, file_or_page, paper
from petitions.letters.attachments import of_petitioner
from petitions.letters.registration import register
from petitions.letters.stored_files import download
from petitions.models import Petition
from petitions.portal import petitioner_view, throttle
from petitions.portal.petitioner_view import PetitionerView
from petitions.portal.portal_forms import SubmitForm, TrackForm
from petitions.previews.shown_copies import shown
from ui.numbers import read_number
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import Actor
from workflows.cases.machines import ACTS
from workflows.counting.work_calendar import legal_date
from workflows.models import ActorKind, Case

RECEIPT, OPENED = "portal_receipt", "portal_case"
RECEIPT_SECONDS: Final = 10 * 60
OPENED_SECONDS: Final = 30 * 60
TOO_MANY, WRONG, UNPROCESSABLE = 429, 403, 422


@require_GET
def portal_home(request: HttpRequest) -> HttpResponse:
    """What the portal is for, and whom to call."""
    bureaus = Unit.objects.filter(kind=UnitKind.PETITION_BUREAU, closed_on__isnull=True)
    return render(request, "petitions/portal.html", {"bureaus": bureaus.order_by("path")[:50]})


@never_cache
@require_http_methods(["GET", "POST"])
def portal_submit(request: HttpRequest) -> HttpResponse:
    """The entry of a petition, and once after it the number and the 查询码."""
    if request.method == "POST":
        form = SubmitForm(request.POST, request.FILES)
        if form.is_valid() and _register_once(request, form):
            return redirect("petitions:portal_submit")
        return _submit_page(request, form, UNPROCESSABLE)
    receipt = _unsealed(request.session.pop(RECEIPT, ""), RECEIPT, RECEIPT_SECONDS)
    if receipt is not None:
        return render(request, "petitions/portal_receipt.html", {"receipt": receipt})
    return _submit_page(request, SubmitForm(), 200)


def _submit_page(request: HttpRequest, form: SubmitForm, status: int) -> HttpResponse:
    return render(request, "petitions/portal_submit.html", {"form": form}, status=status)


@done_again
def _register_once(request: HttpRequest, form: SubmitForm) -> bool:
    """Register; the same form a second time is the same petition and gets no second code.

    False where the bureau may not take it in; the form then says why.
    """
    at = timezone.now()
    if Petition.objects.filter(source_key=form.source_key).exists():
        return True
    try:
        with transaction.atomic():
            made = register(
                form.letter(),
                unit=form.bureau(),
                received_on=legal_date(at),
                actor=Actor(ActorKind.PETITIONER),
                at=at,
            )
    except IntegrityError:
        if not Petition.objects.filter(source_key=form.source_key).exists():
            raise
        return True
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    receipt = {"number": made.case.number, "code": made.query_code}
    request.session[RECEIPT] = signing.dumps(receipt, salt=RECEIPT)
    return True


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def portal_track(request: HttpRequest) -> HttpResponse:
    """Open one's own matter. A wrong code and an unknown number get the same answer."""
    form = TrackForm(request.POST or None)
    if not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "petitions/portal_track.html", {"form": form}, status=status)
    number: str = form.cleaned_data["number"]
    if throttle.blocked(number):
        refusal = _(
            "Too many wrong tries for this number. Try again in an hour, or call the petition "
            "bureau that registered the matter."
        )
        return _track_refused(request, form, refusal, TOO_MANY)
    case = petitioner_view.find(number, form.cleaned_data["code"])
    if case is None:
        throttle.note_wrong(number)
        refusal = _("Number and query code don't belong together. Check both and try again.")
        return _track_refused(request, form, refusal, WRONG)
    request.session.cycle_key()
    request.session[OPENED] = signing.dumps([case.pk, case.letter.query_digest], salt=OPENED)
    return redirect("petitions:portal_case")


def _track_refused(
    request: HttpRequest, form: TrackForm, refusal: str, status: int
) -> HttpResponse:
    blank = TrackForm(initial={"number": form.cleaned_data["number"]})
    context = {"form": blank, "refusal": refusal}
    return render(request, "petitions/portal_track.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def portal_case(request: HttpRequest) -> HttpResponseBase:
    """The petitioner's own matter; `?act=` an act of his, `?document=` a paper addressed to him,
    with `&pdf` as a file, `?file=` what he gave or what is for him, with `&show` as a browser
    shows it.
    """
    at = timezone.now()
    if "leave" in request.POST:
        request.session.pop(OPENED, None)
        return redirect("petitions:portal")
    case = _opened(request)
    if case is None:
        return redirect("petitions:portal_track")
    if "act" in request.GET:
        return _own_act(request, case, request.GET["act"], at=at)
    if "document" in request.GET:
        return _own_paper(case, request.GET["document"], as_file="pdf" in request.GET, at=at)
    if "file" in request.GET:
        return _own_file(request, case, request.GET["file"])
    context = {"own": PetitionerView.of(case, at=at), "case": case, "at": at}
    return render(request, "petitions/portal_case.html", context)


def _opened(request: HttpRequest) -> Case | None:
    """The matter that this session has opened, as long as the code that did it is the good one."""
    note = _unsealed(request.session.get(OPENED, ""), OPENED, OPENED_SECONDS)
    if not isinstance(note, list):
        return None
    case_id, digest = note
    case = petitioner_view.own_case(case_id)
    return case if case and case.letter.query_digest == digest else None


def _own_act(request: HttpRequest, case: Case, act: str, *, at: datetime) -> HttpResponse:
    declared = ACTS[case.kind].get(act)
    if case.sealed or declared is None or declared.begins_case:
        raise Http404
    staff = request.user if isinstance(request.user, Person) else None
    actor = Actor.petitioner(case.pk, session_of=staff)
    place = ActPlace(actor, at, "petitions/portal_act.html", request.path, tells_desk=False)
    return respond(request, case, act, place=place)


def _own_paper(case: Case, pk: str, *, as_file: bool, at: datetime) -> HttpResponse:
    number = read_number(pk)
    found = None if number is None else petitioner_view.own_paper(case, number)
    if found is None:
        raise Http404
    return file_or_page(found, Shape.PDF, at=at) if as_file else paper(found)


def _own_file(request: HttpRequest, case: Case, pk: str) -> HttpResponseBase:
    found = of_petitioner(case).filter(pk=read_number(pk) or 0).first()
    if found is None:
        raise Http404
    return shown(request, found) if "show" in request.GET else download(found)


def _unsealed(note: str, salt: str, seconds: int) -> object:
    """What a signed note says; None if it is too old or not ours."""
    try:
        return signing.loads(note, salt=salt, max_age=seconds) if note else None
    except signing.BadSignature:
        return None
