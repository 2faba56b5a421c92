"""What commands about one account share: finding it, and telling why something is refused."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from organizations.models import Person

REFUSED = 1


class AccountCommand(BaseCommand):
    """Exit 0 when it is done, 1 with the reason."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        person = Person.objects.filter(username=username).first()
        if person is None:
            why = _("No account is called %(name)s.") % {"name": username}
            raise CommandError(why, returncode=REFUSED)
        try:
            self.stderr.write(self.done_for(person))
        except ValidationError as refusal:
            raise CommandError(refusal.messages[0], returncode=REFUSED) from refusal

    def done_for(self, person: Person) -> str:
        """Do it and return the sentence that says so. Raises ValidationError to refuse."""
        raise NotImplementedError
