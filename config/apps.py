from allauth.account.apps import AccountConfig
from allauth.mfa.apps import MFAConfig
from allauth.socialaccount.apps import SocialAccountConfig
from celery.signals import beat_init, worker_init
from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core import checks
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from config import database_accounts, safety, slow_queries, start_checks
from config.database_gate import gate


class WiringConfig(AppConfig):
    default = True
    name = "config"
    verbose_name = _("Wiring")

    def ready(self) -> None:
        checks.register(safety.check_demonstration_accounts, checks.Tags.database)
        for check in start_checks.CHECKS:
            checks.register(check, checks.Tags.database)
        checks.register(database_accounts.check_database_account, "accounts", deploy=True)
        # An application with models, for which the signal is sent; once, when all tables are there.
        with_models = apps.get_app_config("auth")
        post_migrate.connect(database_accounts.give_rights_after_migrating, sender=with_models)
        worker_init.connect(safety.exit_if_not_fit)
        beat_init.connect(safety.exit_if_not_fit)
        connection_created.connect(slow_queries.watch)
        connection_created.connect(gate.open)


class OfficeAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "workflows.administration.office_site.OfficeSite"


class OwnStaticFilesConfig(StaticFilesConfig):
    # We show no page of viewflow's, and its style sheets name fonts that it does not ship,
    # which stops the step that gives files names by their content.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow"]  # noqa: RUF012 - as declared there


def close_pages_of(config: AppConfig) -> None:
    """Take an application's own pages off the administrators' site, where its admin put them."""
    for model in apps.get_app_config(config.label).get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)


class ProofOfIdentityConfig(AccountConfig):  # type: ignore[misc]  # allauth has no types
    def ready(self) -> None:
        super().ready()
        close_pages_of(self)


class SecondFactorConfig(MFAConfig):  # type: ignore[misc]  # allauth has no types
    # Secrets and codes are nobody's but their owner's.
    def ready(self) -> None:
        super().ready()
        close_pages_of(self)


class OfficeSignInConfig(SocialAccountConfig):  # type: ignore[misc]  # allauth has no types
    def ready(self) -> None:
        super().ready()
        close_pages_of(self)
