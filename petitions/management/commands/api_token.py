"""`api_token`: a new key to the programme interface, on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Person
from petitions.api.api_tokens import new_token, replace_tokens

REFUSED = 1


class Command(BaseCommand):
    """Exit 0 with the key on stdout, 1 for an account that is unknown or no longer active."""

    help = str(gettext_lazy("Print a new token for the programme interface."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--replace", action="store_true", help=_("take the person's earlier tokens back")
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        person = Person.objects.filter(username=options["username"], is_active=True).first()
        if person is None:
            raise CommandError(
                _("No active account is called %(name)s.") % {"name": options["username"]},
                returncode=REFUSED,
            )
        make = replace_tokens if options["replace"] else new_token
        self.stdout.write(make(person, at=timezone.now()))
