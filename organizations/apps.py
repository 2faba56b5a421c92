from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from organizations.ports import check_ports


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("Organizations")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        # Apps are imported before models may be: the receiver's module can only be named here.
        keep_regions = import_string("organizations.regions.keep_regions")
        post_migrate.connect(keep_regions, sender=self)
        second_factor = "organizations.signing_in.second_factor"
        authenticator_added.connect(import_string(f"{second_factor}.record_added"))
        authenticator_removed.connect(import_string(f"{second_factor}.record_removed"))
        user_logged_in.connect(import_string("organizations.signing_in.sessions.begin"))
        checks.register(check_ports)
