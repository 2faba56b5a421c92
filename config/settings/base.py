"""Applications, language, time and files."""

from typing import Any

from config.environment import data_folder, env, environment

JIANJIAN_ENV = environment()
JIANJIAN_DATA = data_folder()
PRODUCTION = JIANJIAN_ENV == "production"
TESTING = JIANJIAN_ENV == "test"

DEBUG: bool = env.bool("DEBUG", default=False)

INSTALLED_APPS = [
    "oversight",
    "petitions",
    "workflows",
    "notifications",
    "organizations",
    "ui",
    "config",
    "viewflow",
    "viewflow.workflow",
    "pgtrigger",
    "django_fsm",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "bootstrap",
    "lucide",
    "config.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.apps.OwnStaticFilesConfig",
    "django.contrib.postgres",
    "allauth",
    "config.apps.ProofOfIdentityConfig",
    "config.apps.SecondFactorConfig",
    "config.apps.OfficeSignInConfig",
    "allauth.socialaccount.providers.openid_connect",
    "django.forms",
]
if not PRODUCTION:
    INSTALLED_APPS.insert(0, "demo")

MIDDLEWARE = [
    "config.evenness.EvenRefusalsMiddleware",
    "config.metrics.MeasuringMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.outages.ShedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.ChosenLanguageMiddleware",
    "config.bad_requests.PlainTextMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organizations.signing_in.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "organizations.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = JIANJIAN_DATA / "static"
MEDIA_ROOT = JIANJIAN_DATA / "media"
# A folder with the office's own licensed faces for papers: 仿宋_GB2312, 方正小标宋, 黑体.
PAPER_FONTS: str = env.str("PAPER_FONTS", default="")
# Less than this on the disk of the files, and production does not start.
LEAST_FREE_MIB: int = env.int("LEAST_FREE_MIB", default=500)
STORAGES: dict[str, dict[str, Any]] = {
    # Letters and recordings are for the account of the processes alone, whatever its umask.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        # Tests read static files from the packages, without a collecting step before.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
# A file is looked for when it is asked for: each client of a test would read all of them anew.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS

if "EMAIL_URL" in env.ENVIRON:
    globals().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = JIANJIAN_DATA / "mail"
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="jianjian@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
