"""The forms of allauth in the words of this house."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class _CodeForm:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]  # type: ignore[attr-defined]  # of the form beside it
        code.label = _("Figures of the app")
        code.widget.attrs["placeholder"] = ""


class SignInCodeForm(_CodeForm, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Behind the password."""


class AgainCodeForm(_CodeForm, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Before the way of signing in is changed."""


class AppForm(_CodeForm, ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """To show that the app has the key."""


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey: good behind a password, or by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = pgettext_lazy("passkey", "Name")
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = _(
            "It then asks for a fingerprint or a PIN each time."
        )


class RenameKeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = pgettext_lazy("passkey", "Name")
