from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from ui.navigation import NAVIGATION


class UiConfig(AppConfig):
    name = "ui"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Make `<number:…>` known to addresses, import each app's module `navigation`.

        Raises `ImproperlyConfigured` for a gap.
        """
        import_module("ui.numbers")
        autodiscover_modules("navigation")
        NAVIGATION.refuse_gaps()
