from celery.signals import beat_init, worker_init
from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core import checks
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from config import safety, slow_queries


class WiringConfig(AppConfig):
    default = True
    name = "config"
    verbose_name = _("Wiring")

    def ready(self) -> None:
        checks.register(safety.check_demonstration_accounts, checks.Tags.database)
        worker_init.connect(safety.exit_if_not_fit)
        beat_init.connect(safety.exit_if_not_fit)
        connection_created.connect(slow_queries.watch)


class OwnStaticFilesConfig(StaticFilesConfig):
    # We show no page of viewflow's, and its style sheets name fonts that it does not ship,
    # which stops the step that gives files names by their content.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow"]  # noqa: RUF012 - as declared there
