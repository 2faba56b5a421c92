"""Before the processes start: tables, static files and, in a new data folder, the demonstration.

The demonstration comes with a first run of the nightly checks.

Runs as the owner of the tables: PROCESS_ROLE is `owner` in its environment.

Prints the demonstration accounts that exist, `username<TAB>name` a line; everything else goes to
standard error.
"""

import hashlib
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone
from django.utils.module_loading import import_string

from config.apps import OwnStaticFilesConfig
from config.environment import in_production
from config.safety import refuse_unfit
from launcher.refusals import explained
from launcher.tables import migrate

REMINDER_SECONDS = 15


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what begins, that it goes on, and how long it took."""
    begun = time.monotonic()
    over = threading.Event()

    def remind() -> None:
        # On a terminal the command counts for itself.
        while not sys.stderr.isatty() and not over.wait(REMINDER_SECONDS):
            _say(f"  … {time.monotonic() - begun:.0f} s so far")

    _say(words)
    threading.Thread(target=remind, daemon=True).start()
    try:
        yield
    finally:
        over.set()
    _say(f"  done in {time.monotonic() - begun:.0f} s")


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


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
    with step("Collecting static files"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def load_demonstration(*, wanted: bool) -> None:
    """Only into a folder that this has never looked at and that holds nobody's account yet."""
    marker = settings.JIANJIAN_DATA / "founded"
    loading = settings.JIANJIAN_DATA / "demonstration-loading"
    people = apps.get_model(settings.AUTH_USER_MODEL)._default_manager
    new = not marker.exists() and (loading.exists() or not people.exists())
    if new and wanted:
        loading.touch()
        with step(
            "Loading the demonstration office: two counties and their invented cases. Only this "
            "first start takes minutes; bin/run --empty goes without."
        ):
            call_command("load_demo", stdout=sys.stderr)
        with step("Running the first nightly checks"):
            import_string("oversight.integrity.nightly_run.run_and_keep")(timezone.now())
        loading.unlink()
    marker.touch()


def make_tables() -> None:
    if (settings.JIANJIAN_DATA / "tables-made").exists():
        migrate(settings.JIANJIAN_DATA)
    else:
        with step("Making the tables"):
            migrate(settings.JIANJIAN_DATA)


def demonstration_accounts() -> list[str]:
    named = import_string("organizations.selectors.named_demonstration_accounts")
    return ["\t".join(account) for account in named().values_list("username", "name")]


def main() -> int:
    try:
        django.setup()
        make_tables()
        refuse_unfit(as_owner=True)
        collect_static()
        load_demonstration(wanted="--empty" not in sys.argv and not in_production())
        sys.stdout.write("".join(f"{line}\n" for line in demonstration_accounts()))
    except (ImproperlyConfigured, CommandError, DatabaseError, OSError) as error:
        _say(explained(error, settings.JIANJIAN_DATA))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
