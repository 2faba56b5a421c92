"""Mounted at /account/: the pages of allauth that are in use, under the names that it gives them.

What it has beyond them (opening accounts, its own pages for passwords and addresses) stays closed.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.providers.openid_connect import views as office
from django.conf import settings
from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from organizations.signing_in import office_sign_in
from organizations.signing_in.credentials import readable

to_sign_in = RedirectView.as_view(url=settings.LOGIN_URL, query_string=True)
to_account = RedirectView.as_view(url=reverse_lazy("organizations:account"))

urlpatterns = [
    path("<slug:provider_id>/sign-in/", office.login, name="openid_connect_login"),
    path("<slug:provider_id>/signed-in/", office.callback, name="openid_connect_callback"),
    path("refused/", office_sign_in.refusal, name="socialaccount_login_cancelled"),
    path("refused/", office_sign_in.refusal, name="socialaccount_login_error"),
    path("refused/", office_sign_in.refusal, name="socialaccount_signup"),
    path("connections/", to_account, name="socialaccount_connections"),
    path("sign-in/", to_sign_in, name="account_login"),
    path("inactive/", to_sign_in, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("factors/", to_account, name="mfa_index"),
    path("factors/code/", readable(factors.authenticate), name="mfa_authenticate"),
    path("factors/again/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/recovery/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "factors/recovery/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("factors/keys/", to_account, name="mfa_list_webauthn"),
    path("factors/keys/add/", readable(keys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "factors/keys/again/",
        readable(keys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "factors/keys/sign-in/",
        readable(keys.login_webauthn),
        name="mfa_login_webauthn",
    ),
    path("factors/keys/<number:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("factors/keys/<number:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
]
