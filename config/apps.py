from celery.signals import beat_init, worker_init
from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from config import safety


class WiringConfig(AppConfig):
    name = "config"
    verbose_name = _("Wiring")

    def ready(self) -> None:
        checks.register(safety.check_demonstration_accounts, checks.Tags.database)
        worker_init.connect(safety.exit_if_demonstration_in_production)
        beat_init.connect(safety.exit_if_demonstration_in_production)
