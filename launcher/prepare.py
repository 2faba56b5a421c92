"""Before the processes start: tables, static files and, in a new data folder, the demonstration.

The demonstration comes with a first run of the nightly checks.

Prints the demonstration accounts that exist, `username<TAB>name` a line; everything else goes to
standard error.
"""

import hashlib
import sys

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from config.apps import OwnStaticFilesConfig
from config.environment import in_production
from config.safety import refuse_demonstration_in_production


def _static_fingerprint() -> str:
    """Changes when a static file of ours or of a package is added, removed or written."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    ignored = OwnStaticFilesConfig.ignore_patterns
    for finder in get_finders():
        for path, storage in sorted(finder.list(ignored), key=lambda found: str(found[0])):
            digest.update(f"{path} {storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    stamp = settings.JIANJIAN_DATA / "static.stamp"
    fingerprint = _static_fingerprint()
    if settings.DEBUG or (stamp.exists() and stamp.read_text() == fingerprint):
        return
    sys.stderr.write("Collecting static files\n")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def load_demonstration(*, wanted: bool) -> None:
    """Only into a folder that this has never looked at and that holds nobody's account yet."""
    marker = settings.JIANJIAN_DATA / "founded"
    loading = settings.JIANJIAN_DATA / "demonstration-loading"
    people = apps.get_model(settings.AUTH_USER_MODEL)._default_manager
    new = not marker.exists() and (loading.exists() or not people.exists())
    if new and wanted:
        sys.stderr.write("Loading the demonstration office\n")
        loading.touch()
        call_command("load_demo", stdout=sys.stderr)
        import_string("oversight.integrity.nightly_run.run_and_keep")(timezone.now())
        loading.unlink()
    marker.touch()


def _know_the_tables() -> None:
    """Let the planner see new tables at once: the regions alone are thousands of rows."""
    made = settings.JIANJIAN_DATA / "tables-made"
    if not made.exists():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE organizations_region")
    made.touch()


def demonstration_accounts() -> list[str]:
    named = import_string("organizations.selectors.named_demonstration_accounts")
    return ["\t".join(account) for account in named().values_list("username", "name")]


def main() -> int:
    try:
        django.setup()
        call_command("migrate", verbosity=0)
        _know_the_tables()
        refuse_demonstration_in_production()
        collect_static()
        load_demonstration(wanted="--empty" not in sys.argv and not in_production())
        sys.stdout.write("".join(f"{line}\n" for line in demonstration_accounts()))
    except (ImproperlyConfigured, CommandError, DatabaseError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
