"""Applications, database, language, time and files."""

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

_database = env.db("DATABASE_URL", default="postgresql:///jianjian")
# psql, which `dbshell` starts, reads the folder of the socket here alone.
_database["HOST"] = _database["HOST"] or _database.get("OPTIONS", {}).pop("host", "")
_database["ENGINE"] = "django.db.backends.postgresql"
_database["CONN_HEALTH_CHECKS"] = True
_options = _database.setdefault("OPTIONS", {})
# Who asks decides how long a statement may take: a page is given up by gunicorn after a minute
# (config/gunicorn.py), a task after half an hour (config/settings/background.py), a command by
# whoever typed it.
PROCESS_ROLE: str = env.str("PROCESS_ROLE", default="command")
_SECONDS = {"web": 55, "worker": 25 * 60}
STATEMENT_TIMEOUT_S: int = env.int("STATEMENT_TIMEOUT_S", default=_SECONDS.get(PROCESS_ROLE, 0))
# What is prepared has the same plan for whatever values, so that nobody waits for the first few.
# What lists and desks ask is short and answered from memory or a solid-state disk: reading a row
# here and there costs little more than reading on, and compiling a plan costs more than it saves.
_session = {
    "statement_timeout": f"{STATEMENT_TIMEOUT_S}s",
    "random_page_cost": "1.1",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}
_options["options"] = " ".join(
    [_options.get("options", ""), *(f"-c {name}={value}" for name, value in _session.items())]
).strip()
# Only what `organizations.prepared_statements` has planned once is planned once.
_options["prepare_threshold"] = 2**31
# A thread of the web server borrows a connection for as long as a request lasts. Nothing else
# has threads enough to share; a test's must leave the database, or it can't be dropped.
if PROCESS_ROLE == "web" and not TESTING:
    _options["pool"] = {
        "min_size": 1,
        "max_size": env.int("WEB_THREADS", default=4) + 1,
        "timeout": 10,
        "max_idle": 10 * 60,
    }
_database["CONN_MAX_AGE"] = 0 if TESTING or "pool" in _options else 60
SLOW_QUERY_MS: int = env.int("SLOW_QUERY_MS", default=500)
DATABASES = {"default": _database}

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = JIANJIAN_DATA / "static"
MEDIA_ROOT = JIANJIAN_DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
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
