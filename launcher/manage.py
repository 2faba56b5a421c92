"""`bin/manage`: Django's commands on the data folder, with its servers up for as long as needed."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import django
from django.core.management import call_command, execute_from_command_line

from config.environment import data_folder
from launcher.account import EmbeddedError
from launcher.embedded import services
from launcher.lease import leave_when_terminated

# These make the tables, or do not look at them.
WITHOUT_TABLES = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "help", "check"}


def with_services(work: Callable[[Mapping[str, str]], int], *, data: Path) -> int:
    """Run `work` on the environment of `data` while its servers are up; its exit code, or 1."""
    leave_when_terminated()
    try:
        with services(data) as environment:
            os.environ.update(environment)
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
            return work(environment)
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _run_command(environment: Mapping[str, str]) -> int:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    made = data_folder() / "tables-made"
    # Only the embedded database is ever migrated unasked, and only when it is new.
    if "DATABASE_URL" in environment and command not in WITHOUT_TABLES and not made.exists():
        django.setup()
        call_command("migrate", verbosity=0)
        made.touch()
    execute_from_command_line(["bin/manage", *sys.argv[1:]])
    return 0


if __name__ == "__main__":
    raise SystemExit(with_services(_run_command, data=data_folder()))
