"""Reports of misconduct through the portal, and the dialogue by receipt code (规则 7, 27, 29).

No session, no redirection with anything in it, no login: each page is the answer to a form, and
what opens a report travels in POST bodies alone. Of whoever asks nothing is looked at or kept.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from petitions.letters.letter_selectors import letter_of
from petitions.models import Petition
from petitions.portal import throttle
from petitions.reporter_portal import dialogue_selectors, dialogue_services
from petitions.reporter_portal.dialogue_services import Message
from petitions.reporter_portal.memory_uploads import InMemoryAlone, too_much
from petitions.reporter_portal.report_forms import CodeForm, MessageForm, ReporterForm, source_key
from ui.numbers import read_number
from ui.plain_text import refuse_nul_in_form
from workflows.acts.act_refusals import PaperOnly, Refused
from workflows.models import ActorKind, Case

View = Callable[..., HttpResponse]
HELD, HELD_SECONDS = "portal_report", 8 * 60 * 60
TOO_MANY, WRONG, CONFLICT, UNPROCESSABLE = 429, 403, 409, 422
FINAL: Final = {"whole": True}
"""A page that can't be asked for again: nothing on it leads away by accident."""


def in_memory(view: View) -> View:
    """Files of the request stay in memory; set before anything reads the form (ADR 0021)."""
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [InMemoryAlone(request)]
        refuse_nul_in_form(request.POST)
        answer: HttpResponse = guarded(request, *args, **kwargs)
        return answer

    return wrapped


@require_GET
def portal_report(request: HttpRequest) -> HttpResponse:
    """What may be reported here, what protects whoever does, and the sealed paper way."""
    return render(request, "petitions/report/home.html")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@in_memory
def portal_report_new(request: HttpRequest) -> HttpResponse:
    """The form; and as the answer to it, this once, the receipt code."""
    if request.method != "POST":
        return _entry(request, ReporterForm(), 200)
    if _sent_before(request.POST.get("token", "")):
        return _page(request, "sent_before", CONFLICT)
    if throttle.crowded(throttle.REPORTS):
        return _entry(request, ReporterForm(request.POST), TOO_MANY, crowded=True)
    form = ReporterForm(request.POST, request.FILES, too_much=too_much(request))
    if not form.is_valid():
        return _entry(request, form, UNPROCESSABLE)
    return _taken_in(request, form, timezone.now())


def _sent_before(token: str) -> bool:
    """Whether this very form came in: a reload must not send it twice, nor ask for a picture."""
    try:
        key = source_key(UUID(token).hex)
    except ValueError:
        return False
    return Petition.objects.filter(source_key=key).exists()


def _taken_in(request: HttpRequest, form: ReporterForm, at: datetime) -> HttpResponse:
    given = form.cleaned_data
    try:
        code = dialogue_services.submit(form.letter(), given["names"], unit=form.organ(), at=at)
    except PaperOnly:
        return _page(request, "on_paper", CONFLICT, form=form, **FINAL)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _entry(request, form, CONFLICT)
    except IntegrityError:
        if not _sent_before(given["token"].hex):
            raise
        return _page(request, "sent_before", CONFLICT)
    throttle.note(throttle.REPORTS)
    return _page(request, "receipt", 200, code=code, organ=form.organ(), **FINAL)


def _entry(
    request: HttpRequest, form: ReporterForm, status: int, *, crowded: bool = False
) -> HttpResponse:
    return _page(request, "new", status, form=form, crowded=crowded)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@in_memory
def portal_report_own(request: HttpRequest) -> HttpResponse:
    """The way in with a receipt code; and then the dialogue, one form after the other."""
    if request.method != "POST":
        return _way_in(request, CodeForm(crowded=throttle.crowded(throttle.CODES)), 200)
    if "leave" in request.POST:
        return redirect("petitions:portal_report")
    if "key" in request.POST:
        return _go_on(request, timezone.now())
    form = CodeForm(request.POST, crowded=throttle.crowded(throttle.CODES))
    if not form.is_valid():
        return _way_in(request, form, UNPROCESSABLE)
    case = dialogue_services.find_by_receipt_code(form.cleaned_data["code"])
    if case is None:
        throttle.note(throttle.CODES)
        blank = CodeForm(crowded=throttle.crowded(throttle.CODES))
        refusal = _("No report is known under this code. Check every character and try again.")
        return _way_in(request, blank, WRONG, refusal=refusal)
    return _opened(request, case, timezone.now())


def _go_on(request: HttpRequest, at: datetime) -> HttpResponse:
    """Words from an opened report; without any, the report as it stands."""
    case = _case_of_code(request.POST["key"])
    if case is None:
        refusal = _("The page was open for too long. Enter the code again.")
        blank = CodeForm(crowded=throttle.crowded(throttle.CODES))
        return _way_in(request, blank, WRONG, refusal=refusal, typed=request.POST.get("text", ""))
    act = request.POST.get("act", "")
    if act not in dialogue_selectors.OF_HOLDER or _was_sent_before(
        case, request.POST.get("last", "")
    ):
        return _opened(request, case, at)
    letter = letter_of(case)
    first = letter.attachments.count() + 1 if letter else 1
    form = MessageForm(request.POST, request.FILES, first=first, too_much=too_much(request))
    if not form.is_valid():
        return _opened(request, case, at, form=form, status=UNPROCESSABLE)
    said = Message(form.cleaned_data["text"], form.cleaned_data["evidence"])
    try:
        dialogue_services.post_message(case, act, said, at=at)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _opened(request, case, at, form=form, status=CONFLICT)
    return _opened(request, Case.objects.get(pk=case.pk), at, done=True)


def _was_sent_before(case: Case, last: str) -> bool:
    """Whether the holder has said something since this page was shown, as after a reload."""
    seen = read_number(last)
    said = case.events.filter(actor_kind=ActorKind.PETITIONER)
    return seen is None or said.filter(pk__gt=seen).exists()


def _case_of_code(key: str) -> Case | None:
    try:
        case_id = signing.loads(key, salt=HELD, max_age=HELD_SECONDS)
    except signing.BadSignature:
        return None
    return Case.objects.select_related("intake_unit").filter(pk=case_id).first()


def _opened(  # noqa: PLR0913  # three by keyword
    request: HttpRequest,
    case: Case,
    at: datetime,
    *,
    form: MessageForm | None = None,
    status: int = 200,
    done: bool = False,
) -> HttpResponse:
    own = dialogue_selectors.own(case, at=at)
    context = {
        "own": own,
        "key": signing.dumps(case.pk, salt=HELD),
        "form": form or MessageForm(),
        "done": done,
    }
    return _page(request, "own", status, **context, **FINAL)


def _way_in(request: HttpRequest, form: CodeForm, status: int, **context: Any) -> HttpResponse:
    return _page(request, "code", status, form=form, **context)


def _page(request: HttpRequest, name: str, status: int, **context: Any) -> HttpResponse:
    return render(request, f"petitions/report/{name}.html", context, status=status)
