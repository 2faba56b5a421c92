from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from organizations.signals import unit_closed


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = _("Workflows")

    def ready(self) -> None:
        from workflows import catalogue, succession  # models are not ready before

        post_migrate.connect(catalogue.load, sender=self)
        unit_closed.connect(succession.hand_on)
