from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from ui.navigation import NAVIGATION


class UiConfig(AppConfig):
    name = "ui"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Import each app's module `navigation`. Raises `ImproperlyConfigured` for a gap."""
        autodiscover_modules("navigation")
        NAVIGATION.refuse_gaps()
