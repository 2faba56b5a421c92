from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _

from organizations.signals import unit_closed


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = _("Workflows")

    def ready(self) -> None:
        # models are not ready before
        from notifications.hours import register_working_time
        from organizations.models import Person, Tenure
        from workflows.cases import declaration_sync, name_matching, unit_succession
        from workflows.clocks.calendar_loader import working_time
        from workflows.models import CloseRelative

        register_working_time(working_time)
        post_migrate.connect(declaration_sync.load, sender=self)
        unit_closed.connect(unit_succession.hand_on)
        post_save.connect(name_matching.on_person, sender=Person)
        post_save.connect(name_matching.on_tenure, sender=Tenure)
        post_save.connect(name_matching.on_relative, sender=CloseRelative)
