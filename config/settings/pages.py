"""Templates and the addresses that pages lead to."""

LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_URL = "/logout/"
LOGOUT_REDIRECT_URL = "/login/"
CSRF_FAILURE_VIEW = "petitions.drafts.late_forms.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("ui.folded_templates.Loader", ["django.template.loaders.app_directories.Loader"])
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
# The widgets of `ui` before those of `django.forms`.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
