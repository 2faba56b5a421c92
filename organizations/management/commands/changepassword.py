"""`changepassword`, in place of Django's own, which sets the password of another."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _


class Command(BaseCommand):
    """Refuses, and names the command that mails a link instead."""

    needs_servers = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?")

    def handle(self, *_args: Any, **_options: Any) -> None:
        why = _("Nobody sets the password of another. Use: bin/manage sign_in_link USERNAME")
        raise CommandError(why, returncode=1)
