"""The page of a petition, its acts, papers and files, and the desk it waits on."""

from datetime import datetime
from functools import partial
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.models import Person
from organizations.prepared_statements import PreparedQuery
from organizations.selectors import unit_names
from petitions.cases import case_detail
from petitions.cases.act_context import beside_form
from petitions.cases.act_views import ActPlace, Beside, reader, respond
from petitions.cases.paper_pages import Shape, file_or_page, paper
from petitions.drafts.late_forms import keeps_what_was_typed
from petitions.intake import duplicates
from petitions.letters.corrections import LetterCorrections
from petitions.letters.letter_selectors import letter_of
from petitions.letters.stored_files import download
from petitions.models import Attachment
from petitions.previews.shown_copies import shown
from ui.numbers import read_number
from workflows.acts.act_refusals import NotFound, Refused
from workflows.acts.actors import Actor
from workflows.acts.region_field import suggestions
from workflows.audit import exclusion_record
from workflows.cases import access, desk_inbox
from workflows.cases.act_notices import case_url
from workflows.cases.machines import ACTS
from workflows.models import Case, DeskTask, Document, EventFile, Part
from workflows.petition.handling_requirements import DEMANDS
from workflows.states import Category, Kind

PETITION: Final = PreparedQuery(
    lambda number: Case.objects.filter(number=number, kind=Kind.PETITION).order_by(), str
)
WAYS: Final = tuple((Category(way).label, asked) for way, asked in DEMANDS.items())
"""Each way of handling with what it asks, for whoever is to choose one."""
MATTER_FIELDS: Final = ("original", "earlier", "handled_as")
"""The fields of acts that take the number of another matter of the same person."""
ON_AN_EARLIER_MATTER: Final = tuple(
    act.name for act in ACTS[Kind.PETITION].values() if {*MATTER_FIELDS} & set(act.form.base_fields)
)
ON_A_DRAFT: Final = ("sign_off", "send_back")


@require_GET
@login_required
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """A petition as this person may see it."""
    at, person = timezone.now(), reader(request)
    case = case_detail.visible(person, number, kind=Kind.PETITION, at=at)
    if case is None:
        return _left(request, person, number, at)
    file = case_detail.open_file(case, person, at=at)
    return render(request, "petitions/case.html", case_detail.context(file, at))


def _left(request: HttpRequest, person: Person, number: str, at: datetime) -> HttpResponse:
    """One line, the same whatever took the matter away; 404 where there never was one."""
    if not access.has_left(person, number, at=at):
        raise Http404
    return render(request, "petitions/case_left.html", {"number": number})


@require_http_methods(["GET", "POST"])
@keeps_what_was_typed
@login_required
def act_page(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """The form of an act, and its performance."""
    at, person = timezone.now(), reader(request)
    if request.method == "POST":
        # The door asks under its lock who may know of the case.
        case = PETITION.first(number)
    else:
        case = case_detail.envelope(person, number, kind=Kind.PETITION, at=at)
    if case is None:
        raise Http404
    template, more = _page_of(case, person, act, at)
    beside = (partial(beside_form, case, person, at=at), more)
    place = ActPlace(Actor.of(person), at, template, case_url(case), beside=beside)
    return respond(request, case, act, place=place)


def _page_of(case: Case, person: Person, act: str, at: datetime) -> tuple[str, Beside]:
    """The template of an act's form, and what it reads of the case besides its context."""
    if act == "draft_opinion":
        return "petitions/act_draft.html", lambda: {"asks": WAYS}
    if act == "correct":
        return "petitions/act_correct.html", partial(_entries, case, person, at)
    if act in ON_AN_EARLIER_MATTER:
        found = partial(_earlier_matters, case, person, act, at)
        return "petitions/act_earlier.html", found
    if act in ON_A_DRAFT:
        more = partial(_draft_and_evidence, case.number, person, act, at)
        return "petitions/act_sign_off.html", more
    return "petitions/act.html", dict


def _entries(case: Case, person: Person, at: datetime) -> dict[str, object]:
    """What stands now, beside the form that corrects it."""
    may_read = access.may(Actor.of(person), access.READ_LETTER, case, at=at)
    near = case.intake_unit.region.path
    return {
        "entries": LetterCorrections().standing(case) if may_read else (),
        "regions": suggestions("", near=near),
        "unit_names": unit_names(near),
    }


def _earlier_matters(case: Case, person: Person, act: str, at: datetime) -> dict[str, object]:
    """What may be the same matter, with why, and the field of the form that takes its number."""
    fields = ACTS[Kind.PETITION][act].form.base_fields
    return {
        "repeats": duplicates.of_case(case, person, at=at),
        "takes": next(name for name in MATTER_FIELDS if name in fields),
    }


def _draft_and_evidence(number: str, person: Person, act: str, at: datetime) -> dict[str, object]:
    """What whoever signs off reads beside the form; the evidence as far as it is open to him."""
    case = case_detail.visible(person, number, kind=Kind.PETITION, at=at)
    if case is None:
        raise Http404
    file = case_detail.open_file(case, person, at=at)
    drafts = (told for told in file.history if told.event.act == "draft_opinion")
    others = [each for each in file.acts if each.name in ON_A_DRAFT and each.name != act]
    return {
        "evidence": file,
        "draft": next(drafts, None),
        "others": others,
        "letter_open": True,
    }


@require_GET
@login_required
def document_page(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A paper as it was issued. It tells what the letter says, so it takes the same right."""
    return paper(_read_paper(request, number, pk))


@require_GET
@login_required
def document_file(request: HttpRequest, number: str, pk: int, shape: str) -> HttpResponse:
    """The same paper as PDF, which is its record, or as a Word file to work on."""
    return file_or_page(_read_paper(request, number, pk), Shape(shape), at=timezone.now())


def _read_paper(request: HttpRequest, number: str, pk: int) -> Document:
    case = _readable(request, number)
    document = get_object_or_404(Document, case=case, pk=pk)
    _note(request, case, Part.PAPER, document.number)
    return document


@require_GET
@login_required
def attachment_file(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A file that came with the letter or was added to it, always as a download."""
    return download(_attachment(request, number, pk))


@require_GET
@login_required
def attachment_shown(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """What can be seen or heard of it, shut in a policy of its own."""
    return shown(request, _attachment(request, number, pk))


@require_GET
@login_required
def event_file(request: HttpRequest, number: str, event: int, place: int) -> FileResponse:
    """A file that was given with an act, by its place among them; always as a download."""
    return download(_given_file(request, number, event, place))


@require_GET
@login_required
def event_file_shown(request: HttpRequest, number: str, event: int, place: int) -> HttpResponseBase:
    """What can be seen or heard of it, shut in a policy of its own."""
    return shown(request, _given_file(request, number, event, place))


def _attachment(request: HttpRequest, number: str, pk: int) -> Attachment:
    case = _readable(request, number)
    found = get_object_or_404(Attachment, petition=letter_of(case), pk=pk)
    _note(request, case, Part.ATTACHMENT, found.name)
    return found


def _given_file(request: HttpRequest, number: str, event: int, place: int) -> EventFile:
    case = _readable(request, number)
    given = EventFile.objects.filter(event=event, event__case=case).order_by("pk")
    found = next(iter(given[place - 1 : place]), None) if place else None
    if found is None:
        raise Http404
    _note(request, case, Part.ATTACHMENT, found.name)
    return found


@require_POST
@login_required
def claim_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the case from the unit's queue."""
    at, person = timezone.now(), reader(request)
    case = _waiting_at(pk, person, at=at)
    try:
        desk_inbox.claim(pk, person, at=at)
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The case is on your desk now."))
    return redirect(case_url(case))


@require_POST
@login_required
def hand_over_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the case to a colleague, or back to the unit's queue (empty `to`)."""
    at, person = timezone.now(), reader(request)
    case, to = _waiting_at(pk, person, at=at), None
    chosen = request.POST.get("to", "")
    if chosen:
        informed = access.who_may(access.SEE, case, at=at)
        to = informed.filter(pk=read_number(chosen) or 0).first()
    try:
        if chosen and to is None:
            raise Refused(_("Choose a colleague who holds the same role in this unit."))
        desk_inbox.hand_over(pk, person, to, at=at)
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _handed(to))
    return redirect(case_url(case))


def _handed(to: Person | None) -> str:
    if to is None:
        return _("The case is back in the unit's queue.")
    return _("The case is on the desk of %(person)s now.") % {"person": to}


def _waiting_at(pk: int, person: Person, *, at: datetime) -> Case:
    """The case a desk holds, if the person may know of it: an exclusion outranks a desk."""
    task = get_object_or_404(DeskTask, pk=pk)
    case = access.find(person, Case.objects.filter(pk=task.case_id or 0), at=at)
    if case is None:
        raise Http404
    return case


def _note(request: HttpRequest, case: Case, part: Part, why: str) -> None:
    exclusion_record.note_read(case, reader(request), part, at=timezone.now(), why=why)


def _of_either_kind(request: HttpRequest, number: str) -> Case:
    at, person = timezone.now(), reader(request)
    case = access.find(person, Case.objects.filter(number=number), at=at)
    if case is None:
        exclusion_record.note_refused(number, person, at=at)
        raise Http404
    return case


def _readable(request: HttpRequest, number: str) -> Case:
    """The case whose letter this person may open; a reader of the envelope alone gets 403."""
    case = _of_either_kind(request, number)
    if not access.may(Actor.of(reader(request)), access.READ_LETTER, case, at=timezone.now()):
        raise PermissionDenied(_("The letter of this case is closed to your post."))
    return case
