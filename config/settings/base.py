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
    "axes",
    "csp",
    "bootstrap",
    "lucide",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.apps.OwnStaticFilesConfig",
    "django.contrib.postgres",
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
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "organizations.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_database = env.db("DATABASE_URL", default="postgresql:///jianjian")
# psql, which `dbshell` starts, reads the folder of the socket here alone.
_database["HOST"] = _database["HOST"] or _database.get("OPTIONS", {}).pop("host", "")
_database["ENGINE"] = "django.db.backends.postgresql"
# The threads of a test's web server must leave the database, or it can't be dropped.
_database["CONN_MAX_AGE"] = 0 if TESTING else 60
_database["CONN_HEALTH_CHECKS"] = True
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

if "EMAIL_URL" in env.ENVIRON:
    globals().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = JIANJIAN_DATA / "mail"
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="jianjian@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
