"""Forms that come in when their session has ended: nothing is done, and nothing typed is lost.

A form is signed with the person who opened it. What comes in without a session, in that of
somebody else, or under a token of a former session is kept as that person's draft. He finds it
again when he has signed in, and nobody else ever does.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as refuse

from organizations.models import Person
from petitions.drafts import act_drafts, form_tokens
from workflows.acts.actors import Actor
from workflows.cases import access
from workflows.cases.machines import ACTS
from workflows.models import Case

View = Callable[..., HttpResponse]
BY_SCRIPT = "HX-Request"
SESSION_ENDED = 401


def keeps_what_was_typed(view: View) -> View:
    """For the page of an act: a form that comes in too late is kept for whoever opened it."""

    @wraps(view)
    def guarded(request: HttpRequest, number: str, act: str) -> HttpResponse:
        if request.method != "POST":
            return view(request, number, act)
        opener = _opener(request, number, act)
        if opener is None or opener == request.user.pk:
            return view(request, number, act)
        _keep(request, opener, number, act)
        return _sent_away(request)

    return guarded


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of a former session; of an act's form what was typed is kept."""
    place = request.resolver_match.kwargs if request.resolver_match else {}
    if not {"number", "act"} <= place.keys():
        return refuse(request, reason)
    opener = _opener(request, place["number"], place["act"])
    if opener is None or not _keep(request, opener, place["number"], place["act"]):
        return refuse(request, reason)
    if opener != request.user.pk:
        return _sent_away(request)
    if request.headers.get(BY_SCRIPT):
        return _answer_script(request)
    messages.warning(
        request,
        _("The form had expired and nothing was done. Look over what you typed and send it again."),
    )
    return redirect(request.get_full_path())


def _opener(request: HttpRequest, number: str, act: str) -> int | None:
    return form_tokens.opened_by(request.POST.get(form_tokens.FIELD, ""), number, act)


def _keep(request: HttpRequest, opener: int, number: str, act: str) -> bool:
    """Keep what was typed for whoever opened the form, if he may still do the act."""
    at = timezone.now()
    person = Person.objects.filter(pk=opener, is_active=True).first()
    case = Case.objects.filter(number=number).first()
    declared = ACTS[case.kind].get(act) if case else None
    if person is None or case is None or declared is None:
        return False
    if not access.may(Actor.of(person), act, case, at=at):
        return False
    typed = act_drafts.entries(declared.form, request.POST)
    typed |= act_drafts.entries_of_several(request.POST)
    act_drafts.keep(person, case, act, typed, at=at)
    return True


def _sent_away(request: HttpRequest) -> HttpResponse:
    """To the sign-in; whoever else is signed in goes to his own desk, told nothing of the case."""
    if request.headers.get(BY_SCRIPT):
        return _answer_script(request)
    if isinstance(request.user, Person):
        messages.error(
            request,
            _(
                "Somebody else had opened this form. Nothing was done; what was typed is kept for "
                "whoever opened it."
            ),
        )
        return redirect("petitions:desk")
    messages.warning(
        request,
        _(
            "Your session had ended and nothing was done. What you typed is kept for you alone: "
            "sign in and go on. Files have to be chosen again."
        ),
    )
    return redirect_to_login(request.get_full_path())


def _answer_script(request: HttpRequest) -> HttpResponse:
    sign_in = f"{reverse('petitions:login')}?next={request.path}"
    told = {"ended": True, "sign_in": sign_in}
    return render(request, "petitions/act_draft_state.html", told, status=SESSION_ENDED)
