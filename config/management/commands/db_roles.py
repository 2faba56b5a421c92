"""`db_roles`: the account that runs, made and given its rights, or looked at."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.database_accounts import REMEDY, faults, give_rights

FOUND_WRONG = 1


class Command(BaseCommand):
    """Exit 0 if the account has exactly its rights, 1 if not."""

    help = "Give the database account that runs exactly its rights; --check looks alone."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        account = settings.DATABASE_ACCOUNT
        if not account["USER"]:
            raise CommandError(f"DATABASE_URL names no account. {REMEDY}", returncode=2)
        if not options["check"]:
            give_rights(account["USER"], account["PASSWORD"])
        found = faults(account["USER"])
        for fault in found:
            self.stdout.write(f"✗ {account['USER']} {fault}")
        if found:
            raise SystemExit(FOUND_WRONG)
        self.stdout.write(f"✓ {account['USER']} has its rights and no other")
