from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = _("Workflows")

    def ready(self) -> None:
        # models are not ready before
        from notifications import hours
        from organizations import account_record, services
        from organizations.signing_in import second_factor
        from workflows.cases import access, declaration_sync, name_matching, unit_succession
        from workflows.clocks.calendar_loader import working_time
        from workflows.rights.rights_record import note_account

        hours.working_time.fill(working_time)
        post_migrate.connect(declaration_sync.load, sender=self)
        second_factor.required_of.fill(access.sees_tip_offs)
        services.unit_closed.fill(unit_succession.hand_on)
        services.names_known.fill(name_matching.match_again)
        account_record.account_changed.fill(note_account)
