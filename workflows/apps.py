from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = _("Workflows")

    def ready(self) -> None:
        from workflows import catalogue  # noqa: PLC0415  # models are not ready before

        post_migrate.connect(catalogue.load, sender=self)
