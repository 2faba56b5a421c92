"""How people prove who they are beyond a password: second factors, and an office's own sign-in."""

from django.core.exceptions import ImproperlyConfigured

from config.environment import env
from config.settings.base import PRODUCTION, TESTING

# Tip-offs and accounts are opened with a second factor. Demonstration accounts, whose password is
# printed, have none; tests sign thousands of people in.
SECOND_FACTOR_WAIVED_FOR: str = env.str(
    "SECOND_FACTOR_WAIVED_FOR",
    default="everybody" if TESTING else "nobody" if PRODUCTION else "demonstration",
)
_WAIVABLE = ("nobody", "demonstration", "everybody")[: 3 if TESTING else 2]
if SECOND_FACTOR_WAIVED_FOR not in _WAIVABLE:
    raise ImproperlyConfigured(
        f"SECOND_FACTOR_WAIVED_FOR is {SECOND_FACTOR_WAIVED_FOR!r}; it must be one of "
        f"{', '.join(_WAIVABLE)}."
    )
if PRODUCTION and SECOND_FACTOR_WAIVED_FOR != "nobody":
    raise ImproperlyConfigured(
        "SECOND_FACTOR_WAIVED_FOR must be nobody in production: tip-offs are opened with a second "
        "factor there."
    )

ACCOUNT_ADAPTER = "organizations.signing_in.proof_adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Guesses are slowed by rules of our own; codes, which come behind the password, by these.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key", "reauthenticate": "10/5m/user"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60

MFA_ADAPTER = "organizations.signing_in.proof_adapters.SecondFactorAdapter"
MFA_FORMS = {
    key: f"organizations.signing_in.proof_forms.{form}"
    for key, form in (
        ("authenticate", "SignInCodeForm"),
        ("reauthenticate", "AgainCodeForm"),
        ("activate_totp", "AppForm"),
        ("add_webauthn", "AddKeyForm"),
        ("edit_webauthn", "RenameKeyForm"),
    )
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# There is no secret to guess, and no address to count by.
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "件件"
MFA_TOTP_TOLERANCE = 1
# A browser takes a passkey over plain http on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# The office's own provider of OpenID Connect, or one in front of WeCom or DingTalk.
OIDC_ISSUER: str = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_NAME: str = env.str("OIDC_NAME", default="OpenID Connect")
OIDC_CLAIM: str = env.str("OIDC_CLAIM", default="preferred_username")
SOCIALACCOUNT_ADAPTER = "organizations.signing_in.office_sign_in.OfficeSignInAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "office",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", default="jianjian"),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
# A link, not a form: `form-action` of our pages names no other host.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
