"""`bin/manage`: Django's commands on the data folder, with its servers up where one needs them.

A command of ours that needs none says so on its class, by `needs_servers`: False, or a function
of its arguments. It still finds the addresses in the environment, and may use what happens to run.
"""

import os
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import django
from django.core.management import (
    execute_from_command_line,
    get_commands,
    load_command_class,
)

from config.environment import choose_account, data_folder
from launcher.account import EmbeddedError
from launcher.embedded import Embedded, embedded, running
from launcher.lease import leave_when_terminated
from launcher.refusals import explained
from launcher.tables import migrate_if_new

# Django's own commands that look at the code alone.
HELP = {"--help", "-h"}
WITHOUT_SERVERS = HELP | {
    "help", "version", "--version", "check", "makemigrations", "makemessages",
    "compilemessages", "diffsettings", "collectstatic", "findstatic", "startapp",
}  # fmt: skip
# These make the tables, or do not look at them.
WITHOUT_TABLES = {"migrate", "sqlmigrate", "showmigrations"}


def with_services(work: Callable[[Mapping[str, str]], int], *, data: Path) -> int:
    """Run `work` on the environment of `data` while its servers are up; its exit code, or 1."""

    def start_and_work() -> int:
        system = embedded(data)
        enter(system)
        with running(system):
            return work(system.environment)

    return told(start_and_work, data=data)


def told(work: Callable[[], int], *, data: Path) -> int:
    """The exit code of `work`; 1, with what to do on standard error, where nothing can start."""
    leave_when_terminated()
    try:
        return work()
    except (EmbeddedError, OSError) as error:
        sys.stderr.write(f"{explained(error, data)}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def enter(system: Embedded) -> None:
    """Put the variables of `system` into the environment, for the settings and for children."""
    os.environ.update(system.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def _needs_servers(name: str) -> bool:
    if name in WITHOUT_SERVERS or HELP & set(sys.argv[2:]):
        return False
    app = get_commands().get(name)
    if app is None:
        return False  # Django says that there is no such command
    command = load_command_class(app, name)
    needs = getattr(command, "needs_servers", True)
    return bool(needs(sys.argv[2:]) if callable(needs) else needs)


def _execute() -> int:
    # Of a database that isn't there; without one the code alone is compared.
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration")
    execute_from_command_line(["bin/manage", *sys.argv[1:]])
    return 0


def _run_command() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    choose_account(sys.argv[1:])
    try:
        system = embedded(data_folder())
    except EmbeddedError:
        # A command that needs no servers needs no data folder either.
        django.setup()
        if _needs_servers(name):
            raise
        return _execute()
    enter(system)
    django.setup()
    if not _needs_servers(name):
        return _execute()
    with running(system):
        # Only the embedded database is ever migrated unasked, and only when it is new.
        if "DATABASE_URL" in system.wanted and name not in WITHOUT_TABLES:
            migrate_if_new(system.paths.data)
        return _execute()


if __name__ == "__main__":
    raise SystemExit(told(_run_command, data=data_folder()))
