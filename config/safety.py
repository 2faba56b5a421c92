"""Production does not start while anybody could sign in with a demonstration password."""

from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from config import start_checks
from config.database_accounts import refuse_owner_in_production
from config.plain_refusals import plain_exit
from organizations.database_trouble import trouble_of
from organizations.ports import refuse_empty_ports

REFUSAL = "Demonstration accounts exist, and JIANJIAN_ENV=production: anybody could sign in."
REMEDY = (
    "Use a database without demonstration data (for the embedded one: "
    "bin/run --data ANOTHER_FOLDER --empty), or deactivate every demonstration account on the "
    "accounts page of /admin/ with JIANJIAN_ENV=development first."
)


def demonstration_accounts_refused() -> bool:
    """Whether this is production and a demonstration account is active. Asks the database."""
    if settings.JIANJIAN_ENV != "production":
        return False
    person = apps.get_model(settings.AUTH_USER_MODEL)
    if person._meta.db_table not in connection.introspection.table_names():
        return False
    # Models cannot be imported before the application registry is ready, and this module
    # is imported by the registry itself.
    exist = import_string("organizations.selectors.demonstration_accounts_exist")
    return bool(exist())


def check_demonstration_accounts(
    *, app_configs: Sequence[AppConfig] | None, **_options: object
) -> list[checks.CheckMessage]:
    """System check jianjian.E001."""
    del app_configs
    if demonstration_accounts_refused():
        return [checks.Error(REFUSAL, hint=REMEDY, id="jianjian.E001")]
    return []


def refuse_demonstration_in_production() -> None:
    """Called by every long-running process as it starts; raises ImproperlyConfigured."""
    if demonstration_accounts_refused():
        raise ImproperlyConfigured(f"jianjian.E001: {REFUSAL} {REMEDY}")


def refuse_unfit(*, as_owner: bool = False) -> None:
    """Called by every long-running process as it starts; raises ImproperlyConfigured.

    `as_owner` is for what only prepares, and may own the tables.
    """
    refuse_empty_ports()
    try:
        refuse_demonstration_in_production()
        start_checks.refuse_unfit()
        if not as_owner:
            refuse_owner_in_production()
    except DatabaseError as error:
        if trouble_of(error) is None:
            raise
        said = " ".join(str(error).split())
        raise ImproperlyConfigured(f"The database can't be asked at the start: {said}") from error


def exit_if_not_fit(**_signal: object) -> None:
    """For a Celery worker or beat: their signals swallow every error but an exit."""
    with plain_exit():
        refuse_unfit()
