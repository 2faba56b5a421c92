"""Who is meant by the names on a tip-off or an accusation: one page, an act for each."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.models import Person
from petitions.cases import case_detail
from petitions.cases.act_views import CONFLICT, WRONG_DETAILS, reader
from petitions.drafts import act_drafts
from petitions.drafts.form_tokens import form_token
from petitions.drafts.late_forms import keeps_what_was_typed
from petitions.letters.letter_selectors import letter_of
from petitions.tipoffs.name_forms import NameForm
from petitions.tipoffs.tipoff_views import found_clue
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import Actor
from workflows.audit import exclusion_record
from workflows.cases import access, door
from workflows.cases.act_notices import case_url
from workflows.cases.machines import ACTS
from workflows.models import Case, Part
from workflows.models.case_exclusion import is_held
from workflows.naming.candidate_parties import PartyFinder
from workflows.naming.name_records import open_names
from workflows.states import Kind

RESOLVE = "resolve_name"


@never_cache
@require_http_methods(["GET", "POST"])
@keeps_what_was_typed
@login_required
def clue_names_page(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Every name of which nobody has said yet who is meant, with whom it may mean."""
    at, person = timezone.now(), reader(request)
    case = found_clue(person, number, at, find=case_detail.envelope)
    exclusion_record.note_read(case, person, Part.LETTER, at=at, why=act)
    return _answer(request, case, person, at)


@never_cache
@require_http_methods(["GET", "POST"])
@keeps_what_was_typed
@login_required
def accusation_names_page(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """The same of an accusation: who of those that its text names is accused (条例 30③)."""
    at, person = timezone.now(), reader(request)
    case = case_detail.envelope(person, number, kind=Kind.PETITION, at=at)
    if case is None:
        raise Http404
    return _answer(request, case, person, at)


def _answer(request: HttpRequest, case: Case, person: Person, at: datetime) -> HttpResponse:
    if not access.may(Actor.of(person), RESOLVE, case, at=at):
        raise PermissionDenied(_("Your post does not allow this act on this case."))
    finder, near = PartyFinder(at=at), case.holding_unit.region.code
    sent = request.POST if request.method == "POST" else None
    kept = act_drafts.find(person, case, RESOLVE, at=at)
    names = [
        NameForm(sent, name=n, finder=finder, near=near, kind=case.kind) for n in open_names(case)
    ]
    if kept:
        for form in names:
            form.take_up(kept.values)
    if sent is None or not all([form.is_valid() for form in names]):
        return _page(request, case, names, status=WRONG_DETAILS if sent is not None else 200)
    try:
        with transaction.atomic():
            for form in names:
                door.perform(case.pk, RESOLVE, actor=Actor.of(person), at=at, **form.details())
    except Refused as refusal:
        return _page(request, case, names, status=CONFLICT, refusal=str(refusal.message))
    act_drafts.drop(person, case, RESOLVE)
    return _done(request, case, person, len(names))


def _page(
    request: HttpRequest, case: Case, names: list[NameForm], *, status: int, refusal: str = ""
) -> HttpResponse:
    context = {
        "case": case,
        "act": ACTS[case.kind][RESOLVE],
        "names": names,
        "letter": letter_of(case) if _reads(request, case) else None,
        "is_accusation": case.kind == Kind.PETITION,
        "is_held": is_held(case),
        "refusal": refusal,
        "back": case_url(case),
        "opened_by": form_token(reader(request), case, RESOLVE),
    }
    return render(request, "petitions/clue_names.html", context, status=status)


def _reads(request: HttpRequest, case: Case) -> bool:
    """Who resolves the names of a tip-off reads it; of a petition whom the table grants it."""
    actor, at = Actor.of(reader(request)), timezone.now()
    return case.kind == Kind.TIP_OFF or access.may(actor, access.READ_LETTER, case, at=at)


def _done(request: HttpRequest, case: Case, person: Person, count: int) -> HttpResponse:
    """Back to the case; to the list where it went elsewhere."""
    said = ngettext("%(n)s name was resolved.", "%(n)s names were resolved.", count)
    messages.success(request, said % {"n": count})
    own = access.find(person, Case.objects.filter(pk=case.pk), at=timezone.now())
    elsewhere = "petitions:clues" if case.kind == Kind.TIP_OFF else "petitions:ledger"
    return redirect(case_url(case) if own else elsewhere)
