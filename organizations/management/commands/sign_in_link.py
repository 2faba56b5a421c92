"""`sign_in_link`: mail somebody the one-time link by which he sets his password."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Person
from organizations.signing_in import links

REFUSED = 1


class Command(BaseCommand):
    """Exit 0 when the mail went out, 1 with the reason; the link is printed nowhere."""

    help = str(gettext_lazy("Mail somebody, at his own address, a link to set a password."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        person = Person.objects.filter(username=username).first()
        if person is None:
            why = _("No account is called %(name)s.") % {"name": username}
            raise CommandError(why, returncode=REFUSED)
        try:
            links.send_link(person)
        except ValidationError as refusal:
            raise CommandError(refusal.messages[0], returncode=REFUSED) from refusal
        self.stderr.write(_("The link went to the person's own address."))
