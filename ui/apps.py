from django.apps import AppConfig
from django.urls import register_converter
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from ui.navigation import NAVIGATION
from ui.numbers import NumberConverter


class UiConfig(AppConfig):
    name = "ui"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Make `<number:…>` known to addresses, import each app's module `navigation`.

        Raises `ImproperlyConfigured` for a gap.
        """
        register_converter(NumberConverter, "number")
        autodiscover_modules("navigation")
        NAVIGATION.refuse_gaps()
