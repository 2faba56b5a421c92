"""Where a link leads: to a password of one's own, or an address of one's own."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from organizations.models import Person
from organizations.signing_in import addresses, links
from organizations.signing_in.account_views import ACCOUNT
from organizations.signing_in.signed_in import signed_in
from ui.numbers import read_number

OPENED = "link_opened"


@require_GET
def open_link(request: HttpRequest) -> HttpResponse:
    """Take the link out of the address, where history and the next page would keep it."""
    person = links.whose(read_number(request.GET.get("person", "")), request.GET.get("token", ""))
    if person is None:
        return render(request, "organizations/link_void.html", status=410)
    request.session[OPENED] = [person.pk, request.GET["token"]]
    return redirect("organizations:link_password")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def link_password(request: HttpRequest) -> HttpResponse:
    """Set a password by the link that was opened, then sign in with it as always."""
    person_id, token = request.session.get(OPENED) or (None, "")
    person = links.whose(person_id, token)
    if person is None:
        return render(request, "organizations/link_void.html", status=410)
    form: SetPasswordForm[Person] = SetPasswordForm(person, request.POST or None)
    if form.is_valid():
        links.set_password(person, token, form.cleaned_data["new_password1"], at=timezone.now())
        logout(request)
        messages.success(request, _g("Your password is set. Sign in with it."))
        return redirect(settings.LOGIN_URL)
    return render(request, "organizations/link.html", {"form": form, "person": person})


class AddressForm(forms.Form):
    """A new address, asked for by whoever knows the password."""

    address = forms.EmailField(label=_("New e-mail address"), max_length=254)
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, person: Person, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # the data, if any
        self.person = person

    def clean_password(self) -> None:
        if not self.person.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("That is not your password."))


@require_http_methods(["GET", "POST"])
@login_required
def address_page(request: HttpRequest) -> HttpResponse:
    """Ask for another address, or for a link to the present one."""
    person = signed_in(request)
    if person.is_demonstration:
        raise PermissionDenied(_g("Demonstration accounts have no mailbox."))
    form = AddressForm(person, request.POST or None)
    if form.is_valid():
        try:
            addresses.ask_to_confirm(person, form.cleaned_data["address"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            sent = _g("A link is on its way to %(address)s. Open it in this browser.")
            messages.success(request, sent % {"address": form.cleaned_data["address"]})
            return redirect(ACCOUNT)
    return render(request, "organizations/address.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
@login_required
def address_confirm(request: HttpRequest) -> HttpResponse:
    """What a link to a mailbox opens; only the button changes something."""
    person = signed_in(request)
    try:
        address = addresses.address_of(request.GET.get("token", ""), person)
    except ValidationError as error:
        context = {"why": error.messages[0]}
        return render(request, "organizations/link_void.html", context, status=410)
    if request.method == "POST":
        addresses.confirm(person, address, at=timezone.now())
        messages.success(request, _g("This address is yours from now on."))
        return redirect(ACCOUNT)
    return render(request, "organizations/address_confirm.html", {"address": address})
