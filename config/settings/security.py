"""Keys, passwords, cookies and what a browser may load."""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from config.environment import env
from config.settings.base import JIANJIAN_DATA, PRODUCTION, TESTING

SECRET_KEY: str = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. In production it has no default: put a long random value "
            "into the environment or into .env and keep it."
        )
    # The key that bin/run keeps in the data folder; where there is none yet, a new one
    # rather than one that everybody knows.
    kept = JIANJIAN_DATA / "secret_key"
    SECRET_KEY = kept.read_text() if kept.exists() else get_random_secret_key()
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])

# Behind bin/run only the loopback address answers unless --host says otherwise.
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is not set. In production name the hosts that this system answers for, "
        "separated by commas."
    )

PASSWORD_HASHERS = (
    # argon2id costs a fifth of a second by design; tests sign in thousands of times.
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
AUTHENTICATION_BACKENDS = ["workflows.administration.posts_backend.PostsBackend"]
# Guesses wait and ask for a picture; tests sign in wrongly as often as they like.
SLOW_SIGN_IN = not TESTING

# One-time links for a first password or a forgotten one, and those that confirm a mailbox.
SIGN_IN_LINK_HOURS: int = env.int("SIGN_IN_LINK_HOURS", default=24)
PASSWORD_RESET_TIMEOUT = SIGN_IN_LINK_HOURS * 60 * 60
PUBLIC_ADDRESS: str = env.str(
    "PUBLIC_ADDRESS",
    default=f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
    if PRODUCTION
    else f"http://localhost:{env.str('PORT', default='8000')}",
).rstrip("/")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap's own stylesheet draws its arrows and ticks from data: images.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if PRODUCTION else None

SESSION_ENGINE = "organizations.signing_in.session_store"
# The idle limit: each use of a session puts its end off.
SESSION_COOKIE_AGE = 60 * env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_LONGEST_HOURS: int = env.int("SESSION_LONGEST_HOURS", default=10)
# 0 is any number. Tests sign one person in in many browsers at once.
SESSIONS_PER_PERSON: int = env.int("SESSIONS_PER_PERSON", default=0 if TESTING else 1)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
# Gone with the browser window: nothing stays on the computer of whoever used the portal.
CSRF_COOKIE_AGE = None
SECURE_SSL_REDIRECT: bool = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|healthz|metrics)$"]
SECURE_HSTS_SECONDS: int = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")

# Longer than the work of nearly every refusal; a test asks thousands of times.
REFUSAL_STEP_S: float = env.float("REFUSAL_STEP_S", default=0.0 if TESTING else 0.2)
