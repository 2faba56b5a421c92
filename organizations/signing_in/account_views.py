"""A person's own account: who he is here, his password, and where he is signed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from organizations.account_record import account_changed
from organizations.navigation import post_titles
from organizations.signing_in import addresses, second_factor, sessions
from organizations.signing_in.signed_in import signed_in
from ui.navigation import NAVIGATION, Menu

ACCOUNT = "organizations:account"


@require_GET
@login_required
def account_page(request: HttpRequest) -> HttpResponse:
    """What the system knows of whoever asks, and what he can change himself."""
    person, at = signed_in(request), timezone.now()
    factors = second_factor.factors_of(person)
    context = {
        "person": person,
        "address": addresses.confirmed(person),
        "factors": factors,
        "has_app": any(each.type == each.Type.TOTP for each in factors),
        "must_have_factor": second_factor.is_required_of(person, at=at),
        "posts": post_titles(person, at=at),
        "sessions": sessions.running(person, at=at),
        "session_key": request.session.session_key,
        "settings": NAVIGATION.shown(person, Menu.SETTINGS, at=at),
    }
    return render(request, "organizations/account.html", context)


def administration_door(request: HttpRequest) -> HttpResponse:
    """In place of the administration's own sign-in, which would ask for a password alone."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index")))


@require_GET
@login_required
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Where whoever needs a second factor sets one up before all else."""
    person = signed_in(request)
    if not second_factor.is_missing(person, at=timezone.now()):
        return redirect(ACCOUNT)
    return render(request, "organizations/second_factor.html")


@require_POST
@login_required
def end_session(request: HttpRequest, handle: str) -> HttpResponse:
    """Sign himself out in another browser."""
    if not sessions.end(signed_in(request), handle, at=timezone.now()):
        raise Http404
    messages.success(request, _("That session has ended."))
    return redirect(ACCOUNT)


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign himself out everywhere but here."""
    kept = request.session.session_key
    count = sessions.end_others(signed_in(request), kept=kept, at=timezone.now())
    words = ngettext("%(count)d session has ended.", "%(count)d sessions have ended.", count)
    messages.success(request, words % {"count": count})
    return redirect(ACCOUNT)


class ChangePassword(PasswordChangeView):
    """A new password of his own; whoever else is signed in with the old one is signed out."""

    template_name = "organizations/password.html"
    success_url = reverse_lazy(ACCOUNT)

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(self.request.user, "is_demonstration", False):
            raise PermissionDenied(_("Demonstration accounts keep the password that is printed."))
        return super().dispatch(*args, **kwargs)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        person, at = signed_in(self.request), timezone.now()
        with transaction.atomic():
            answer = super().form_valid(form)
            what = _("The person changed the password.")
            account_changed.filled(person=person, what=what, by=person, at=at)
        kept = self.request.session.session_key
        sessions.end_others(person, kept=kept, at=at)
        messages.success(self.request, _("Your password has been changed."))
        return answer
